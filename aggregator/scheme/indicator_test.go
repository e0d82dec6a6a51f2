package scheme

import (
	"reflect"
	"slices"
	"strings"
	"testing"
	"unicode"
)

// every is the catalogue of indicators.md with the families that report each, its kind and what is better, and the
// dimensions by which an item may restrict it.
var every = map[string]string{
	"articles":               "articles flow up channel column",
	"reads":                  "reads flow up channel",
	"readers":                "reads flow up channel",
	"originals":              "articles flow up channel column",
	"adoption_rate":          "articles flow up",
	"homepage_adoption_rate": "articles flow up",
	"shares":                 "reads flow up",
	"superior_shares":        "reads flow up",
	"posts":                  "posts flow up kind",
	"update_gap_days":        "articles flow down channel column",
	"followers":              "channels stock up channel",
	"active_follower_rate":   "channels stock up channel",
	"channel_index":          "channels stock up",
	"channel_place":          "channels stock down",
	"video_plays":            "channels flow up channel",
	"verified_members":       "members stock up",
	"newly_verified":         "members flow up",
	"verification_rate":      "members base stock up",
	"entry_rate":             "base stock up",
	"active_member_rate":     "members flow up",
	"cards_issued":           "members stock up",
	"online_rate":            "members base flow up",
	"home_rating":            "members flow up",
	"applications":           "applications flow up kind service",
	"completions":            "applications flow up kind service",
	"completion_rate":        "applications flow up kind service",
	"on_time_rate":           "applications flow up kind service",
	"accept_on_time_rate":    "applications flow up kind service",
	"reopen_rate":            "applications flow down kind service",
	"handling_hours":         "applications flow down kind service",
	"satisfaction_rate":      "applications flow up kind service",
	"overdue_open":           "applications stock down kind service",
	"appeal_answer_rate":     "applications flow up service",
	"suggestion_answer_rate": "applications flow up service",
	"services_online":        "applications flow up",
	"activities":             "activities flow up kind",
	"participations":         "activities flow up kind",
	"trainings":              "activities flow up kind",
	"interest_groups":        "activities flow up",
	"merchants_net":          "merchants flow up",
	"featured_projects":      "activities stock up level",
}

// counted are the counts and sets that the figures of each family hold.
var counted = map[string]string{
	"articles": "articles originals submitted_articles adopted_articles adopted_homepage article_days",
	"reads": "reads reads_single reads_reported reads_crawler reads_repeat reads_anonymous shares superior_shares " +
		"readers_reported",
	"members": "verified_members newly_verified active_members cards_issued grassroots_online home_ratings home_rated_well",
	"applications": "applications completions due due_completed on_time accept_due accept_on_time reopened handled " +
		"handled_us rated rated_well overdue_open services",
	"activities": "activities participations trainings interest_groups featured_projects",
	"merchants":  "merchants_net merchants",
	"posts":      "posts",
	"channels":   "followers active_followers_of followers_of video_plays",
	"base":       "base_employees base_members base_grassroots base_entered",
}

// TestIndicatorsHaveAllWords fails when an indicator is missing, lacks a word in either language or counts what nobody
// counts: rules are data with words.
func TestIndicatorsHaveAllWords(t *testing.T) {
	entries, err := Indicators()
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	for _, e := range entries {
		about := append(slices.Clone(e.Families), e.Kind, e.Better)
		got[e.ID] = strings.Join(append(about, e.Dimensions...), " ")
		checkWords(t, e)
		m := e.Measured
		for _, c := range []Count{m.Numerator, m.Denominator, m.Answered} {
			if c != (Count{}) && !slices.Contains(strings.Fields(counted[c.Family]), c.Name) {
				t.Errorf("%s counts %s.%s, which is not a count", e.ID, c.Family, c.Name)
			}
		}
	}
	if !reflect.DeepEqual(got, every) {
		for id, want := range every {
			if got[id] != want {
				t.Errorf("%s: got %q, want %q", id, got[id], want)
			}
			delete(got, id)
		}
		t.Errorf("and these nobody asked for: %v", got)
	}
}

func checkWords(t *testing.T, e Indicator) {
	t.Helper()
	han := func(r rune) bool { return unicode.Is(unicode.Han, r) }
	for part, words := range map[string]Names{"names": e.Names, "definition": e.Definition, "unit": e.Unit, "remedy": e.Remedy} {
		if words.ZH == "" || words.EN == "" {
			t.Errorf("%s: %s is %+v", e.ID, part, words)
		}
		if part != "unit" && (!strings.ContainsFunc(words.ZH, han) || strings.ContainsFunc(words.EN, han)) {
			t.Errorf("%s: %s has its languages mixed up: %+v", e.ID, part, words)
		}
	}
	for _, words := range []string{e.Definition.ZH, e.Remedy.ZH} {
		if !strings.HasSuffix(words, "。") || strings.ContainsAny(words, ",;?!") {
			t.Errorf("%s: Chinese is printed with its own marks: %s", e.ID, words)
		}
	}
	if e.Rate() != (e.Unit.ZH == "%") {
		t.Errorf("%s: rate %v with unit %s", e.ID, e.Rate(), e.Unit.ZH)
	}
}

func TestHowIndicatorsAreMeasured(t *testing.T) {
	entries, err := Indicators()
	if err != nil {
		t.Fatal(err)
	}
	by := map[string]Measured{}
	for _, e := range entries {
		by[e.ID] = e.Measured
	}
	appeals := Measured{
		Form: FormRate, Numerator: Count{"applications", "on_time"}, Denominator: Count{"applications", "due"},
		Answered: Count{"applications", "due_completed"}, Where: Where{Kinds: []string{"appeal"}}, Window: WindowPeriod,
	}
	if got := by["appeal_answer_rate"]; !reflect.DeepEqual(got, appeals) {
		t.Errorf("appeals: %+v", got)
	}
	if got := by["satisfaction_rate"]; got.Minimum != 5 || got.Cap != 0 || got.Window != WindowPeriod {
		t.Errorf("satisfaction: %+v", got)
	}
	if got := by["home_rating"].Minimum; got != 5 {
		t.Errorf("rating of the union: minimum %d", got)
	}
	if got := by["adoption_rate"].Cap; got != 100 {
		t.Errorf("adoption: cap %d", got)
	}
	if got := by["featured_projects"]; got.Window != WindowYearToDate || got.Form != FormCount {
		t.Errorf("projects: %+v", got)
	}
}

func TestIndicatorFaults(t *testing.T) {
	_, err := ParseIndicator([]byte(`id: Articles
names: {zh: 发稿量}
unit: {zh: 篇, en: articles}
kind: river
better: sideways
remedy: {zh: 多写, en: ""}
families: [weather, base]
dimensions: [kind, colour]
measure:
  form: count
  numerator: articles
  denominator: articles.articles
  minimum: 0
  cap: 100
  where: {kind: gossip, colour: red}
  window: week
`))
	want := `line 1: indicator: definition is missing
line 1: indicator: id "Articles" must be 1-40 of a-z, 0-9, - and _
line 2: indicator: names: en is missing
line 4: indicator: kind cannot be "river"; it is one of flow, stock
line 5: indicator: better cannot be "sideways"; it is one of up, down
line 6: indicator: remedy: en is empty or holds a control character
line 7: indicator: families cannot be "weather"; it is one of articles, reads, members, applications, activities, merchants, posts, channels, base
line 8: indicator: dimensions cannot be "colour"; it is one of kind, channel, column, service, level
line 8: indicator: kind is fixed by its own where
line 9: indicator: measure: only a rate has a minimum or a cap
line 11: indicator: measure: numerator "articles" is not a family and its count, like applications.due
line 12: indicator: measure: the form has no denominator
line 13: indicator: measure: minimum must be a whole number from 1 to 1000000
line 15: indicator: measure: where: unknown key "colour"; known are kind, channel, column, service, level
line 15: indicator: measure: where: kind cannot be "gossip"; it is one of contest, course, training, lecture, benefit, ticket, survey, vote, reading, group, other
line 16: indicator: measure: window cannot be "week"; it is one of period, year_to_date`
	if err == nil || err.Error() != want {
		t.Errorf("got\n%v\nwant\n%s", err, want)
	}
}

func TestFamiliesAreThoseOfTheCounts(t *testing.T) {
	_, err := ParseIndicator([]byte(`id: rate
names: {zh: 率, en: Rate}
definition: {zh: 率, en: Rate}
unit: {zh: "%", en: "%"}
kind: flow
better: up
remedy: {zh: 率, en: Rate}
families: [members, posts]
measure: {form: rate, numerator: members.active_members, denominator: base.base_members}
`))
	want := `line 9: indicator: measure: base is counted, but families does not name it
line 9: indicator: measure: families names posts, of which nothing is counted`
	if err == nil || err.Error() != want {
		t.Errorf("got\n%v\nwant\n%s", err, want)
	}
}

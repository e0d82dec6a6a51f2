package scheme

import (
	"reflect"
	"strings"
	"testing"
)

const restricted = `id: quotas
names: {zh: 定额, en: Quotas}
calendar: {start_month: 12}
groups:
  - id: all
    names: {zh: 全部, en: All}
    kinds: [county]
    full_marks: 100
    items:
      - {indicator: activities, points: 20, method: target, target: 4, window: year_to_date}
      - {indicator: activities, points: 10, method: target, target: 2, where: {kind: [training, course]}}
      - {id: law, indicator: activities, points: 10, method: target, target: 2, where: {kind: lecture}, window: period}
      - {indicator: applications, points: 20, method: logminmax, per: 1000 verified_members}
      - {indicator: applications, points: 10, method: logminmax, per: 10000 employees, where: {service: S-1, kind: service}, id: per-head}
      - {indicator: applications, points: 10, method: minmax}
      - {indicator: featured_projects, points: 20, method: piece, constants: {each: 5}, window: year_to_date, where: {level: [省级, 国家级]}, id: showcase}
`

func TestItemsThatRestrict(t *testing.T) {
	s := parse(t, restricted)
	var got []string
	for _, item := range s.Groups[0].Items {
		got = append(got, item.ID+" "+s.WindowOf(item))
	}
	want := []string{
		"activities-year_to_date year_to_date", "activities-course-training period", "law period",
		"applications-per-1000-verified_members period", "per-head period", "applications period", "showcase year_to_date",
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
	head := s.Groups[0].Items[4]
	if head.Per != (Per{Number: 10000, Base: "employees"}) ||
		!reflect.DeepEqual(head.Where, Where{Kinds: []string{"service"}, Services: []string{"S-1"}}) {
		t.Errorf("got %+v", head)
	}
}

// TestHashOfRestrictions: what decides a figure is part of the identity, the notation is not.
func TestHashOfRestrictions(t *testing.T) {
	base := parse(t, restricted).Hash()
	edit := func(old, text string) string {
		t.Helper()
		if !strings.Contains(restricted, old) {
			t.Fatalf("there is no %s", old)
		}
		return strings.Replace(restricted, old, text, 1)
	}
	for name, text := range map[string]string{
		"the order of values": edit("[training, course]", "[course, training]"),
		"one value as a list": edit("kind: lecture", "kind: [lecture]"),
		"the default id":      edit("{indicator: applications, points: 10, method: minmax", "{id: applications, indicator: applications, points: 10, method: minmax"),
		"the window it has":   edit("lecture}, window: period", "lecture}"),
		"by its definition":   edit("{each: 5}, window: year_to_date", "{each: 5}"),
	} {
		if parse(t, text).Hash() != base {
			t.Errorf("%s changes the hash", name)
		}
	}
	seen := map[string]string{base: "nothing"}
	for name, text := range map[string]string{
		"a value":      edit("kind: lecture", "kind: contest"),
		"a dimension":  edit("service: S-1, kind: service", "service: S-1"),
		"per how many": edit("per: 10000", "per: 1000"),
		"per what":     edit("employees", "members"),
		"a window":     edit("target: 4, window: year_to_date", "target: 4"),
		"an id":        edit("id: law", "id: statute"),
	} {
		got := parse(t, text).Hash()
		if before, twice := seen[got]; twice {
			t.Errorf("%s has the hash of %s", name, before)
		}
		seen[got] = name
	}
}

func TestCoreFiveKeepsItsName(t *testing.T) {
	s, err := CoreFive()
	if err != nil {
		t.Fatal(err)
	}
	if want := "999edfcfcbc9a2c11c4bedce4c6289e01c4f6112f6b979f6d8d2141cc5e0316e"; s.Hash() != want {
		t.Errorf("hash %s, want %s", s.Hash(), want)
	}
}

func TestRestrictionsRefused(t *testing.T) {
	item := func(text string) string {
		return strings.Replace(small, "      - {indicator: articles, points: 60, method: target}\n", "      - {points: 60, method: rank, "+text+"}\n", 1)
	}
	cases := []struct{ name, item, want string }{
		{"another dimension", "indicator: articles, where: {kind: post}", "line 9: item articles: where cannot restrict the kind; it can restrict channel, column"},
		{"no dimension", "indicator: cards_issued, where: {kind: post}", "line 9: item cards_issued: where cannot restrict the kind; this indicator has no dimension to restrict"},
		{"fixed by the definition", "indicator: appeal_answer_rate, where: {kind: appeal}", "line 9: item appeal_answer_rate: where cannot restrict the kind; it can restrict service"},
		{"an unknown word", "indicator: activities, where: {kind: lecturs}", `line 9: item activities: where: kind cannot be "lecturs"; it is one of contest, course, training, lecture, benefit, ticket, survey, vote, reading, group, other`},
		{"words of another family", "indicator: posts, where: {kind: [reply, lecture]}", `line 9: item posts: where: kind cannot be "lecture"; it is one of post, reply`},
		{"a channel", "indicator: reads, where: {channel: telegraph}", `line 9: item reads: where: channel cannot be "telegraph"; it is one of website, wechat, video, app, weibo, douyin, toutiao, tv, paper, sms, other`},
		{"an unknown key", "indicator: reads, where: {colour: red}", `line 9: item reads: where: unknown key "colour"; known are kind, channel, column, service, level`},
		{"nothing", "indicator: reads, where: {}", "line 9: item reads: where restricts nothing"},
		{"an empty list", "indicator: reads, where: {channel: []}", "line 9: item reads: where: channel is an empty list"},
		{"twice", "indicator: reads, where: {channel: [app, app]}", `line 9: item reads: where: channel names "app" twice`},
		{"a number", "indicator: articles, where: {column: 2026}", "line 9: item articles: where: column must be a text: put 2026 in quotation marks"},
		{"per of a rate", "indicator: on_time_rate, per: 1000 members", "line 9: item on_time_rate: only a number of things can be counted per base"},
		{"per of an index", "indicator: channel_index, per: 1000 members", "line 9: item channel_index: only a number of things can be counted per base"},
		{"per without a number", "indicator: reads, per: members", `line 9: item reads: per "members" is not a number and a base, like 1000 verified_members`},
		{"per nothing", "indicator: reads, per: 0 members", `line 9: item reads: per "0 members" is not a number and a base, like 1000 verified_members`},
		{"per another base", "indicator: reads, per: 1000 cats", `line 9: item reads: "cats" is not a base to count by; it is one of employees, members, verified_members`},
		{"another window", "indicator: reads, window: week", `line 9: item reads: window cannot be "week"; it is one of period, year_to_date`},
		{"the window of a stock", "indicator: followers, window: year_to_date", "line 9: item followers: it is a state at the period's end, so there is no window to choose"},
		{"the window of a definition", "indicator: featured_projects, window: period", "line 9: item featured_projects: it is counted over the year to date by its definition"},
		{"an id that is no id", "indicator: reads, id: 阅读", `line 9: item reads: its id would be "阅读", which is not 1-64 of a-z, 0-9, - and _; give it one`},
		{"an id that comes of its values", "indicator: articles, where: {column: 要闻}", `line 9: item articles: its id would be "articles-要闻", which is not 1-64 of a-z, 0-9, - and _; give it one`},
		{"the name of an indicator", "indicator: reads, id: shares", `line 9: item reads: the id "shares" is the name of an indicator, which would be taken for it`},
		{"its indicator's name for a part of it", "indicator: reads, where: {channel: app}, id: reads", `line 9: item reads: the id "reads" is the name of an indicator, which would be taken for it`},
		{"two of one id", "id: a, indicator: reads}\n      - {points: 1, method: rank, id: a, indicator: posts", `line 10: group all: items: the item "a" stands twice; give one of them an id of its own`},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			_, err := Parse([]byte(item(c.item)))
			if err == nil {
				t.Fatal("it was taken")
			}
			if !strings.Contains("\n"+err.Error()+"\n", "\n"+c.want+"\n") {
				t.Errorf("got  %s\nwant %s", err, c.want)
			}
		})
	}
}

func TestTargetsOfItems(t *testing.T) {
	s := parse(t, restricted)
	targets, err := s.ReadTargets(strings.NewReader("union,period,indicator,target\nA,*,law,3\nA,*,activities-year_to_date,12\nA,2026-Q4,activities-course-training,5\n"))
	if err != nil {
		t.Fatal(err)
	}
	cases := []struct {
		item         int
		period, want string
	}{
		{0, "2026-Q1", "12"}, {0, "2026", "12"}, // a quota of the year so far does not add up over the quarters
		{1, "2026-Q1", "2"}, {1, "2026-Q4", "5"}, {1, "2026", "11"},
		{2, "2026-Q1", "3"}, {2, "2026", "12"},
	}
	for _, c := range cases {
		if got := s.Target(targets, "A", c.period, s.Groups[0].Items[c.item]); got == nil || got.Text('f') != c.want {
			t.Errorf("item %d in %s: %v, want %s", c.item, c.period, got, c.want)
		}
	}
}

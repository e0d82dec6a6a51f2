package aggregator

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"unionscreen/queries"
	"unionscreen/queries/office"
)

// want is one measure as it is to be printed: state, or value = numerator/denominator.
type want struct{ period, union, indicator, measure string }

func (s *stage) hold(t *testing.T, cases []want) {
	t.Helper()
	for _, c := range cases {
		m := s.measure(t, c.period, c.union, c.indicator)
		got := m.State
		if got == "value" {
			got = m.Value + " = " + m.Numerator
			if m.Denominator != "" {
				got += "/" + m.Denominator
			}
			if m.Median != "" {
				got += " median " + m.Median
			}
			if m.Answered != "" {
				got += " answered " + m.Answered
			}
		}
		if got != c.measure {
			t.Errorf("%s of %s in %q: got %s, want %s", c.indicator, c.union, c.period, got, c.measure)
		}
	}
}

const morning = "2026-10-05 09:00:00"

// TestEveryFormOfMeasure holds one measure of each form, worked out by hand, in each of its states.
func TestEveryFormOfMeasure(t *testing.T) {
	of := func(family, union, counts string) []fact {
		var facts []fact
		for pair := range strings.FieldsSeq(counts) {
			var n int64
			name, number, _ := strings.Cut(pair, "=")
			if _, err := fmt.Sscan(number, &n); err != nil {
				t.Fatal(err)
			}
			facts = append(facts, fact{family, union, name, n, at(morning)})
		}
		return facts
	}
	facts := slices.Concat(
		of("articles", "A", "submitted_articles=4 adopted_articles=5 adopted_homepage=1"),
		of("articles", "B", "articles=1"),
		of("reads", "A", "readers_reported=10 reads_reported=12"), of("reads", "A1", "reads=3"),
		of("members", "A", "home_ratings=3 home_rated_well=2"), of("members", "A1", "home_ratings=2 home_rated_well=2"),
		of("members", "B", "home_ratings=4 home_rated_well=4"),
		of("applications", "A", "handled_us=10800000000 handled=2 reopened=1 completions=2 due@appeal=3 on_time@appeal=1 due_completed@appeal=2"),
		of("applications", "A1", "handled_us=1800000000 handled=1"),
		of("applications", "B", "applications=1"),
		of("channels", "A", "active_followers_of=30 followers_of=120"),
		of("channels", "B", "followers=5"),
		of("merchants", "A", "merchants_net=-2"),
	)
	m := &memory{
		arrived: facts,
		readers: []said{
			{"A", "", "kim", at(morning)}, {"A1", "", "kim", at(morning)}, {"A1", "", "lee", at(morning)}, {"I", "", "kim", at(morning)},
		},
		took: map[string][]time.Duration{"A": {time.Hour, 2 * time.Hour}, "A1": {30 * time.Minute}},
		sets: []said{
			{"A", "services", "card", at(morning)}, {"A1", "services", "card", at(morning)}, {"A1", "services", "help", at(morning)},
			{"B", "services", "unheard-of", at(morning)},
			{"A", "article_days", "2026-10-03", at("2026-10-03 09:00:00")}, {"A1", "article_days", "2026-10-05", at(morning)},
		},
		marks: []queries.ChannelMark{
			{Union: "A", Channel: "wechat", Account: "gh_a", IndexName: "WCI", IndexMicro: 642_117_850},
			{Union: "A", Channel: "wechat", Account: "gh_a", IndexName: "BCI", IndexMicro: 1_000_000},
			{Union: "A", Channel: "wechat", Account: "gh_a", List: "全国榜", Place: 17},
			{Union: "A", Channel: "weibo", Account: "gh_a", IndexName: "WCI", IndexMicro: 9_000_000},
			{Union: "A1", Channel: "wechat", Account: "gh_b", IndexName: "WCI", IndexMicro: 500_000_000},
		},
	}
	unions := small()
	for i := range unions {
		switch unions[i].Code {
		case "A", "R":
			unions[i].IndexAccount, unions[i].IndexName, unions[i].PlaceList = "wechat:gh_a", "WCI", "全国榜"
		}
	}
	s := open(t, m, unions, at("2026-10-10 12:00:00"))
	s.catalogue = []string{"card", "help", "loan"}
	s.step(t, "2026-10-10 12:00:00")
	s.hold(t, []want{
		{"", "A", "adoption_rate", "125.0000 = 5/4"}, // only scoring caps it
		{"", "A", "homepage_adoption_rate", "25.0000 = 1/4"},
		{"", "B", "adoption_rate", "not_applicable"},
		{"", "I", "adoption_rate", "no_data"},

		{"", "A", "readers", "12 = 12"}, // kim reads both unions' articles, lee one; 10 were reported
		{"", "A1", "readers", "2 = 2"},
		{"", "R", "readers", "12 = 12"},
		{"", "I", "readers", "no_data"}, // what no event of the family reported is not counted either
		{"", "A", "reads", "3 = 3"},

		{"", "A", "home_rating", "80.0000 = 4/5"}, // three of its own and two below
		{"", "A1", "home_rating", "not_applicable"},
		{"", "B", "home_rating", "not_applicable"},
		{"", "I", "home_rating", "no_data"},

		{"", "A", "handling_hours", "1.1667 = 12600000000/3 median 1.0000"}, // 3.5 h over 3 cases
		{"", "A1", "handling_hours", "0.5000 = 1800000000/1 median 0.5000"},
		{"", "B", "handling_hours", "not_applicable"},
		{"", "A", "reopen_rate", "50.0000 = 1/2"},
		{"", "A", "appeal_answer_rate", "33.3333 = 1/3 answered 66.6667"},
		{"", "A", "suggestion_answer_rate", "not_applicable"},
		{"", "A", "on_time_rate", "33.3333 = 1/3"},

		{"", "A", "services_online", "66.6667 = 2/3"},
		{"", "B", "services_online", "0.0000 = 0/3"}, // not of the catalogue
		{"", "R", "services_online", "66.6667 = 2/3"},
		{"", "I", "services_online", "no_data"},

		{"", "A", "update_gap_days", "4 = 4"},    // 6 to 9 October; the 10th has not ended
		{"", "A1", "update_gap_days", "no_data"}, // its only article counted in no sum here
		{"", "B", "update_gap_days", "9 = 9"},
		{"2026-10-04", "A", "update_gap_days", "no_data"},
		{"2026-10-05", "A", "update_gap_days", "0 = 0"},

		{"", "A", "channel_index", "642.1179 = 642.11785"},
		{"", "A", "channel_place", "17 = 17"},
		{"", "B", "channel_index", "not_applicable"}, // no account is named
		{"", "R", "channel_index", "no_data"},        // its own, never that of a county
		{"", "A", "active_follower_rate", "25.0000 = 30/120"},
		{"", "B", "active_follower_rate", "not_applicable"},

		{"", "A", "merchants_net", "-2 = -2"},
		{"", "B", "merchants_net", "no_data"},
		{"", "A", "posts", "no_data"},
	})
	if got := s.catalogued.Format(time.DateTime); got != "2026-10-04 23:59:59" && got != "2026-10-05 23:59:59" {
		t.Errorf("the catalogue was asked for %s, the last question was of 5 October", got)
	}
}

// TestBases rolls the base up by own reports and the tree.
func TestBases(t *testing.T) {
	base := func(union string, members, entered int64) []fact {
		facts := []fact{{"base", union, "base_members", members, at("2026-02-01 09:00:00")}, {"base", union, "base_employees", 2 * members, at("2026-02-01 09:00:00")}}
		if entered >= 0 {
			facts = append(facts, fact{"base", union, "base_entered", entered, at("2026-02-01 09:00:00")})
		}
		return facts
	}
	unions := append(small(),
		office.Union{Code: "B1", Parent: "B", Kind: "grassroots"},
		until(office.Union{Code: "B2", Parent: "B", Kind: "grassroots"}, "2026-10-03", "B"), // succeeded by its parent
		until(office.Union{Code: "B3", Parent: "B", Kind: "grassroots"}, "2026-09-30", "B"), // before the quarter
		until(office.Union{Code: "X", Parent: "R", Kind: "county"}, "2026-10-04", "I"),      // counts for its successor
		office.Union{Code: "N", Parent: "R", Kind: "county", Order: 8},
		office.Union{Code: "E", Parent: "R", Kind: "county", Order: 9},
	)
	facts := slices.Concat(
		base("A", 100, 80), base("A1", 7000, 7000), // the county's own report wins over those below
		base("B1", 30, 15), base("B2", 20, -1), base("B3", 4000, 4000),
		base("X", 40, 10),
		base("E", 0, 0),
		[]fact{{"base", "N", "", 0, at("2026-02-01 09:00:00")}}, // declared that all was sent, which states no size
		[]fact{{"members", "A", "verified_members", 90, at("2026-02-01 09:00:00")}, {"members", "A1", "verified_members", 5, at("2026-02-01 09:00:00")}},
		[]fact{{"members", "E", "verified_members", 3, at("2026-02-01 09:00:00")}},
	)
	s := open(t, &memory{arrived: facts}, unions, at("2026-10-10 12:00:00"))
	s.step(t, "2026-10-10 12:00:00")
	s.hold(t, []want{
		{"", "A", "verification_rate", "95.0000 = 95/100"},
		{"", "A", "entry_rate", "80.0000 = 80/100"},
		{"", "B", "entry_rate", "30.0000 = 15/50"}, // 30 and the 20 that ended in the quarter; B2 says nothing of the register
		{"", "B", "verification_rate", "no_data"},
		{"", "I", "entry_rate", "25.0000 = 10/40"},
		{"", "R", "entry_rate", "55.2632 = 105/190"},
		{"", "N", "entry_rate", "no_data"},
		{"", "X", "entry_rate", "no_data"}, // it is no more
		{"2026-10-01", "X", "entry_rate", "25.0000 = 10/40"},
		{"", "E", "entry_rate", "not_applicable"},
		{"", "E", "verification_rate", "not_applicable"},
		{"2026-09-30", "B3", "entry_rate", "100.0000 = 4000/4000"},
		{"2026-10-02", "B2", "entry_rate", "no_data"}, // it has a report, which does not state it
	})
}

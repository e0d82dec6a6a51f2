package aggregator

import (
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/cockroachdb/apd/v3"

	"unionscreen/aggregator/scheme"
	"unionscreen/aggregator/score"
	"unionscreen/queries/office"
)

const reasons = `id: reasons
names: {zh: 得分说明, en: Reasons}
adjustments: [{id: award, names: {zh: 表彰, en: Award}, kind: bonus, limit: 3}, {id: accident, names: {zh: 事故, en: Accident}, kind: veto}]
items:
  - {indicator: completions, points: 40, method: target, target: 20}
  - {indicator: verified_members, points: 40, method: target, target: {share: 0.5, of: members}}
  - {indicator: on_time_rate, points: 20, method: threshold, constants: {T: 95, k: 0.4, floor: 0}}
groups:
  - {id: county, names: {zh: 县, en: Counties}, kinds: [county, industry], full_marks: 100}
`

// counties is a stage of four counties by the scheme reasons. A has 12 of 20 completions (24.00) and 30 of 60 members
// (20.00), nothing due: 44 of 80 points, 55.00. B has 15 (30.00) and 40 of 50 (32.00), 62 of 80: 77.50. C is first, D has
// nothing of a base, so that its members are no data.
func counties(t *testing.T, change func(*Config, *Deps)) *stage {
	t.Helper()
	when := at(morning)
	facts := []fact{
		{"applications", "A", "completions", 8, when}, {"applications", "A1", "completions", 4, when},
		{"members", "A", "verified_members", 30, when}, {"base", "A", "base_members", 120, when},
		{"applications", "B", "completions", 15, when}, {"members", "B", "verified_members", 40, when}, {"base", "B", "base_members", 100, when},
		{"applications", "C", "completions", 20, when}, {"members", "C", "verified_members", 80, when}, {"base", "C", "base_members", 100, when},
		{"applications", "D", "completions", 2, when}, {"members", "D", "verified_members", 9, when},
	}
	m := &memory{arrived: facts}
	for range 3 {
		m.open = append(m.open, openCase{"A1", "help", "service", at("2026-10-03 09:00:00")})
	}
	rules, err := scheme.Parse([]byte(reasons))
	if err != nil {
		t.Fatal(err)
	}
	unions := []office.Union{
		{Code: "R", Name: "市总工会", Kind: "city"},
		{Code: "A", Name: "甲县总工会", ShortName: "甲县", Parent: "R", Kind: "county", Order: 1},
		{Code: "A1", Parent: "A", Kind: "grassroots"},
		{Code: "B", Name: "乙县总工会", ShortName: "乙县", Parent: "R", Kind: "county", Order: 2},
		{Code: "C", Name: "丙县总工会", ShortName: "丙县", Parent: "R", Kind: "county", Order: 3},
		{Code: "D", Name: "丁县总工会", ShortName: "丁县", Parent: "R", Kind: "county", Order: 4},
	}
	s := openWith(t, rules, m, unions, time.Time{})
	if change != nil {
		change(&s.cfg, &s.deps)
	}
	s.step(t, "2026-10-10 12:00:00")
	return s
}

func (s *stage) card(t *testing.T, period, union string) *Card {
	t.Helper()
	card, err := s.Card(t.Context(), period, union)
	if err != nil {
		t.Fatalf("card of %s: %v", union, err)
	}
	return card
}

func TestCard(t *testing.T) {
	s := counties(t, nil)
	card, board := s.card(t, "", "A"), s.Current()
	if !reflect.DeepEqual(card.Unit, unit(t, board, "A")) || card.Mean != board.Groups[0].Mean || !card.AsOf.Equal(board.AsOf) || card.Scheme != board.Scheme {
		t.Errorf("the card is not of the board: %+v", card.Unit)
	}
	if card.Unit.Total != "55.00" || card.Unit.Rank != 3 || card.Ranked != 4 || card.Last != 4 || card.FullMarks != "100" || card.Group != "county" {
		t.Fatalf("total %s, rank %d of %d, last %d", card.Unit.Total, card.Unit.Rank, card.Ranked, card.Last)
	}
	wants := []struct{ id, why, lost, mean, rule string }{
		{"completions", "业务办结数 12 件，目标 20 件，差 8 件，扣 16.00 分", "16.00", "24.50", "按目标完成比例得分"},
		{"verified_members", "认证会员数 30 人，目标 60 人（0.5 × 120），差 30 人，扣 20.00 分", "20.00", "23.00", "季度目标为会员数 × 0.5"},
		{"on_time_rate", "按时办结率不适用，本期没有可考核的对象，其余项目得分折算为满分", "", "", "达到 95% 得满分 20 分"},
	}
	for i, want := range wants {
		got := card.Items[i]
		if got.ID != want.id || got.Why.ZH != want.why || got.Lost != want.lost || got.Mean != want.mean || !strings.Contains(got.Rule.ZH, want.rule) || got.Definition.EN == "" {
			t.Errorf("item %d: %s %s lost %s mean %s, rule %s", i, got.ID, got.Why.ZH, got.Lost, got.Mean, got.Rule.ZH)
		}
	}
	if strings.Join(card.Losses, " ") != "verified_members completions" {
		t.Errorf("losses %v", card.Losses)
	}
	var beside []string
	for _, n := range card.Neighbours {
		beside = append(beside, n.Union+" "+n.Total)
	}
	if got := strings.Join(beside, ", "); got != "C 100.00, B 77.50, A 55.00, D 5.00" {
		t.Errorf("neighbours %s", got)
	}
}

// TestGap: A needs more than 22.50 to stand above B. 40 points of 80 are 50 of 100, so a completion brings 2.50 and a member
// 40/60 × 1.25. Three cases are overdue: 7.50. 28 members bring 44 + 18.67 = 62.67 × 1.25 = 78.34, 27 bring 77.50. Seven
// cases in time make the third item apply: 38 + 20 + 20 of 100, and six bring 76.
func TestGap(t *testing.T) {
	s := counties(t, nil)
	gap := s.card(t, "", "A").Gap
	if gap == nil || gap.To.Union != "B" || gap.To.Name != "乙县总工会" || gap.Need != "22.51" || !gap.Reaches || !strings.Contains(gap.Note.ZH, "其他单位") {
		t.Fatalf("gap %+v", gap)
	}
	wants := map[string]Way{
		"verify_member":    {Words: Names{"新增实名认证 28 人", "Verify 28 more members"}, Count: 28, Gain: "23.34", Items: []string{"verified_members"}},
		"complete_overdue": {Words: Names{"办结 3 件超期业务", "Complete 3 overdue cases"}, Count: 3, Gain: "7.50", Items: []string{"completions"}},
		"complete_in_time": {
			Words: Names{"在时限内再办结 7 件业务", "Complete 7 more cases within their deadlines"}, Count: 7, Gain: "23.00",
			Items: []string{"completions", "on_time_rate"},
		},
	}
	for _, way := range gap.Ways {
		want, expected := wants[way.ID]
		if !expected || way.Words != want.Words || way.Count != want.Count || way.Gain != want.Gain || !reflect.DeepEqual(way.Items, want.Items) || way.Pace.EN == "" {
			t.Errorf("way %+v, want %+v", way, want)
		}
		delete(wants, way.ID)
	}
	for id := range wants {
		t.Errorf("%s is missing", id)
	}
	if first := s.card(t, "current", "C"); first.Gap != nil || first.Losses == nil || len(first.Losses) != 0 {
		t.Errorf("the first has a gap %+v and losses %v", first.Gap, first.Losses)
	}
}

// TestGapBounds: nobody is verified who is no member; where nobody said how many members there are, that bounds nothing.
func TestGapBounds(t *testing.T) {
	m := &memory{arrived: []fact{
		{"members", "A", "verified_members", 900, at(morning)}, {"members", "B", "verified_members", 640, at(morning)},
		{"base", "B", "base_members", 700, at(morning)},
	}}
	s := open(t, m, small(), time.Time{})
	s.step(t, "2026-10-10 12:00:00")
	verify := func() (out Way) {
		for _, way := range s.card(t, "", "B").Gap.Ways {
			if way.ID == "verify_member" {
				out = way
			}
		}
		return out
	}
	if got := verify(); got.Count != 60 || got.Gain != "1.20" { // 260 would bring it above, 60 are there
		t.Errorf("of 700 members 640 are verified: %+v", got)
	}
	s.memory.come(fact{"base", "B", "base_members", -60, at("2026-10-09 09:00:00")})
	s.stepRested(t, "2026-10-10 12:00:01")
	if got := verify(); got.Count != 0 {
		t.Errorf("all 640 members are verified: %+v", got)
	}
	m = &memory{arrived: m.facts[:2]}
	s = open(t, m, small(), time.Time{})
	s.step(t, "2026-10-10 12:00:00")
	if got := verify(); got.Count != 261 || got.Gain != "5.22" { // 260 would be level with A
		t.Errorf("of nobody knows how many: %+v", got)
	}
}

func TestCardOfThoseWhoAreNotRanked(t *testing.T) {
	s := counties(t, nil)
	for union, within := range map[string]string{"A1": "A", "R": ""} {
		_, err := s.Card(t.Context(), "", union)
		var named *NotRankedError
		if !errors.As(err, &named) || !errors.Is(err, ErrNotRanked) || named.Within != within || named.Union != union {
			t.Errorf("%s: error %v", union, err)
		}
		if err != nil && within != "" && !strings.Contains(err.Error(), "part of the score of A") {
			t.Errorf("%s: %v does not help", union, err)
		}
	}
	for _, c := range []struct {
		period, union string
		want          error
	}{{"", "Z", ErrNoUnion}, {"2027-Q1", "A", ErrNotBegun}, {"2026-10", "A", ErrNotStandings}, {"2026-Q9", "A", ErrNoPeriod}} {
		if _, err := s.Card(t.Context(), c.period, c.union); !errors.Is(err, c.want) {
			t.Errorf("%s of %s: error %v, want %v", c.union, c.period, err, c.want)
		}
	}
	early := open(t, &memory{}, small(), time.Time{})
	if _, err := early.Card(t.Context(), "", "A"); !errors.Is(err, ErrNoFigures) {
		t.Errorf("before the first step: error %v", err)
	}
}

// TestCardOfAnotherPeriod: what is over has a gap and no ways, since nothing done now counts in it; a year that runs has ways.
func TestCardOfAnotherPeriod(t *testing.T) {
	s := counties(t, nil)
	s.memory.come(fact{"applications", "A", "completions", 3, at("2026-08-10 11:00:00")}, fact{"applications", "B", "completions", 4, at("2026-08-10 11:00:00")})
	s.stepRested(t, "2026-10-10 12:00:01")
	card := s.card(t, "2026-Q3", "A")
	board, err := s.Board(t.Context(), "2026-Q3")
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(card.Unit, unit(t, board, "A")) || card.Period.ID != "2026-Q3" || card.State != "grace" {
		t.Errorf("the card is of %s, %s: %+v", card.Period.ID, card.State, card.Unit)
	}
	if card.Gap == nil || card.Gap.To.Union != "B" || len(card.Gap.Ways) != 0 || card.Gap.Ways == nil || card.Gap.Reaches || !strings.Contains(card.Gap.Note.ZH, "已结束") {
		t.Errorf("gap %+v", card.Gap)
	}
	year := s.card(t, "2026", "A")
	if year.Unit.Items[0].Value != "15" || year.Unit.Items[0].Target != "80" || len(year.Gap.Ways) == 0 {
		t.Errorf("the year: %+v, gap %+v", year.Unit.Items[0], year.Gap)
	}
}

// TestCardWithAdjustments: a bonus counts above the base, and a unit under a veto has no place to gain.
func TestCardWithAdjustments(t *testing.T) {
	entered := map[string][]score.Adjustment{
		"A": {{ID: "award", Points: apd.New(25, -1), Ground: "表彰"}}, "B": {{ID: "accident", Ground: "责任事故"}},
	}
	s := counties(t, func(_ *Config, d *Deps) {
		d.Adjustments = func(string) map[string][]score.Adjustment { return entered }
	})
	card := s.card(t, "", "A")
	if card.Unit.Total != "57.50" || card.Unit.Bonus != "2.50" || card.Unit.Rank != 2 || card.Gap.To.Union != "C" || card.Gap.Need != "42.51" {
		t.Errorf("total %s with a bonus of %s, rank %d, gap %+v", card.Unit.Total, card.Unit.Bonus, card.Unit.Rank, card.Gap)
	}
	struck := s.card(t, "", "B")
	if struck.Gap != nil || struck.Unit.Veto != "责任事故" || struck.Unit.Rank != 0 || struck.Ranked != 3 || len(struck.Items) != 3 {
		t.Errorf("under a veto: %+v, gap %+v", struck.Unit, struck.Gap)
	}
	if got := struck.Neighbours[len(struck.Neighbours)-1].Union; got != "B" {
		t.Errorf("%s is printed last", got)
	}
}

// TestCardOfAYearOfQuarters: its items are the quarters, each with its total.
func TestCardOfAYearOfQuarters(t *testing.T) {
	rules, err := scheme.Parse([]byte(strings.Replace(reasons, "adjustments:", "annual: sum\nadjustments:", 1)))
	if err != nil {
		t.Fatal(err)
	}
	m := &memory{arrived: []fact{
		{"applications", "A", "completions", 10, at("2026-08-10 11:00:00")}, {"applications", "B", "completions", 20, at("2026-08-10 11:00:00")},
		{"applications", "A", "completions", 5, at(morning)}, {"applications", "B", "completions", 5, at(morning)},
		{"base", "A", "base_members", 10, at("2026-01-10 11:00:00")}, {"base", "B", "base_members", 10, at("2026-01-10 11:00:00")},
		{"members", "A", "verified_members", 5, at("2026-01-10 11:00:00")}, {"members", "B", "verified_members", 5, at("2026-01-10 11:00:00")},
	}}
	s := openWith(t, rules, m, small(), time.Time{})
	s.step(t, "2026-10-10 12:00:00")
	card := s.card(t, "2026", "A")
	if len(card.Items) != 4 || card.FullMarks != "400" {
		t.Fatalf("%d items of %s", len(card.Items), card.FullMarks)
	}
	third := card.Items[2]
	if third.ID != "2026-Q3" || third.Names.ZH != "2026 年第 3 季度" || third.Names.EN != "Q3 2026" || third.Lost == "" || third.Method != "" ||
		!strings.HasPrefix(third.Why.ZH, "2026 年第 3 季度得 "+third.Marks+" 分，满分 100 分，扣 "+third.Lost+" 分") {
		t.Errorf("the third quarter: %+v", third)
	}
	if card.Gap == nil || card.Gap.To.Union != "B" || len(card.Gap.Ways) != 0 || !strings.Contains(card.Gap.Note.EN, "made of its quarters") {
		t.Errorf("gap %+v", card.Gap)
	}
}

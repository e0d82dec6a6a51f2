package export

import (
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/cockroachdb/apd/v3"

	"unionscreen/aggregator/scheme"
	"unionscreen/aggregator/score"
)

// rules of the sample: one item per heading and one that only rates have, two groups whose names collide as sheet names.
const rules = `
id: sample
names: {zh: 网上工作考核方案, en: Online work}
calendar: {zone: Asia/Shanghai, start_month: 1}
grace_days: 8
ties: %s
rounding: {places: 2, mode: %s}
not_applicable: rescale
reads_basis: best
guard: {crawler_list: "1.60.0", repeat_limit: 3, anonymous_share_limit: 0.3}
ramp: [50, 60, 70, 80, 90]
items:
  - {indicator: articles, points: 25, method: target, target: 60}
  - {indicator: verified_members, points: 20, method: target, target: 1000}
  - {indicator: applications, points: 20, method: target, target: 200}
  - {indicator: on_time_rate, points: 20, method: threshold, constants: {T: 95, k: 0.4}}
  - {indicator: activities, points: 15, method: target, target: 8}
groups:
  - {id: county, names: {zh: 县（市、区）组, en: Counties}, kinds: [county], full_marks: 100}
  - {id: industry, names: {zh: "县市区:组", en: "Counties?"}, kinds: [industry], full_marks: 100}
  - {id: direct, names: {zh: 直属组, en: Direct}, kinds: [direct], full_marks: 100}
`

// figuresOf are the measures of one sample unit: articles, verified members, applications, on time of due, activities;
// "-" is no data.
type figuresOf struct {
	name string
	text string
}

var counties = []figuresOf{
	{"澄湖区总工会", "66 1240 230 190/198 9"},
	{"枕溪县总工会", "54 1000 180 80/84 7"},
	{"丹枫市总工会", "54 1000 180 80/84 7"},
	{"=cmd|' /C calc'!A0", "30 512 90 40/50 4"},
	{"+1\"引号\"县", "12 - 33 1/3 2"},
	{"-1县总工会", "60 1000 200 0/0 8"},
	{"@x\n换行县总工会", "58 907 151 0/0 5"},
	{"石桥县总工会", "61 1003 199 95/100 0"},
}

func sample(t testing.TB, ties, mode string) Standings {
	t.Helper()
	s, err := scheme.Parse(fmt.Appendf(nil, rules, ties, mode))
	if err != nil {
		t.Fatal(err)
	}
	zone := s.Calendar.Location()
	doc := Standings{
		Owner: "云汀市总工会", State: "open", Trial: true, Version: 0, AsOf: time.Date(2026, 9, 21, 10, 24, 11, 250e6, zone), Before: "2026-Q2",
		Period: Period{ID: "2026-Q3", Kind: "quarter", Start: time.Date(2026, 7, 1, 0, 0, 0, 0, zone), End: time.Date(2026, 10, 1, 0, 0, 0, 0, zone)},
		Scheme: Scheme{ID: s.ID, Names: s.Names, Hash: s.Hash(), Ties: s.Ties.Method, Rounding: s.Rounding,
			Adjustments: []scheme.Adjustment{{ID: "award", Names: scheme.Names{ZH: "国家级表彰", EN: "National award"}, Kind: scheme.KindBonus}}},
	}
	for _, g := range s.Groups {
		units := counties
		switch g.ID {
		case "industry":
			units = counties[:2]
		case "direct":
			units = nil
		}
		doc.Groups = append(doc.Groups, scored(t, s, g, units))
	}
	dress(doc.Groups[0].Units)
	return doc
}

// annual is a year of three quarters: one unit with all of them, one that was in a group with other full marks first, one
// without a total in one, one that was never scored.
func annual(t testing.TB, way string) Standings {
	t.Helper()
	s, err := scheme.Parse(append(fmt.Appendf(nil, rules, "dense", "half-up"), "annual: "+way+"\n"...))
	if err != nil {
		t.Fatal(err)
	}
	quarter := func(id string, rows ...score.Row) score.Quarter {
		return score.Quarter{ID: id, Results: []score.Result{{Group: "county", FullMarks: "100", Rows: rows}}}
	}
	quarters := []score.Quarter{
		quarter("2026-Q1", score.Row{Union: "A", Total: "80.25"}, score.Row{Union: "C", Total: "70.10"}), quarter("2026-Q2", score.Row{Union: "A", Total: "90.26"}, score.Row{Union: "B", Total: "66.67"}),
		quarter("2026-Q3", score.Row{Union: "A", Total: "77.77"}, score.Row{Union: "B", Total: "91.00"}, score.Row{Union: "C", Total: "88.88"}),
	}
	quarters[0].Results = append(quarters[0].Results, score.Result{Group: "direct", FullMarks: "120", Rows: []score.Row{{Union: "B", Total: "110.05"}}})
	group, _ := s.Group("county")
	result := score.Annual(score.AnnualInput{Scheme: s, Group: group, Units: []score.Unit{{Union: "A"}, {Union: "B", Order: 1}, {Union: "C", Order: 2}, {Union: "D", Order: 3}}, Quarters: quarters})
	out := Group{ID: "county", Names: group.Names, FullMarks: result.FullMarks, Mean: result.Mean}
	for _, q := range quarters {
		out.Items = append(out.Items, Item{ID: q.ID, Names: scheme.Names{ZH: ZH.Period(q.ID), EN: EN.Period(q.ID)}, Points: "100"})
	}
	for _, row := range result.Rows {
		out.Units = append(out.Units, Unit{Name: row.Union, Row: row})
	}
	zone := s.Calendar.Location()
	return Standings{Owner: "云汀市总工会", State: "open", AsOf: time.Date(2026, 10, 1, 0, 0, 0, 0, zone), Groups: []Group{out},
		Period: Period{ID: "2026", Kind: "year", Start: time.Date(2026, 1, 1, 0, 0, 0, 0, zone), End: time.Date(2027, 1, 1, 0, 0, 0, 0, zone)},
		Scheme: Scheme{ID: s.ID, Names: s.Names, Hash: s.Hash(), Ties: s.Ties.Method, Rounding: s.Rounding, Annual: s.Annual}}
}

// scored has a group of the sample scored.
func scored(t testing.TB, s *scheme.Scheme, g scheme.Group, units []figuresOf) Group {
	t.Helper()
	in := score.Input{Scheme: s, Group: g}
	names := map[string]string{}
	for i, u := range units {
		code := fmt.Sprintf("U%02d", i+1)
		names[code] = u.name
		unit := score.Unit{Union: code, Order: i, Measures: map[string]score.Measure{}, Targets: map[string]*apd.Decimal{}}
		if i == 7 {
			unit.Veto = "发生重大责任事故"
		}
		for k, text := range strings.Fields(u.text) {
			item := g.Items[k]
			unit.Measures[item.Key()], unit.Targets[item.Key()] = measureOf(t, text), item.Target
		}
		in.Units = append(in.Units, unit)
	}
	result := score.Standings(in)
	out := Group{ID: g.ID, Names: g.Names, FullMarks: result.FullMarks, Mean: result.Mean}
	for _, item := range g.Items {
		entry, _ := s.Indicator(item.Indicator)
		out.Items = append(out.Items, Item{ID: item.Key(), Names: entry.Names, Unit: entry.Unit, Definition: entry.Definition, Family: entry.Families[0],
			Points: item.Points.Text('f'), Rule: scheme.Names{ZH: "按 " + item.Method, EN: "by " + item.Method}})
	}
	for _, row := range result.Rows {
		out.Units = append(out.Units, Unit{Name: names[row.Union], Row: row})
	}
	return out
}

func measureOf(t testing.TB, text string) score.Measure {
	t.Helper()
	if text == "-" {
		return score.NoData()
	}
	a, b, rate := strings.Cut(text, "/")
	n, err := strconv.ParseInt(a, 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	if !rate {
		return score.Count(n)
	}
	d, err := strconv.ParseInt(b, 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	return score.Rate(n, d)
}

// dress gives the units what stands beside their marks.
func dress(units []Unit) {
	three, none, back := 3, 0, -2
	for i := range units {
		switch i {
		case 0:
			units[i].Previous = &Previous{Rank: 4, Gained: &three}
		case 1:
			units[i].Previous = &Previous{Rank: 2, Gained: &none}
		case 2:
			units[i].Previous = &Previous{Rank: 1, Gained: &back}
		case 3:
			units[i].Previous = &Previous{Mark: "new"}
		case 4:
			units[i].Previous = &Previous{Mark: "moved"}
		}
	}
}

package aggregator

import (
	"testing"
	"time"

	"unionscreen/queries/office"
)

// quarterly are the facts of three quarters; the second has none of B, and C joins in the third.
func quarterly() []fact {
	facts := []fact{}
	add := func(day, union string, articles int64) {
		facts = append(facts, fact{"articles", union, "articles", articles, at(day + " 09:00:00")})
	}
	add("2026-02-05", "A", 4)
	add("2026-02-05", "B", 8)
	add("2026-05-05", "A", 5)
	add("2026-08-05", "A", 6)
	add("2026-08-05", "B", 10)
	add("2026-08-05", "C", 1)
	return facts
}

// annualRules have one item, 100 points for ten articles a quarter.
const annualRules = `id: annual
names: {zh: 年度, en: Annual}
items: [{indicator: articles, points: 100, method: target, target: 10}]
groups: [{id: county, names: {zh: 县, en: Counties}, kinds: [county], full_marks: 100}]
`

func annualUnions() []office.Union {
	return []office.Union{
		{Code: "R", Kind: "city"}, {Code: "A", Parent: "R", Kind: "county", Order: 1}, {Code: "B", Parent: "R", Kind: "county", Order: 2},
		from(office.Union{Code: "C", Parent: "R", Kind: "county", Order: 3}, "2026-07-01"),
	}
}

func TestYears(t *testing.T) {
	for annual, want := range map[string]struct {
		full string
		rows []string
	}{
		// 15 and 18 of the 40 articles of four quarters, 1 of 40.
		"recompute": {"100", []string{"county 1 B 45.00 = 45.00", "county 2 A 37.50 = 37.50", "county 3 C 2.50 = 2.50"}},
		// 40 + 50 + 60, 80 + 0 (no data) + 100; C was not there in two of them.
		"sum": {"300", []string{
			"county 1 B 180.00 = 80.00; 0.00; 100.00", "county 2 A 150.00 = 40.00; 50.00; 60.00",
			"county 3 C 10.00 = 0.00 not_applicable; 0.00 not_applicable; 10.00",
		}},
		"mean": {"100", []string{
			"county 1 B 60.00 = 80.00; 0.00; 100.00", "county 2 A 50.00 = 40.00; 50.00; 60.00", "county 3 C 10.00 = not_applicable; not_applicable; 10.00",
		}},
	} {
		s := openWith(t, parsed(t, annualRules+"annual: "+annual+"\n"), &memory{arrived: quarterly()}, annualUnions(), time.Time{})
		s.step(t, "2026-09-10 12:00:00") // the third quarter runs
		year, err := s.Board(t.Context(), "2026")
		if err != nil {
			t.Fatal(err)
		}
		wantTable(t, annual, year, want.rows...)
		if group := year.Groups[0]; group.FullMarks != want.full || headOf(t, year, "articles").Value != "34" || !year.FirstEvent {
			t.Errorf("%s: full marks %s, %s articles", annual, group.FullMarks, headOf(t, year, "articles").Value)
		}
		if annual == "recompute" {
			continue
		}
		first := year.Groups[0].Units[0].Items[0]
		if first.ID != "" || first.Indicator != "2026-Q1" || first.Points != "100" || first.Value != "80.00" {
			t.Errorf("%s: the first quarter of B: %+v", annual, first)
		}
		card, err := s.Card(t.Context(), "2026", "A")
		if err != nil || len(card.Items) != 3 || card.Items[1].ID != "2026-Q2" {
			t.Errorf("%s: card of A: %+v, %v", annual, card, err)
		}
	}
}

func TestAYearOfMovedUnits(t *testing.T) {
	rules := parsed(t, `id: annual
names: {zh: 年度, en: Annual}
annual: sum
items: [{indicator: articles, points: 100, method: target, target: 10}]
groups:
  - {id: county, names: {zh: 县, en: Counties}, kinds: [county], full_marks: 100}
  - {id: zone, names: {zh: 开发区, en: Zones}, kinds: [zone], full_marks: 100}
`)
	// A is followed in July by a zone of its own code's successor: the group is that of the year's end.
	unions := []office.Union{
		{Code: "R", Kind: "city"}, {Code: "B", Parent: "R", Kind: "county", Order: 2},
		until(office.Union{Code: "A", Parent: "R", Kind: "county", Order: 1}, "2026-06-30", "Z"),
		from(office.Union{Code: "Z", Parent: "R", Kind: "zone", Order: 3}, "2026-07-01"),
	}
	facts := append(quarterly(), fact{"articles", "Z", "articles", 3, at("2026-08-05 09:00:00")})
	s := openWith(t, rules, &memory{arrived: facts}, unions, time.Time{})
	s.step(t, "2026-09-10 12:00:00")
	year, err := s.Board(t.Context(), "2026")
	if err != nil {
		t.Fatal(err)
	}
	// Z has no total in the quarters of A, and what A did in the third, when it was no more, counts for nobody.
	wantTable(t, "a year with a move", year, "county 1 B 180.00 = 80.00; 0.00; 100.00", "zone 1 Z 30.00 = not_applicable; not_applicable; 30.00")
}

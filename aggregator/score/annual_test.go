package score

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"unionscreen/aggregator/scheme"
)

// quarterOf is a quarter of one group of 100 points from "union=total" pairs; a total of veto:90 is 90 under a veto,
// one of nothing is no total.
func quarterOf(id, group string, pairs ...string) Quarter {
	r := Result{Group: group, FullMarks: "100"}
	for _, pair := range pairs {
		union, total, _ := strings.Cut(pair, "=")
		row := Row{Union: union}
		if row.Total = strings.TrimPrefix(total, "veto:"); row.Total != total {
			row.Veto = "accident"
		}
		r.Rows = append(r.Rows, row)
	}
	return Quarter{ID: id, Results: []Result{r}}
}

func yearOf(t testing.TB, annual string, quarters []Quarter, unions ...string) AnnualInput {
	in := AnnualInput{
		Scheme: rules(t, func(s *scheme.Scheme) { s.Annual = annual }), Quarters: quarters,
		Group: group(targetItem(t, "articles", "100")),
	}
	for i, union := range unions {
		in.Units = append(in.Units, Unit{Union: union, Order: i})
	}
	return in
}

func TestAnnual(t *testing.T) {
	four := []Quarter{
		quarterOf("2026-Q1", "g", "A=80.00", "B=90.50", "C=veto:95.00", "E=70.00"),
		quarterOf("2026-Q2", "g", "A=81.00", "B=", "C=90.00"),
		{ID: "2026-Q3", Results: []Result{
			quarterOf("", "g", "A=82.00", "B=88.00").Results[0], quarterOf("", "other", "C=91.00").Results[0],
		}},
		quarterOf("2026-Q4", "g", "A=", "B="), // begun, and nobody has a total yet
	}
	cases := []struct {
		annual, full, mean string
		want               []string // union rank total = formula [quarters]
	}{
		{scheme.AnnualSum, "300", "200.83", []string{
			"A 1 243.00 = 80.00 + 81.00 + 82.00 = 243.00 [80.00 81.00 82.00 —no_total]",
			"C 2 181.00 = 0.00 + 90.00 + 91.00 = 181.00 [0.00veto 90.00 91.00 —no_total]",
			"B 3 178.50 = 90.50 + 0.00 + 88.00 = 178.50 [90.50 0.00no_total 88.00 —no_total]",
			"D 0  =  [—no_total —no_total —no_total —no_total]",
		}},
		{scheme.AnnualMean, "100", "76.86", []string{
			"B 1 89.25 = (90.50 + 88.00) / 2 = 89.25 [90.50 —no_total 88.00 —no_total]",
			"A 2 81.00 = (80.00 + 81.00 + 82.00) / 3 = 81.00 [80.00 81.00 82.00 —no_total]",
			"C 3 60.33 = (0.00 + 90.00 + 91.00) / 3 = 60.33 [0.00veto 90.00 91.00 —no_total]",
			"D 0  =  [—no_total —no_total —no_total —no_total]",
		}},
	}
	for _, c := range cases {
		out := Annual(yearOf(t, c.annual, four, "A", "B", "C", "D"))
		var got []string
		for _, r := range out.Rows {
			var items []string
			for k, item := range r.Items {
				text := item.Marks
				if text == "" {
					text = "—"
				}
				if item.Reason == ReasonNoTotal || item.Reason == ReasonVeto {
					text += item.Reason
				}
				items = append(items, text)
				if item.ID != four[k].ID || item.Indicator != four[k].ID || item.Points != "100" {
					t.Errorf("item %+v", item)
				}
			}
			got = append(got, fmt.Sprintf("%s %d %s = %s [%s]", r.Union, r.Rank, r.Total, r.Formula, strings.Join(items, " ")))
			if left, _, _ := strings.Cut(r.Formula, " = "); left != "" {
				value, err := calculate(left)
				if err != nil || value.FloatString(2) != r.Total {
					t.Errorf("%s: %v (%v)", r.Formula, value, err)
				}
			}
		}
		if strings.Join(got, "\n") != strings.Join(c.want, "\n") {
			t.Errorf("%s:\n%s\nwant\n%s", c.annual, strings.Join(got, "\n"), strings.Join(c.want, "\n"))
		}
		if out.FullMarks != c.full || out.Mean != c.mean {
			t.Errorf("%s: full marks %s and mean %s, want %s and %s", c.annual, out.FullMarks, out.Mean, c.full, c.mean)
		}
	}
}

// TestAnnualRoundsOnce: a third ends at two places, half-up or to the even neighbour.
func TestAnnualRoundsOnce(t *testing.T) {
	quarters := []Quarter{quarterOf("2026-Q1", "g", "A=80.00", "B=80.01"), quarterOf("2026-Q2", "g", "A=80.00", "B=80.00"), quarterOf("2026-Q3", "g", "A=80.02")}
	in := yearOf(t, scheme.AnnualMean, quarters, "A", "B")
	for mode, want := range map[string]string{scheme.HalfUp: "A 80.01 B 80.01", scheme.HalfEven: "A 80.01 B 80.00"} {
		in.Scheme.Rounding.Mode = mode
		rows := Annual(in).Rows
		got := map[string]string{rows[0].Union: rows[0].Total, rows[1].Union: rows[1].Total}
		if text := "A " + got["A"] + " B " + got["B"]; text != want {
			t.Errorf("%s: %s, want %s", mode, text, want)
		}
	}
}

// TestAnnualOfTheYear: vetoes and adjustments of the year itself, the loss of the last one, and points of another group.
func TestAnnualOfTheYear(t *testing.T) {
	quarters := []Quarter{quarterOf("2026-Q1", "g", "A=80.00", "B=70.00", "C=99.00"), quarterOf("2026-Q2", "g", "A=60.00", "B=75.00", "C=99.00")}
	quarters[1].Results[0].FullMarks = "120"
	in := yearOf(t, scheme.AnnualSum, quarters, "A", "B", "C")
	in.Scheme = adjusting(t, func(s *scheme.Scheme) { s.Annual = scheme.AnnualSum })
	in.Units[0].Adjustments = entries(t, "award 3", "late 1")
	in.Units[2].Veto = "accident"
	out := Annual(in)
	var got []string
	for _, r := range out.Rows {
		got = append(got, fmt.Sprintf("%s %d %s %s %s", r.Union, r.Rank, r.Total, r.TotalFormula, r.Veto))
	}
	want := "B 1 145.00  |A 2 142.00 140.00 + min(3.00, 5) − 1.00 = 142.00 |C 0 198.00  accident"
	if strings.Join(got, "|") != want {
		t.Errorf("got  %s\nwant %s", strings.Join(got, "|"), want)
	}
	if last := out.Last; last == nil || *last != (Loss{Union: "A", Item: "2026-Q2", Indicator: "2026-Q2", Lost: "60.00", Value: "60.00", State: "value"}) {
		t.Errorf("last %+v", out.Last)
	}
}

func TestAnnualTiesByTheYearsMeasures(t *testing.T) {
	in := yearOf(t, scheme.AnnualSum, []Quarter{quarterOf("2026-Q1", "g", "A=80.00", "B=80.00")}, "A", "B")
	in.Scheme.Ties = scheme.Ties{Method: scheme.TiesChain, Chain: []string{"articles"}}
	in.Units[1].Measures = map[string]Measure{"articles": Count(3)}
	if rows := Annual(in).Rows; rows[0].Union != "B" || rows[0].Rank != 1 || rows[1].Rank != 2 {
		t.Errorf("%+v", rows)
	}
}

func TestAnnualRecomputed(t *testing.T) {
	for _, annual := range []string{"", scheme.AnnualRecompute} {
		in := yearOf(t, annual, nil)
		in.Units = []Unit{unit(t, "A", "articles=30/40"), unit(t, "B", "articles=20/40")}
		got, err := json.Marshal(Annual(in))
		want, errWant := json.Marshal(Standings(Input{Scheme: in.Scheme, Group: in.Group, Units: in.Units}))
		if err != nil || errWant != nil || string(got) != string(want) || !strings.Contains(string(got), "75.00") {
			t.Errorf("%q: %s, want %s (%v, %v)", annual, got, want, err, errWant)
		}
	}
}

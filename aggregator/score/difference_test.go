package score

import (
	"fmt"
	"strings"
	"testing"

	"github.com/cockroachdb/apd/v3"

	"unionscreen/aggregator/scheme"
)

// changes writes a difference in one line each: union rank→rank total→total item marks→marks (causes).
func changes(list []Change) string {
	var out []string
	for _, c := range list {
		line := fmt.Sprintf("%s %d→%d %s→%s", c.Union, c.Before.Rank, c.After.Rank, c.Before.Total, c.After.Total)
		for _, item := range c.Items {
			line += fmt.Sprintf(", %s %s→%s (%s)", item.ID, item.Before, item.After, strings.Join(item.Causes, " "))
		}
		out = append(out, line)
	}
	return strings.Join(out, "\n")
}

func TestDifference(t *testing.T) {
	base := func() Input {
		return Input{
			Scheme: rules(t, nil),
			Group: group(targetItem(t, "articles", "40"),
				scheme.Item{Indicator: "reads", Points: dec(t, "30"), Method: scheme.MethodMinMax},
				scheme.Item{Indicator: "applications", Points: dec(t, "30"), Method: scheme.MethodRank}),
			Units: []Unit{
				unit(t, "A", "articles=10/10", "reads=100", "applications=9"),
				unit(t, "B", "articles=5/10", "reads=60", "applications=5"),
				unit(t, "C", "articles=5/10", "reads=0", "applications=1"),
			},
		}
	}
	cases := []struct {
		name   string
		change func(*Input)
		want   string
	}{
		{"nothing", func(*Input) {}, ""},
		{"one unit's target", func(in *Input) { in.Units[2].Targets["articles"] = dec(t, "5") }, "C 3→3 20.00→40.00, articles 20.00→40.00 (target)"},
		{"one unit's value, alone by itself", func(in *Input) { in.Units[1].Measures["articles"] = Count(6) }, "B 2→2 53.00→57.00, articles 20.00→24.00 (value)"},
		{"the greatest value moves the others", func(in *Input) { in.Units[0].Measures["reads"] = Count(120) }, "B 2→2 53.00→50.00, reads 18.00→15.00 (spread)"},
		{"a value between moves only its own mark", func(in *Input) { in.Units[1].Measures["reads"] = Count(70) }, "B 2→2 53.00→56.00, reads 18.00→21.00 (value)"},
		{"places are changed", func(in *Input) {
			in.Units[1].Measures["applications"] = Count(0)
		}, "B 2→2 53.00→38.00, applications 15.00→0.00 (value)\nC 3→3 20.00→35.00, applications 0.00→15.00 (spread)"},
		{"other weights", func(in *Input) {
			in.Group = group(targetItem(t, "articles", "50"), in.Group.Items[1],
				scheme.Item{Indicator: "applications", Points: dec(t, "20.0"), Method: scheme.MethodRank})
		}, "A 1→1 100.00→100.00, articles 40.00→50.00 (points), applications 30.00→20.00 (points)\n" +
			"B 2→2 53.00→53.00, articles 20.00→25.00 (points), applications 15.00→10.00 (points)\nC 3→3 20.00→25.00, articles 20.00→25.00 (points)"},
		{"another notation of the points", func(in *Input) { in.Group.Items[0].Points = dec(t, "40.0") }, ""},
		{"another constant", func(in *Input) {
			in.Group.Items[0].Constants = map[string]*apd.Decimal{"cap": dec(t, "0.8")}
		}, "A 1→1 100.00→92.00, articles 40.00→32.00 (method)"},
		{"another method", func(in *Input) {
			in.Group.Items[2] = scheme.Item{Indicator: "applications", Points: dec(t, "30"), Method: scheme.MethodPiece, Constants: map[string]*apd.Decimal{"each": dec(t, "2")}}
		}, "A 1→1 100.00→88.00, applications 30.00→18.00 (method)\nB 2→2 53.00→48.00, applications 15.00→10.00 (method)\nC 3→3 20.00→22.00, applications 0.00→2.00 (method)"},
		{"another item", func(in *Input) {
			in.Group.Items[2] = scheme.Item{Indicator: "shares", Points: dec(t, "30"), Method: scheme.MethodRank}
		}, "A 1→1 100.00→70.00, shares →0.00 (added), applications 30.00→ (removed)\nB 2→2 53.00→38.00, shares →0.00 (added), applications 15.00→ (removed)\n" +
			"C 3→3 20.00→20.00, shares →0.00 (added), applications 0.00→ (removed)"},
		{"a bonus alone", func(in *Input) {
			in.Scheme = adjusting(t, func(s *scheme.Scheme) { s.Bonus = scheme.Bonus{} })
			in.Units[2].Adjustments = entries(t, "award 3")
		}, "A 1→1 100.00→100.00\nB 2→2 53.00→53.00\nC 3→3 20.00→23.00"},
		{"another unit", func(in *Input) { in.Units[2].Union = "D" },
			"D 0→3 →20.00, articles →20.00 (added), reads →0.00 (added), applications →0.00 (added)\n" +
				"C 3→0 20.00→, articles 20.00→ (removed), reads 0.00→ (removed), applications 0.00→ (removed)"},
		{"another rounding", func(in *Input) { in.Scheme = rules(t, func(s *scheme.Scheme) { s.NotApplicable = scheme.PolicyZero }) }, ""},
		{"value and target and points at once", func(in *Input) {
			in.Group = group(targetItem(t, "articles", "50"), scheme.Item{Indicator: "reads", Points: dec(t, "20"), Method: scheme.MethodMinMax}, in.Group.Items[2])
			in.Units[1].Measures["articles"], in.Units[1].Targets["articles"] = Count(8), dec(t, "16")
		}, "A 1→1 100.00→100.00, articles 40.00→50.00 (points), reads 30.00→20.00 (points)\n" +
			"B 2→2 53.00→52.00, articles 20.00→25.00 (points target value), reads 18.00→12.00 (points)\nC 3→3 20.00→25.00, articles 20.00→25.00 (points)"},
	}
	for _, c := range cases {
		before, in := Standings(base()), base()
		c.change(&in)
		if got := changes(Difference(before, Standings(in))); got != c.want {
			t.Errorf("%s:\ngot\n%s\nwant\n%s", c.name, got, c.want)
		}
	}
}

// TestDifferenceOfYears: results without rules of items still say that the figure changed.
func TestDifferenceOfYears(t *testing.T) {
	before := Annual(yearOf(t, scheme.AnnualSum, []Quarter{quarterOf("2026-Q1", "g", "A=80.00")}, "A"))
	after := Annual(yearOf(t, scheme.AnnualSum, []Quarter{quarterOf("2026-Q1", "g", "A=81.00"), quarterOf("2026-Q2", "g", "A=70.00")}, "A"))
	if got, want := changes(Difference(before, after)), "A 1→1 80.00→151.00, 2026-Q1 80.00→81.00 (value), 2026-Q2 →70.00 (added)"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

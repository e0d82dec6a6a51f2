package score

import (
	"strings"
	"testing"

	"github.com/cockroachdb/apd/v3"

	"unionscreen/aggregator/scheme"
)

// TestMeasuresAsPrinted holds value, numerator and denominator of every kind, worked out by hand.
func TestMeasuresAsPrinted(t *testing.T) {
	cases := []struct {
		name                    string
		m                       Measure
		state, value, over, low string
	}{
		{"a count", Count(0), "value", "0", "0", ""},
		{"a count below nothing", Count(-3), "value", "-3", "-3", ""},
		{"7 for each 1000 of 2400: 2.91666…", Per(1000, 7, 2400), "value", "2.9167", "7", "2400"},
		{"0 for each 1000", Per(1000, 0, 2400), "value", "0.0000", "0", "2400"},
		{"for each 1000 of nobody", Per(1000, 7, 0), "not_applicable", "", "", ""},
		{"90 minutes and 4 hours: 2.75 h", Hours(5_400_000_000+14_400_000_000, 2), "value", "2.7500", "19800000000", "2"},
		{"a microsecond", Hours(1, 1), "value", "0.0000", "1", "1"},
		{"no case", Hours(0, 0), "not_applicable", "", "", ""},
		{"a rate over 100", Rate(3, 2), "value", "150.0000", "3", "2"},
		{"too few", Few(), "not_applicable", "", "", ""},
		{"an index of six places", Amount(dec(t, "642.117850")), "value", "642.1179", "642.117850", ""},
		{"an index of two", Amount(dec(t, "642.10")), "value", "642.10", "642.10", ""},
	}
	for _, c := range cases {
		if c.m.State() != c.state || c.m.Value() != c.value || c.m.Numerator() != c.over || c.m.Denominator() != c.low {
			t.Errorf("%s: %s %q = %q / %q, want %s %q = %q / %q", c.name,
				c.m.State(), c.m.Value(), c.m.Numerator(), c.m.Denominator(), c.state, c.value, c.over, c.low)
		}
	}
}

// TestFormulasOfMeasures: what is printed gives the mark again.
func TestFormulasOfMeasures(t *testing.T) {
	item := func(indicator, x string) scheme.Item {
		return scheme.Item{Indicator: indicator, Points: dec(t, "10"), Method: scheme.MethodEfficacy,
			Constants: map[string]*apd.Decimal{"x_s": dec(t, "0"), "x_h": dec(t, x)}}
	}
	cases := []struct {
		name    string
		item    scheme.Item
		measure Measure
		marks   string
		value   string
	}{
		{"two items of one indicator", item("applications", "5"), Per(1000, 6, 2400), "8.00", "2.5000"},
		{"hours", item("applications", "4"), Hours(9_000_000_000, 1), "8.50", "2.5000"},
		{"a rate that scoring caps", item("adoption_rate", "200"), Rate(3, 2), "8.00", "150.0000"},
		{"nothing below 0", item("merchants_net", "4"), Count(-2), "6.00", "-2"},
	}
	for _, c := range cases {
		c.item.ID = "own-id"
		units := []Unit{{Union: "A", Measures: map[string]Measure{"own-id": c.measure, c.item.Indicator: Count(77)}}}
		row := Standings(Input{Scheme: rules(t, nil), Group: group(c.item), Units: units}).Rows[0].Items[0]
		if row.ID != "own-id" || row.Indicator != c.item.Indicator || row.Value != c.value || row.Marks != c.marks {
			t.Errorf("%s: %+v, want value %s and marks %s", c.name, row, c.value, c.marks)
		}
		left, right, _ := strings.Cut(row.Formula, " = ")
		if again, err := calculate(left); err != nil || right != c.marks || again.Cmp(rat(t, c.marks)) != 0 {
			t.Errorf("%s: %q gives %v (%v)", c.name, row.Formula, again, err)
		}
	}
}

func TestTooFewAreNamed(t *testing.T) {
	item := scheme.Item{Indicator: "satisfaction_rate", Points: dec(t, "10"), Method: scheme.MethodRank}
	row := Standings(Input{Scheme: rules(t, nil), Group: group(item), Units: []Unit{{Union: "A", Measures: map[string]Measure{"satisfaction_rate": Few()}}}}).Rows[0]
	if got := row.Items[0]; got.Reason != ReasonFew || got.State != StateNotApplicable {
		t.Errorf("got %+v", got)
	}
}

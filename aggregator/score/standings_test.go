package score

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/cockroachdb/apd/v3"

	"unionscreen/aggregator/scheme"
)

func targetItem(t testing.TB, indicator, points string) scheme.Item {
	return scheme.Item{
		Indicator: indicator, Points: dec(t, points), Method: scheme.MethodTarget,
		Constants: map[string]*apd.Decimal{"cap": dec(t, "1")},
	}
}

// unit reads "indicator=value/target" pairs; a value is a number, a rate a:b, no_data or not_applicable.
func unit(t testing.TB, code string, pairs ...string) Unit {
	t.Helper()
	u := Unit{Union: code, Measures: map[string]Measure{}, Targets: map[string]*apd.Decimal{}}
	for _, pair := range pairs {
		indicator, rest, _ := strings.Cut(pair, "=")
		value, target, has := strings.Cut(rest, "/")
		if over, under, isRate := strings.Cut(value, ":"); isRate {
			a, b := dec(t, over), dec(t, under)
			n, errN := a.Int64()
			d, errD := b.Int64()
			if errN != nil || errD != nil {
				t.Fatalf("rate %s", value)
			}
			u.Measures[indicator] = Rate(n, d)
		} else {
			u.Measures[indicator] = measureOf(t, value)
		}
		if has {
			u.Targets[indicator] = dec(t, target)
		}
	}
	return u
}

// line is a row in one line: union rank total [sum factor] marks…
func line(r Row) string {
	var marks []string
	for _, item := range r.Items {
		m := item.Marks
		if m == "" {
			m = "—"
		}
		marks = append(marks, m)
	}
	tied := ""
	if r.Tied {
		tied = "="
	}
	return fmt.Sprintf("%s %d%s %s [%s %s] %s", r.Union, r.Rank, tied, r.Total, r.Sum, r.Factor, strings.Join(marks, " "))
}

func TestCoreFive(t *testing.T) {
	s := rules(t, nil)
	g, _ := s.Group("county")
	full := []string{"articles=50/50", "reads=1000/1000", "verified_members=10/10", "applications=5/5", "completions=5/5"}
	missing := unit(t, "A", full...)
	delete(missing.Measures, "articles")
	cases := []struct {
		name string
		unit Unit
		want string
	}{
		{"everything reached", unit(t, "A", full...), "A 1 100.00 [ ] 20.00 20.00 20.00 20.00 20.00"},
		{"half of each", unit(t, "A", "articles=25/50", "reads=500/1000", "verified_members=5/10", "applications=1/2", "completions=2/4"),
			"A 1 50.00 [ ] 10.00 10.00 10.00 10.00 10.00"},
		{"thirds are rounded once each", unit(t, "A", "articles=1/3", "reads=2/3", "verified_members=1/3", "applications=2/3", "completions=1/3"),
			"A 1 46.67 [ ] 6.67 13.33 6.67 13.33 6.67"},
		{"no data is 0 and named", unit(t, "A", "articles=no_data/50", "reads=1000/1000", "verified_members=10/10", "applications=5/5", "completions=5/5"),
			"A 1 80.00 [ ] 0.00 20.00 20.00 20.00 20.00"},
		{"a measure that is missing is no data", missing, "A 1 80.00 [ ] 0.00 20.00 20.00 20.00 20.00"},
		{"one item applies: it is worth everything", unit(t, "A", "articles=30/50"), "A 1 60.00 [12.00 5.0000] 12.00 — — — —"},
		{"no target: the rest is scaled up", unit(t, "A", "articles=50", "reads=500/1000", "verified_members=10/10", "applications=5/5", "completions=5/5"),
			"A 1 87.50 [70.00 1.2500] — 10.00 20.00 20.00 20.00"},
		{"a target of 0 is none", unit(t, "A", "articles=50/0", "reads=500/1000", "verified_members=10/10", "applications=5/5", "completions=5/5"),
			"A 1 87.50 [70.00 1.2500] — 10.00 20.00 20.00 20.00"},
		{"nothing applies: no total, no rank", unit(t, "A", "articles=3"), "A 0  [ ] — — — — —"},
		{"no data everywhere: a total of 0", unit(t, "A", "articles=no_data/1", "reads=no_data/1", "verified_members=no_data/1", "applications=no_data/1", "completions=no_data/1"),
			"A 1 0.00 [ ] 0.00 0.00 0.00 0.00 0.00"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			out := Standings(Input{Scheme: s, Group: g, Units: []Unit{c.unit}})
			if got := line(out.Rows[0]); got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
		})
	}
}

// TestNotApplicable holds the published case: an item of 25 in 100 does not apply, 60 of 75 are worth 80.
func TestNotApplicable(t *testing.T) {
	in := Input{
		Group: group(targetItem(t, "articles", "75"), scheme.Item{
			Indicator: "on_time_rate", Points: dec(t, "25"), Method: scheme.MethodThreshold, MinDenominator: 5,
			Constants: map[string]*apd.Decimal{"T": dec(t, "98"), "k": dec(t, "0.5"), "floor": dec(t, "0")},
		}),
		Units: []Unit{unit(t, "A", "articles=80/100", "on_time_rate=0:0")},
	}
	for policy, want := range map[string]string{
		scheme.PolicyRescale: "A 1 80.00 [60.00 1.3333] 60.00 —",
		scheme.PolicyFull:    "A 1 85.00 [ ] 60.00 25.00",
		scheme.PolicyZero:    "A 1 60.00 [ ] 60.00 0.00",
	} {
		in.Scheme = rules(t, func(s *scheme.Scheme) { s.NotApplicable = policy })
		out := Standings(in)
		if got := line(out.Rows[0]); got != want {
			t.Errorf("%s: got %s, want %s", policy, got, want)
		}
		if got := out.Rows[0].Items[1]; got.State != StateNotApplicable || got.Reason != ReasonNotApplicable || got.Value != "" || got.Formula != "" {
			t.Errorf("%s: the item is %+v", policy, got)
		}
	}
	in.Scheme = rules(t, nil)
	row := Standings(in).Rows[0]
	if want := "60.00 × 100 / 75 = 80.00"; row.Formula != want {
		t.Errorf("formula %q, want %q", row.Formula, want)
	}
	in.Units = []Unit{unit(t, "A", "articles=80/100", "on_time_rate=4:4")}
	row = Standings(in).Rows[0]
	if row.Total != "80.00" || row.Items[1].Reason != ReasonFew || row.Items[1].State != StateNotApplicable {
		t.Errorf("under the minimum of 5 cases: %s, %+v", row.Total, row.Items[1])
	}
	in.Units = []Unit{unit(t, "A", "articles=80/100", "on_time_rate=5:5")}
	if row = Standings(in).Rows[0]; row.Total != "85.00" {
		t.Errorf("at the minimum of 5 cases: %s, want 85.00", row.Total)
	}
}

func TestItemSaysHow(t *testing.T) {
	threshold := scheme.Item{
		Indicator: "on_time_rate", Points: dec(t, "25"), Method: scheme.MethodThreshold,
		Constants: map[string]*apd.Decimal{"T": dec(t, "98"), "k": dec(t, "0.5"), "floor": dec(t, "12.5")},
	}
	out := Standings(Input{Scheme: rules(t, nil), Group: group(targetItem(t, "articles", "20"), threshold),
		Units: []Unit{unit(t, "A", "articles=96/120", "on_time_rate=5:6")}})
	want := []Item{
		{ID: "articles", Indicator: "articles", State: "value", Value: "96", Numerator: "96", Target: "120", Marks: "16.00", Points: "20",
			Formula: "20 × min(96 / 120, 1) = 16.00", Reason: "part_marks"},
		{ID: "on_time_rate", Indicator: "on_time_rate", State: "value", Value: "83.3333", Numerator: "5", Denominator: "6", Marks: "17.67", Points: "25",
			Formula: "max(12.5, 25 − 0.5 × max(0, 98 − 100 × 5 / 6)) = 17.67", Reason: "part_marks"},
	}
	for i, item := range out.Rows[0].Items {
		if item != want[i] {
			t.Errorf("got  %+v\nwant %+v", item, want[i])
		}
	}
}

func TestOrderOfPrinting(t *testing.T) {
	item := targetItem(t, "articles", "100")
	make := func(code string, order int, articles, veto string) Unit {
		u := unit(t, code, "articles="+articles)
		u.Order, u.Veto = order, veto
		return u
	}
	in := Input{Scheme: rules(t, nil), Group: group(item), Units: []Unit{
		make("late", 9, "70/100", ""), make("veto", 1, "99/100", "重大事故"), make("tieB", 5, "80/100", ""), make("none", 2, "7", ""),
		make("tieA", 4, "80/100", ""), make("tieC", 4, "80.004/100", ""), make("top", 8, "90/100", ""),
	}}
	var got []string
	out := Standings(in)
	for _, r := range out.Rows {
		got = append(got, fmt.Sprintf("%s:%d", r.Union, r.Rank))
	}
	// 80.004 prints as 80.00, so it is tied; equal order falls back to the code.
	if want := "top:1 tieA:2 tieC:2 tieB:2 late:3 none:0 veto:0"; strings.Join(got, " ") != want {
		t.Errorf("got %v, want %s", got, want)
	}
	if out.Mean != "80.00" {
		t.Errorf("mean %s, want 80.00: of the ranked ones", out.Mean)
	}
	if last := out.Last; last == nil || *last != (Loss{Union: "late", Item: "articles", Indicator: "articles", Lost: "30.00", Value: "70", Target: "100", State: "value"}) {
		t.Errorf("last %+v", out.Last)
	}
	if row := out.Rows[6]; row.Veto != "重大事故" || row.Total != "99.00" {
		t.Errorf("the vetoed row is %+v", row)
	}
}

func TestChainOfTies(t *testing.T) {
	g := group(targetItem(t, "articles", "100"))
	s := rules(t, func(s *scheme.Scheme) {
		s.Ties = scheme.Ties{Method: scheme.TiesChain, Chain: []string{"on_time_rate", "overdue_open"}}
	})
	in := Input{Scheme: s, Group: g, Units: []Unit{
		unit(t, "A", "articles=50/100", "on_time_rate=1:3", "overdue_open=4"),
		unit(t, "B", "articles=50/100", "on_time_rate=100000000:300000001", "overdue_open=0"), // a hair below A
		unit(t, "C", "articles=50/100", "on_time_rate=0:0", "overdue_open=0"),
		unit(t, "D", "articles=50/100", "on_time_rate=2:6", "overdue_open=3"),
		unit(t, "E", "articles=50/100", "on_time_rate=no_data", "overdue_open=0"),
	}}
	var got []string
	for _, r := range Standings(in).Rows {
		got = append(got, fmt.Sprintf("%s:%d:%v", r.Union, r.Rank, r.Tied))
	}
	if want := "D:1:false A:2:false B:3:false C:4:true E:4:true"; strings.Join(got, " ") != want {
		t.Errorf("got %v, want %s", got, want)
	}
}

func TestLastOfAGroup(t *testing.T) {
	g := group(targetItem(t, "articles", "50"), targetItem(t, "applications", "50"))
	cases := []struct {
		name  string
		units []Unit
		want  string
	}{
		{"alone: nobody is last", []Unit{unit(t, "A", "articles=0/10", "applications=0/10")}, ""},
		{"all tied: nobody is last", []Unit{unit(t, "A", "articles=5/10", "applications=5/10"), unit(t, "B", "articles=5/10", "applications=5/10")}, ""},
		{"the larger loss", []Unit{unit(t, "A", "articles=10/10", "applications=10/10"), unit(t, "B", "articles=9/10", "applications=2/10")}, "B applications 40.00 value"},
		{"equal losses: the scheme's first", []Unit{unit(t, "A", "articles=10/10", "applications=10/10"), unit(t, "B", "articles=2/10", "applications=2/10")}, "B articles 40.00 value"},
		{"no data loses all", []Unit{unit(t, "A", "articles=10/10", "applications=10/10"), unit(t, "B", "articles=9/10", "applications=no_data/10")}, "B applications 50.00 no_data"},
		{"what does not apply loses nothing", []Unit{unit(t, "A", "articles=10/10", "applications=10/10"), unit(t, "B", "articles=9/10", "applications=0")}, "B articles 5.00 value"},
	}
	for _, c := range cases {
		got := ""
		if l := Standings(Input{Scheme: rules(t, nil), Group: g, Units: c.units}).Last; l != nil {
			got = fmt.Sprintf("%s %s %s %s", l.Union, l.Indicator, l.Lost, l.State)
		}
		if got != c.want {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
	}
}

func TestEmptyGroup(t *testing.T) {
	out, err := json.Marshal(Standings(Input{Scheme: rules(t, nil), Group: group(targetItem(t, "articles", "100"))}))
	if err != nil {
		t.Fatal(err)
	}
	if want := `{"Group":"g","FullMarks":"100","Mean":"","Rows":[],"Last":null}`; string(out) != want {
		t.Errorf("got %s, want %s", out, want)
	}
}

// TestLogarithm compares with values of ln from tables of 40 digits, rounded to 34.
func TestLogarithm(t *testing.T) {
	for x, want := range map[int64]string{
		0:         "0",
		1:         "0.6931471805599453094172321214581766",
		9:         "2.302585092994045684017991454684364",
		719:       "6.579251212010100995060178292903945",
		1_000_000: "13.81551155796377410444128181143972",
	} {
		got, want := logarithm(whole(x)), decimal(dec(t, want))
		if got.cmp(want) != 0 {
			shown := got.round(33, scheme.HalfEven)
			t.Errorf("ln(%d + 1) = %s, want %v", x, text(&shown), want)
		}
	}
}

func TestRound(t *testing.T) {
	cases := []struct {
		over, under int64
		places      int32
		up, even    string
	}{
		{2345, 1000, 2, "2.35", "2.34"}, {2335, 1000, 2, "2.34", "2.34"}, {-2345, 1000, 2, "-2.35", "-2.34"},
		{1, 3, 4, "0.3333", "0.3333"}, {2, 3, 4, "0.6667", "0.6667"}, {1, 2, 0, "1", "0"}, {3, 2, 0, "2", "2"},
		{-1, 1000, 2, "0.00", "0.00"}, {0, 7, 2, "0.00", "0.00"}, {17665, 1000, 2, "17.67", "17.66"},
	}
	for _, c := range cases {
		x := whole(c.over).quo(whole(c.under))
		up, even := x.round(c.places, scheme.HalfUp), x.round(c.places, scheme.HalfEven)
		if text(&up) != c.up || text(&even) != c.even {
			t.Errorf("%d/%d: %s and %s, want %s and %s", c.over, c.under, text(&up), text(&even), c.up, c.even)
		}
	}
}

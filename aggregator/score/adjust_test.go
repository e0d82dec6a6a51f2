package score

import (
	"fmt"
	"math/big"
	"strings"
	"testing"

	"github.com/cockroachdb/apd/v3"
	"pgregory.net/rapid"

	"unionscreen/aggregator/scheme"
)

// adjusting is a scheme with every kind of adjustment, and one item whose value out of 100 is the base.
func adjusting(t testing.TB, change func(*scheme.Scheme)) *scheme.Scheme {
	return rules(t, func(s *scheme.Scheme) {
		s.Adjustments = []scheme.Adjustment{
			{ID: "award", Kind: scheme.KindBonus, Limit: dec(t, "3")},
			{ID: "late", Kind: scheme.KindDeduction, Limit: dec(t, "2")},
			{ID: "pilot", Kind: scheme.KindBonus, Limit: dec(t, "4")},
			{ID: "accident", Kind: scheme.KindVeto},
			{ID: "false-report", Kind: scheme.KindDeduction, Limit: dec(t, "100")},
		}
		s.Bonus = scheme.Bonus{Cap: dec(t, "5"), From: dec(t, "60")}
		if change != nil {
			change(s)
		}
	})
}

// entries reads "id points" pairs; a veto has no points. The ground is the number of the entry.
func entries(t testing.TB, pairs ...string) (out []Adjustment) {
	t.Helper()
	for i, pair := range pairs {
		id, points, has := strings.Cut(pair, " ")
		e := Adjustment{ID: id, Ground: fmt.Sprint("ground ", i+1)}
		if has {
			e.Points = dec(t, points)
		}
		out = append(out, e)
	}
	return out
}

func TestAdjustments(t *testing.T) {
	cases := []struct {
		name, base string
		entered    []string
		want       string // total = formula [bonus deductions veto] counted…
	}{
		{"nothing entered", "86.2", nil, "86.20 =  [0.00 0.00 ]"},
		{"the comment's case", "86.2", []string{"award 3", "late 1"}, "88.20 = 86.20 + min(3.00, 5) − 1.00 = 88.20 [3.00 1.00 ] award 3.00, late 1.00"},
		{"two entries share a limit in the order of entry", "80", []string{"award 2", "award 2.5", "award 1"}, "83.00 = 80.00 + min(3.00, 5) = 83.00 [3.00 0.00 ] award 2.00, award 1.00, award 0.00"},
		{"the cap over all bonuses", "80", []string{"pilot 4", "award 2.75"}, "85.00 = 80.00 + min(6.75, 5) = 85.00 [5.00 0.00 ] award 2.75, pilot 4.00"},
		{"exactly at the mark", "60", []string{"award 1"}, "61.00 = 60.00 + min(1.00, 5) = 61.00 [1.00 0.00 ] award 1.00"},
		{"printed 60.00 is at the mark", "59.995", []string{"award 1"}, "61.00 = 60.00 + min(1.00, 5) = 61.00 [1.00 0.00 ] award 1.00"},
		{"below the mark, deductions count", "59.99", []string{"award 1", "late 1.5"}, "58.49 = 59.99 + min(0.00, 5) − 1.50 = 58.49 [0.00 1.50 ] award 0.00, late 1.50"},
		{"each deduction has its limit", "70", []string{"late 5", "false-report 10.01"}, "57.99 = 70.00 − 12.01 = 57.99 [0.00 12.01 ] late 2.00, false-report 10.01"},
		{"not below nothing", "70", []string{"award 1", "false-report 90", "late 1"}, "0.00 = max(0, 70.00 + min(1.00, 5) − 91.00) = 0.00 [1.00 91.00 ] award 1.00, late 1.00, false-report 90.00"},
		{"down to nothing exactly", "70", []string{"false-report 70"}, "0.00 = 70.00 − 70.00 = 0.00 [0.00 70.00 ] false-report 70.00"},
		{"a veto changes no number", "70", []string{"accident", "award 1"}, "71.00 = 70.00 + min(1.00, 5) = 71.00 [1.00 0.00 ground 1] award 1.00, accident "},
		{"only a veto", "70", []string{"accident", "accident"}, "70.00 =  [0.00 0.00 ground 1] accident , accident "},
		{"an entry of another scheme counts nothing", "70", []string{"medal 2"}, "70.00 =  [0.00 0.00 ] medal 0.00"},
		{"in the scheme's order", "70", []string{"pilot 1", "late 1", "award 1"}, "71.00 = 70.00 + min(2.00, 5) − 1.00 = 71.00 [2.00 1.00 ] award 1.00, late 1.00, pilot 1.00"},
	}
	for _, c := range cases {
		u := unit(t, "A", "articles="+c.base+"/100")
		u.Adjustments = entries(t, c.entered...)
		r := Standings(Input{Scheme: adjusting(t, nil), Group: group(targetItem(t, "articles", "100")), Units: []Unit{u}}).Rows[0]
		var counted []string
		for _, a := range r.Adjustments {
			counted = append(counted, a.ID+" "+a.Counted)
		}
		got := fmt.Sprintf("%s = %s [%s %s %s] %s", r.Total, r.TotalFormula, r.Bonus, r.Deductions, r.Veto, strings.Join(counted, ", "))
		if strings.TrimRight(got, " ") != strings.TrimRight(c.want, " ") {
			t.Errorf("%s:\ngot  %s\nwant %s", c.name, got, c.want)
		}
	}
}

func TestAdjustmentsAsListed(t *testing.T) {
	u := unit(t, "A", "articles=80/100")
	u.Adjustments = entries(t, "award 4", "accident", "medal 2")
	got := Standings(Input{Scheme: adjusting(t, nil), Group: group(targetItem(t, "articles", "100")), Units: []Unit{u}}).Rows[0].Adjustments
	want := []Adjusted{
		{ID: "award", Kind: "bonus", Points: "4", Counted: "3.00", Ground: "ground 1"},
		{ID: "accident", Kind: "veto", Ground: "ground 2"},
		{ID: "medal", Points: "2", Counted: "0.00", Ground: "ground 3"},
	}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
}

func TestAdjustmentsWithoutBoundsOrTotal(t *testing.T) {
	free := adjusting(t, func(s *scheme.Scheme) { s.Bonus = scheme.Bonus{} })
	u := unit(t, "A", "articles=1/100")
	u.Adjustments = entries(t, "award 3", "pilot 4")
	in := Input{Scheme: free, Group: group(targetItem(t, "articles", "100")), Units: []Unit{u}}
	if r := Standings(in).Rows[0]; r.Total != "8.00" || r.TotalFormula != "1.00 + 7.00 = 8.00" {
		t.Errorf("no cap and no mark: %+v", r)
	}
	u = unit(t, "A", "articles=1")
	u.Adjustments = entries(t, "award 3", "late 1")
	in.Units = []Unit{u}
	r := Standings(in).Rows[0]
	if r.Total != "" || r.Base != "" || r.Bonus != "" || r.Deductions != "" || r.TotalFormula != "" || r.Rank != 0 {
		t.Errorf("nothing applies, but adjustments made a total: %+v", r)
	}
	if len(r.Adjustments) != 2 || r.Adjustments[0].Counted != "0.00" || r.Adjustments[1].Counted != "0.00" {
		t.Errorf("adjustments without a total: %+v", r.Adjustments)
	}
}

// TestVetoByAdjustment: printed last without a rank, the others close up, and the vetoed value still spans the group.
func TestVetoByAdjustment(t *testing.T) {
	g := group(scheme.Item{Indicator: "articles", Points: dec(t, "100"), Method: scheme.MethodMinMax})
	best, silent := unit(t, "best", "articles=100"), unit(t, "silent", "articles=90")
	best.Adjustments = entries(t, "accident")
	silent.Adjustments = []Adjustment{{ID: "accident"}}
	out := Standings(Input{Scheme: adjusting(t, nil), Group: g, Units: []Unit{best, silent, unit(t, "half", "articles=50"), unit(t, "low", "articles=0")}})
	var got []string
	for _, r := range out.Rows {
		got = append(got, fmt.Sprintf("%s:%d:%s:%s", r.Union, r.Rank, r.Total, r.Veto))
	}
	want := "half:1:50.00: low:2:0.00: best:0:100.00:ground 1 silent:0:90.00:accident"
	if strings.Join(got, " ") != want {
		t.Errorf("got  %s\nwant %s", strings.Join(got, " "), want)
	}
	if out.Mean != "25.00" {
		t.Errorf("mean %s, want 25.00: of the ranked ones", out.Mean)
	}
}

func TestCheckAdjustments(t *testing.T) {
	s := adjusting(t, nil)
	good := entries(t, "award 0.01", "award 99", "late 1.50", "accident", "pilot 1.500")
	if err := CheckAdjustments(s, good); err != nil {
		t.Errorf("good ones: %v", err)
	}
	bad := entries(t, "medal 1", "award 0", "award -1", "award 1.005", "award", "accident 3", "late 1e9", "late NaN", "award 1e-9000")
	bad = append(bad, Adjustment{ID: "award", Points: dec(t, "1"), Ground: " "})
	err := CheckAdjustments(s, bad)
	if err == nil {
		t.Fatal("bad ones pass")
	}
	want := []string{
		"adjustment 1 (medal): the scheme core-five has no such adjustment; it has award, late, pilot, accident, false-report",
		"adjustment 2 (award): points must be more than 0, not 0; the kind bonus says whether they are added or taken",
		"adjustment 3 (award): points must be more than 0, not -1; the kind bonus says whether they are added or taken",
		"adjustment 4 (award): points have more places than the 2 that are printed; round 1.005",
		"adjustment 5 (award): points are missing; state how many, more than 0",
		"adjustment 6 (accident): a veto has no points; leave them out",
		"adjustment 7 (late): points cannot be 1E+9; state a number below a billion",
		"adjustment 8 (late): points cannot be NaN; state a number below a billion",
		"adjustment 9 (award): points have more places than the 2 that are printed; round 1E-9000",
		"adjustment 10 (award): there is no ground; say why it is entered",
	}
	if err.Error() != strings.Join(want, "\n") {
		t.Errorf("got\n%v\nwant\n%s", err, strings.Join(want, "\n"))
	}
	if err := CheckAdjustments(rules(t, nil), good[:1]); err == nil || !strings.Contains(err.Error(), "it has none at all") {
		t.Errorf("a scheme without adjustments: %v", err)
	}
}

// drawAdjustments gives a scheme adjustments and units entries of them.
func drawAdjustments(t *rapid.T, in *Input) {
	s := in.Scheme
	unit := int32(-s.Rounding.Places)
	points := func(label string, most int64) *apd.Decimal {
		return apd.New(rapid.Int64Range(1, most).Draw(t, label), unit)
	}
	kinds := []string{scheme.KindBonus, scheme.KindDeduction, scheme.KindVeto, scheme.KindBonus, scheme.KindDeduction}
	for i, kind := range kinds[:rapid.IntRange(0, len(kinds)).Draw(t, "adjustments")] {
		a := scheme.Adjustment{ID: fmt.Sprintf("a%d", i), Kind: kind}
		if kind != scheme.KindVeto {
			a.Limit = points("limit", 1500)
		}
		s.Adjustments = append(s.Adjustments, a)
	}
	if rapid.Bool().Draw(t, "cap") {
		s.Bonus.Cap = points("cap", 1500)
	}
	if rapid.Bool().Draw(t, "from") {
		s.Bonus.From = apd.New(rapid.Int64Range(0, 60).Draw(t, "from"), 0)
	}
	if len(s.Adjustments) == 0 {
		return
	}
	for i := range in.Units {
		for n := range rapid.IntRange(0, 4).Draw(t, "entries") {
			a := rapid.SampledFrom(s.Adjustments).Draw(t, "adjustment")
			e := Adjustment{ID: a.ID, Ground: fmt.Sprint("g", n)}
			if a.Kind != scheme.KindVeto {
				e.Points = points("points", 2000)
			}
			in.Units[i].Adjustments = append(in.Units[i].Adjustments, e)
		}
	}
}

// TestAdjustedRowAddsUp works every total out again from what is printed, and puts its formula into the calculator.
func TestAdjustedRowAddsUp(t *testing.T) {
	formulas := 0
	rapid.Check(t, func(t *rapid.T) {
		in := drawInput(t)
		drawAdjustments(t, &in)
		for _, row := range Standings(in).Rows {
			if row.Total == "" {
				continue
			}
			sums := map[string]*big.Rat{scheme.KindBonus: new(big.Rat), scheme.KindDeduction: new(big.Rat)}
			each := map[string]*big.Rat{}
			for _, a := range row.Adjustments {
				if a.Kind == scheme.KindVeto {
					continue
				}
				if each[a.ID] == nil {
					each[a.ID] = new(big.Rat)
				}
				counted := rat(t, a.Counted)
				each[a.ID].Add(each[a.ID], counted)
				sums[a.Kind].Add(sums[a.Kind], counted)
				if counted.Sign() < 0 || counted.Cmp(rat(t, a.Points)) > 0 {
					t.Fatalf("counted %s of %s", a.Counted, a.Points)
				}
			}
			for id, sum := range each {
				if a, _ := in.Scheme.Adjustment(id); sum.Cmp(rat(t, a.Limit.Text('f'))) > 0 {
					t.Fatalf("%s counts %s, its limit is %s", id, sum.FloatString(4), a.Limit)
				}
			}
			want := rat(t, row.Base)
			if row.Bonus != "" {
				bonus := rat(t, row.Bonus)
				if most := in.Scheme.Bonus.Cap; most != nil && bonus.Cmp(rat(t, most.Text('f'))) > 0 || bonus.Cmp(sums[scheme.KindBonus]) > 0 {
					t.Fatalf("bonus %s: %+v", row.Bonus, row)
				}
				want.Add(want, bonus)
			}
			if row.Deductions != "" {
				if rat(t, row.Deductions).Cmp(sums[scheme.KindDeduction]) != 0 {
					t.Fatalf("deductions %s: %+v", row.Deductions, row)
				}
				want.Sub(want, rat(t, row.Deductions))
			}
			if want.Sign() < 0 {
				want.SetInt64(0)
			}
			if rat(t, row.Total).Cmp(want) != 0 {
				t.Fatalf("total %s, the row adds up to %s: %+v", row.Total, want.FloatString(4), row)
			}
			if row.TotalFormula == "" {
				continue
			}
			formulas++
			left, right, _ := strings.Cut(row.TotalFormula, " = ")
			if got, err := calculate(left); err != nil || right != row.Total || got.Cmp(want) != 0 {
				t.Fatalf("%q gives %v (%v)", row.TotalFormula, got, err)
			}
		}
	})
	if formulas == 0 {
		t.Error("no formula was calculated")
	}
}

// TestTargetsByFormula: the words go with the target, and a base that nobody reported is missing data.
func TestTargetsByFormula(t *testing.T) {
	item := targetItem(t, "articles", "20")
	item.TargetOf = scheme.TargetFormula{Share: dec(t, "0.05"), Of: "members"}
	cases := []struct{ name, value, target, words, want string }{
		{"a share", "30", "60.00", "0.05 × 1200", "value 60.00 0.05 × 1200 10.00 part_marks 20 × min(30 / 60.00, 1) = 10.00"},
		{"of nobody", "30", "0", "0.05 × 0", "not_applicable 0 0.05 × 0  no_target "},
		{"of what nobody reported", "30", "", "", "no_data   0.00 no_data "},
		{"stated in its place", "30", "40", "", "value 40  15.00 part_marks 20 × min(30 / 40, 1) = 15.00"},
	}
	for _, c := range cases {
		pair := "articles=" + c.value
		if c.target != "" {
			pair += "/" + c.target
		}
		u := unit(t, "A", pair)
		if c.words != "" {
			u.TargetWords = map[string]string{"articles": c.words}
		}
		i := Standings(Input{Scheme: rules(t, nil), Group: group(item), Units: []Unit{u}}).Rows[0].Items[0]
		if got := fmt.Sprint(i.State, " ", i.Target, " ", i.TargetWords, " ", i.Marks, " ", i.Reason, " ", i.Formula); got != c.want {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
	}
}

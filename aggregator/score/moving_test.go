package score

import (
	"fmt"
	"maps"
	"math/big"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/cockroachdb/apd/v3"
	"pgregory.net/rapid"

	"unionscreen/aggregator/scheme"
)

// byUnion are the rows of a result without ranks, which follow from all totals.
func byUnion(r Result) map[string]Row {
	out := map[string]Row{}
	for _, row := range r.Rows {
		row.Rank, row.Tied = 0, false
		out[row.Union] = row
	}
	return out
}

// TestATargetMovesOneMark: another target of one unit changes that unit's mark of that item and what its total is made
// of. No other mark of anybody changes, whatever the methods of the group.
func TestATargetMovesOneMark(t *testing.T) {
	moved := 0
	rapid.Check(t, func(t *rapid.T) {
		in := drawInput(t)
		drawAdjustments(t, &in)
		if len(in.Units) == 0 {
			return
		}
		before := byUnion(Standings(in))
		at := rapid.IntRange(0, len(in.Units)-1).Draw(t, "unit")
		item := rapid.SampledFrom(in.Group.Items).Draw(t, "item").Key()
		in.Units = slices.Clone(in.Units)
		in.Units[at].Targets = maps.Clone(in.Units[at].Targets)
		in.Units[at].Targets[item] = apd.New(rapid.Int64Range(1, 9000).Draw(t, "new target"), -1)
		for union, row := range byUnion(Standings(in)) {
			was := before[union]
			if union != in.Units[at].Union {
				if fmt.Sprintf("%+v", row) != fmt.Sprintf("%+v", was) {
					t.Fatalf("the target of %s changed %s:\n%+v\nbefore\n%+v", in.Units[at].Union, union, row, was)
				}
				continue
			}
			for k := range row.Items {
				if row.Items[k].ID != item && row.Items[k] != was.Items[k] {
					t.Fatalf("the target of %s changed %s:\n%+v\nbefore\n%+v", item, row.Items[k].ID, row.Items[k], was.Items[k])
				}
				if row.Items[k].Marks != was.Items[k].Marks {
					moved++
				}
			}
		}
	})
	if moved == 0 {
		t.Error("no target ever moved a mark")
	}
}

// TestScaling: targets and values in another unit of measure, and values of a group in one, give the same marks; ten
// times the points give ten times the marks before rounding.
func TestScaling(t *testing.T) {
	alike := []string{scheme.MethodTarget, scheme.MethodMinMax, scheme.MethodRank}
	rapid.Check(t, func(t *rapid.T) {
		in := drawInput(t)
		in.Scheme.Rounding.Places = 2
		for k := range in.Group.Items {
			item := &in.Group.Items[k]
			if item.Method = rapid.SampledFrom(alike).Draw(t, "method"); item.Method == scheme.MethodTarget {
				item.Constants = map[string]*apd.Decimal{"cap": apd.New(1, 0)}
			}
		}
		times := rapid.Int64Range(2, 60).Draw(t, "times")
		other, tenfold := in, in
		other.Units = slices.Clone(in.Units)
		for i := range other.Units {
			u := &other.Units[i]
			u.Measures, u.Targets = maps.Clone(u.Measures), maps.Clone(u.Targets)
			for k, m := range u.Measures {
				if m.State() == StateValue && m.counted() {
					u.Measures[k] = Count(m.over * times)
				}
			}
			for k, v := range u.Targets {
				if m := u.Measures[k]; m.State() == StateValue && m.counted() {
					u.Targets[k] = apd.New(v.Coeff.Int64()*times, v.Exponent)
				}
			}
		}
		scheme10 := *in.Scheme
		scheme10.Rounding.Places = 1
		tenfold.Scheme = &scheme10
		tenfold.Group.Items = slices.Clone(in.Group.Items)
		for k := range tenfold.Group.Items {
			p := tenfold.Group.Items[k].Points
			tenfold.Group.Items[k].Points = apd.New(p.Coeff.Int64(), p.Exponent+1)
		}
		tenfold.Group = group(tenfold.Group.Items...)
		want, scaled, tens := byUnion(Standings(in)), byUnion(Standings(other)), byUnion(Standings(tenfold))
		for union, row := range want {
			for k := range row.Items {
				if got := scaled[union].Items[k].Marks; got != row.Items[k].Marks {
					t.Fatalf("times %d, %s of %s has %s marks, before %s", times, row.Items[k].ID, union, got, row.Items[k].Marks)
				}
				if row.Items[k].Marks == "" {
					continue
				}
				got := new(big.Rat).Quo(rat(t, tens[union].Items[k].Marks), big.NewRat(10, 1))
				if got.Cmp(rat(t, row.Items[k].Marks)) != 0 {
					t.Fatalf("ten times the points, %s of %s has %s marks, before %s", row.Items[k].ID, union, got.FloatString(3), row.Items[k].Marks)
				}
			}
		}
	})
}

// The functions of a spreadsheet that the comment at order names, on printed numbers.

func countIf(among []*big.Rat, x *big.Rat) *big.Rat {
	n := int64(0)
	for _, y := range among {
		if y.Cmp(x) == 0 {
			n++
		}
	}
	return big.NewRat(n, 1)
}

// denseFormula is =SUMPRODUCT((range>x)/COUNTIF(range,range))+1.
func denseFormula(among []*big.Rat, x *big.Rat) *big.Rat {
	sumproduct := new(big.Rat)
	for _, y := range among {
		if y.Cmp(x) > 0 {
			sumproduct.Add(sumproduct, new(big.Rat).Inv(countIf(among, y)))
		}
	}
	return sumproduct.Add(sumproduct, big.NewRat(1, 1))
}

// competitionFormula is =RANK(x,range).
func competitionFormula(among []*big.Rat, x *big.Rat) *big.Rat {
	rank := big.NewRat(1, 1)
	for _, y := range among {
		if y.Cmp(x) > 0 {
			rank.Add(rank, big.NewRat(1, 1))
		}
	}
	return rank
}

// TestRanksOfASpreadsheet: the formulas over the printed totals of the ranked rows give every rank and every tie.
func TestRanksOfASpreadsheet(t *testing.T) {
	formulas := map[string]func([]*big.Rat, *big.Rat) *big.Rat{scheme.TiesDense: denseFormula, scheme.TiesCompetition: competitionFormula}
	tied := 0
	rapid.Check(t, func(t *rapid.T) {
		in := drawInput(t)
		drawAdjustments(t, &in)
		in.Scheme.Rounding.Places = rapid.IntRange(0, 1).Draw(t, "few places") // so that there are ties
		rows := slices.DeleteFunc(Standings(in).Rows, func(r Row) bool { return r.Rank == 0 })
		var totals []*big.Rat
		for _, r := range rows {
			totals = append(totals, rat(t, r.Total))
		}
		for i, r := range rows {
			if got := formulas[in.Scheme.Ties.Method](totals, totals[i]); got.Cmp(big.NewRat(int64(r.Rank), 1)) != 0 {
				t.Fatalf("%s: the formula gives %s for %s with %s, the rank is %d", in.Scheme.Ties.Method, got.RatString(), r.Union, r.Total, r.Rank)
			}
			if same := countIf(totals, totals[i]).Cmp(big.NewRat(1, 1)) > 0; same != r.Tied {
				t.Fatalf("%s with %s: tied is %v", r.Union, r.Total, r.Tied)
			}
			if r.Tied {
				tied++
			}
		}
	})
	if tied == 0 {
		t.Error("nobody was ever tied")
	}
}

// TestEveryVectorIsHeld: each figure that the rules publish for this package stands in vectors.yaml.
func TestEveryVectorIsHeld(t *testing.T) {
	raw, err := os.ReadFile("testdata/vectors.yaml")
	if err != nil {
		t.Fatal(err)
	}
	spaces := regexp.MustCompile(`\s+`)
	text := spaces.ReplaceAllString(string(raw), " ")
	for _, published := range []string{
		`constants: {T: "98", k: "0.5", floor: "12.5"} cases: - {x: "50", marks: "12.50", exact: "12.5"} - {x: "71.43", marks: "12.50", exact: "12.5"} ` +
			`- {x: "75", marks: "13.50", exact: "13.5"} - {x: "83.33", marks: "17.67", exact: "17.665"} - {x: "87.5", marks: "19.75", exact: "19.75"}`,
		`constants: {T: "95", k: "0.5", floor: "12.5"} cases: - {x: "50", marks: "12.50", exact: "12.5"} - {x: "66.67", marks: "12.50", exact: "12.5"} ` +
			`- {x: "70.59", marks: "12.80", exact: "12.795"}`,
		`points: "15" method: threshold constants: {T: "90", k: "1", floor: "0"} cases: - {x: "89.82", marks: "14.82", exact: "14.82"} ` +
			`- {x: "80", marks: "5.00", exact: "5"} - {x: "66.67", marks: "0.00", exact: "0"}`,
		`{over: 25783, under: 29186, percent: "88.34"`, `{over: 24165, under: 29186, percent: "82.80"`,
		`constants: {x_s: "6", x_h: "12"} cases: - {x: "5.81", marks: "58.73", exact: "58.733333"}`,
		`values: ["120", "80", "40"] marks: ["1.00", "0.50", "0.00"]`,
		`places: 4 values: ["0.90", "0.99", "0.75"] marks: ["0.6250", "1.0000", "0.0000"]`,
		`{ties: dense, totals: ["95", "93", "93", "90"], ranks: [1, 2, 2, 3]}`, `{ties: competition, totals: ["95", "93", "93", "90"], ranks: [1, 2, 2, 4]}`,
		`sums: - {parts: [78589, 4629], sum: "83218"}`,
		`rescales: - {base: "60", applicable: "75", full: "100", total: "80.00"}`,
	} {
		if !strings.Contains(text, published) {
			t.Errorf("vectors.yaml lacks %s", published)
		}
	}
}

// TestSumAndRescaleVectors: what was carried over adds up, and an item that does not apply is made up for.
func TestSumAndRescaleVectors(t *testing.T) {
	v := readVectors(t)
	for _, c := range v.Sums {
		m := Count(c.Parts[0])
		for _, more := range c.Parts[1:] {
			m = m.Plus(more, 0, false)
		}
		if m.Value() != c.Sum {
			t.Errorf("%v: %s, want %s", c.Parts, m.Value(), c.Sum)
		}
	}
	for _, c := range v.Rescales {
		full, applicable := dec(t, c.Full), dec(t, c.Applicable)
		absent := new(apd.Decimal)
		if _, err := apd.BaseContext.Sub(absent, full, applicable); err != nil {
			t.Fatal(err)
		}
		absent.Reduce(absent)
		g := group(targetItem(t, "articles", c.Applicable), targetItem(t, "reads", absent.Text('f')))
		out := Standings(Input{Scheme: rules(t, nil), Group: g, Units: []Unit{unit(t, "A", "articles="+c.Base+"/"+c.Applicable, "reads=1")}})
		if got := out.Rows[0].Total; got != c.Total {
			t.Errorf("%s of %s: %s, want %s", c.Base, c.Applicable, got, c.Total)
		}
	}
}

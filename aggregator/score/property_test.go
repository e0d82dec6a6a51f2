package score

import (
	"encoding/json"
	"fmt"
	"math/big"
	"strings"
	"testing"

	"github.com/cockroachdb/apd/v3"
	"pgregory.net/rapid"

	"unionscreen/aggregator/scheme"
)

var upwards = []string{"articles", "reads", "verified_members", "applications", "completions", "on_time_rate"}

// drawItem draws any method with constants that a scheme may have.
func drawItem(t *rapid.T, indicator string) scheme.Item {
	places := func(label string, least, most int64) *apd.Decimal {
		return apd.New(rapid.Int64Range(least*100, most*100).Draw(t, label), -2)
	}
	item := scheme.Item{Indicator: indicator, Points: places("points", 1, 40), Constants: map[string]*apd.Decimal{}}
	item.Method = rapid.SampledFrom([]string{
		scheme.MethodTarget, scheme.MethodThreshold, scheme.MethodSteps, scheme.MethodPiece, scheme.MethodDeduct,
		scheme.MethodMinMax, scheme.MethodLog, scheme.MethodEfficacy, scheme.MethodRank,
	}).Draw(t, "method")
	switch item.Method {
	case scheme.MethodTarget:
		item.Constants["cap"] = places("cap", 0, 2)
	case scheme.MethodThreshold:
		item.Constants["T"], item.Constants["k"] = places("T", 0, 100), places("k", 0, 3)
		item.Constants["floor"] = apd.New(rapid.Int64Range(0, 100).Draw(t, "floor"), -2)
	case scheme.MethodSteps:
		item.Steps = []scheme.Step{{From: places("from", 1, 10), Points: apd.New(50, -2)}, {From: places("then", 11, 90), Points: item.Points}}
	case scheme.MethodPiece, scheme.MethodDeduct:
		item.Constants["each"] = places("each", 0, 5)
	case scheme.MethodEfficacy:
		item.Constants["x_s"], item.Constants["x_h"] = places("x_s", 0, 50), places("x_h", 51, 99)
	}
	return item
}

func drawMeasure(t *rapid.T, indicator string) Measure {
	switch rapid.IntRange(0, 9).Draw(t, "state") {
	case 0:
		return NoData()
	case 1:
		return NotApplicable()
	}
	if indicator == "on_time_rate" {
		under := rapid.Int64Range(0, 5000).Draw(t, "due")
		return Rate(rapid.Int64Range(0, under).Draw(t, "on time"), under)
	}
	return Count(rapid.OneOf(rapid.Int64Range(0, 20), rapid.Int64Range(-5, 1<<53)).Draw(t, "count"))
}

func drawInput(t *rapid.T) Input {
	parsed, err := scheme.CoreFive()
	if err != nil {
		t.Fatal(err)
	}
	s := *parsed
	s.NotApplicable = rapid.SampledFrom([]string{scheme.PolicyRescale, scheme.PolicyFull, scheme.PolicyZero}).Draw(t, "policy")
	s.Rounding = scheme.Rounding{Places: rapid.IntRange(0, 4).Draw(t, "places"), Mode: rapid.SampledFrom([]string{scheme.HalfUp, scheme.HalfEven}).Draw(t, "mode")}
	s.Ties.Method = rapid.SampledFrom([]string{scheme.TiesDense, scheme.TiesCompetition}).Draw(t, "ties")
	in := Input{Scheme: &s}
	var items []scheme.Item
	for _, indicator := range upwards[:rapid.IntRange(1, len(upwards)).Draw(t, "items")] {
		items = append(items, drawItem(t, indicator))
	}
	in.Group = group(items...)
	for i := range rapid.IntRange(0, 8).Draw(t, "units") {
		u := Unit{Union: fmt.Sprintf("U%d", i), Order: rapid.IntRange(0, 3).Draw(t, "order"), Measures: map[string]Measure{}, Targets: map[string]*apd.Decimal{}}
		for _, item := range items {
			u.Measures[item.Indicator] = drawMeasure(t, item.Indicator)
			if rapid.IntRange(0, 5).Draw(t, "targeted") > 0 {
				u.Targets[item.Indicator] = apd.New(rapid.Int64Range(0, 5000).Draw(t, "target"), -1)
			}
		}
		if rapid.IntRange(0, 9).Draw(t, "veto") == 0 {
			u.Veto = "事故"
		}
		in.Units = append(in.Units, u)
	}
	return in
}

func bytesOf(t *rapid.T, in Input) string {
	out, err := json.Marshal(Standings(in))
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

func TestOrderOfUnitsIsIrrelevant(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := drawInput(t)
		before := bytesOf(t, in)
		in.Units = rapid.Permutation(in.Units).Draw(t, "permutation")
		if after := bytesOf(t, in); after != before {
			t.Fatalf("in another order\n%s\nbefore\n%s", after, before)
		}
	})
}

func rat(t interface{ Fatalf(string, ...any) }, text string) *big.Rat {
	r, ok := new(big.Rat).SetString(text)
	if !ok {
		t.Fatalf("%q is not a number", text)
	}
	return r
}

// half is half of the last printed place: what one rounding may be off by.
func half(s *scheme.Scheme) *big.Rat {
	h := big.NewRat(1, 2)
	for range s.Rounding.Places {
		h.Mul(h, big.NewRat(1, 10))
	}
	return h
}

func TestMarksLieBetweenNothingAndPoints(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := drawInput(t)
		for _, row := range Standings(in).Rows {
			for _, item := range row.Items {
				if item.Marks == "" {
					if item.State != StateNotApplicable || in.Scheme.NotApplicable != scheme.PolicyRescale {
						t.Fatalf("no marks: %+v", item)
					}
					continue
				}
				marks := rat(t, item.Marks)
				most := new(big.Rat).Add(rat(t, item.Points), half(in.Scheme)) // full points are rounded too
				if marks.Sign() < 0 || marks.Cmp(most) > 0 {
					t.Fatalf("%s of %s", item.Marks, item.Points)
				}
				if item.State == StateNoData && marks.Sign() != 0 {
					t.Fatalf("no data brought %s", item.Marks)
				}
			}
		}
	})
}

func TestPrintedRowAddsUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := drawInput(t)
		for _, row := range Standings(in).Rows {
			sum, applies := new(big.Rat), new(big.Rat)
			for _, item := range row.Items {
				if item.State != StateNotApplicable {
					applies.Add(applies, rat(t, item.Points))
				}
				if item.Marks != "" {
					sum.Add(sum, rat(t, item.Marks))
				}
			}
			if applies.Sign() == 0 {
				if row.Total != "" || row.Rank != 0 {
					t.Fatalf("nothing applies, but the total is %q and the rank %d", row.Total, row.Rank)
				}
				continue
			}
			full := rat(t, in.Group.FullMarks.Text('f'))
			scaled := in.Scheme.NotApplicable == scheme.PolicyRescale && applies.Cmp(full) < 0
			if scaled {
				if rat(t, row.Sum).Cmp(sum) != 0 {
					t.Fatalf("printed sum %s of %s", row.Sum, sum.FloatString(6))
				}
				sum.Mul(sum, full).Quo(sum, applies)
			} else if row.Sum != "" || row.Factor != "" {
				t.Fatalf("nothing was scaled, but %q × %q is printed", row.Sum, row.Factor)
			}
			off := new(big.Rat).Sub(sum, rat(t, row.Base))
			if off.Abs(off).Cmp(half(in.Scheme)) > 0 || !scaled && off.Sign() != 0 {
				t.Fatalf("base %s, the row adds up to %s", row.Base, sum.FloatString(6))
			}
			if row.Total != row.Base {
				t.Fatalf("total %s of base %s without bonus or deduction", row.Total, row.Base)
			}
		}
	})
}

// TestRanksFollowPrintedTotals numbers the ranks again, as a spreadsheet would from the printed totals alone.
func TestRanksFollowPrintedTotals(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := drawInput(t)
		rows := Standings(in).Rows
		for i, row := range rows {
			if row.Veto != "" || row.Total == "" {
				if row.Rank != 0 {
					t.Fatalf("rank %d with veto %q and total %q", row.Rank, row.Veto, row.Total)
				}
				continue
			}
			above, distinct, equals := 0, map[string]bool{}, 0
			for _, other := range rows {
				if other.Veto != "" || other.Total == "" {
					continue
				}
				switch rat(t, other.Total).Cmp(rat(t, row.Total)) {
				case 1:
					above++
					distinct[other.Total] = true
				case 0:
					equals++
				}
			}
			want := len(distinct) + 1
			if in.Scheme.Ties.Method == scheme.TiesCompetition {
				want = above + 1
			}
			if row.Rank != want || row.Tied != (equals > 1) {
				t.Fatalf("%s: rank %d tied %v, want %d %v", row.Union, row.Rank, row.Tied, want, equals > 1)
			}
			if i > 0 && (rows[i-1].Rank == 0 || rows[i-1].Rank > row.Rank) {
				t.Fatalf("rank %d is printed after %d", row.Rank, rows[i-1].Rank)
			}
		}
	})
}

// TestFormulasGiveTheMarks puts every printed formula into an independent calculator.
func TestFormulasGiveTheMarks(t *testing.T) {
	seen := map[string]bool{}
	rapid.Check(t, func(t *rapid.T) {
		in := drawInput(t)
		for _, row := range Standings(in).Rows {
			for k, item := range row.Items {
				if item.Formula == "" {
					continue
				}
				left, right, ok := strings.Cut(item.Formula, " = ")
				if !ok || right != item.Marks {
					t.Fatalf("formula %q of marks %s", item.Formula, item.Marks)
				}
				method := in.Group.Items[k].Method
				if method == scheme.MethodSteps || method == scheme.MethodLog && strings.Contains(left, "ln") {
					continue // a comparison and logarithms: the vectors hold them
				}
				value, err := calculate(left)
				if err != nil {
					t.Fatalf("formula %q: %v", left, err)
				}
				seen[method] = true
				points := rat(t, item.Points)
				if value.Sign() < 0 {
					value.SetInt64(0)
				}
				if value.Cmp(points) > 0 {
					value.Set(points) // a cap above 1 and points smaller than the floor are clamped
				}
				off := new(big.Rat).Sub(value, rat(t, item.Marks))
				if off.Abs(off).Cmp(half(in.Scheme)) > 0 {
					t.Fatalf("%s: the formula gives %s", item.Formula, value.FloatString(8))
				}
			}
		}
	})
	if len(seen) < 7 {
		t.Errorf("only these methods were calculated: %v", seen)
	}
}

package score

import (
	"fmt"
	"math/big"
	"testing"

	"github.com/cockroachdb/apd/v3"
	"pgregory.net/rapid"

	"unionscreen/aggregator/scheme"
)

func TestPlus(t *testing.T) {
	for _, c := range []struct {
		name   string
		before Measure
		n, d   int64
		capped bool
		want   string
	}{
		{"a count", Count(43), 17, 0, false, "value 60 60/"},
		{"less of a count", Count(3), -5, 0, false, "value -2 -2/"},
		{"a rate", Rate(25, 30), 3, 5, false, "value 80.0000 28/35"},
		{"a part of the whole", Rate(28, 30), 5, 0, true, "value 100.0000 30/30"},
		{"a part beside the whole", Rate(28, 30), 5, 0, false, "value 110.0000 33/30"},
		{"something to do at last", Rate(0, 0), 2, 2, true, "value 100.0000 2/2"},
		{"still nothing to do", Rate(0, 0), 0, 0, true, "not_applicable  /"},
		{"for each thousand", Per(1000, 640, 3200), 6, 10, false, "value 201.2461 646/3210"},
		{"for each of nobody", Per(1000, 7, 0), 0, 2, false, "value 3500.0000 7/2"},
		{"no data", NoData(), 5, 5, false, "no_data  /"},
		{"too few", Few(), 5, 5, false, "not_applicable  /"},
		{"nothing to do", NotApplicable(), 5, 5, false, "not_applicable  /"},
		{"an index", Amount(apd.New(8125, -1)), 5, 0, false, "value 812.5 812.5/"},
		{"hours", Hours(36_000_000_000, 4), 0, 1, false, "value 2.0000 36000000000/5"},
	} {
		kept := fmt.Sprint(c.before.Value(), c.before.Numerator(), c.before.Denominator())
		got := c.before.Plus(c.n, c.d, c.capped)
		if line := fmt.Sprintf("%s %s %s/%s", got.State(), got.Value(), got.Numerator(), got.Denominator()); line != c.want {
			t.Errorf("%s: %s, want %s", c.name, line, c.want)
		}
		if again := fmt.Sprint(c.before.Value(), c.before.Numerator(), c.before.Denominator()); again != kept {
			t.Errorf("%s: the measure before became %s", c.name, again)
		}
	}
}

// TestLostAndBaseAreTheFullMarks: where every item applies, the full marks less what was lost are the base; what was lost is
// named, the largest first.
func TestLostAndBaseAreTheFullMarks(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := drawInput(t)
		result := Standings(in)
		for _, row := range result.Rows {
			told, ok := result.Explain(in.Scheme.Rounding, row.Union, nil)
			if !ok || len(told.Items) != len(row.Items) {
				t.Fatalf("%s is told %d items of %d", row.Union, len(told.Items), len(row.Items))
			}
			left, all, named := rat(t, result.FullMarks), true, map[string]bool{}
			var last *big.Rat
			for _, id := range told.Losses {
				named[id] = true
			}
			lost := map[string]*big.Rat{}
			for k, one := range told.Items {
				if one.Why.ZH == "" || one.Why.EN == "" {
					t.Fatalf("%s: %s is not explained", row.Union, one.Item)
				}
				if row.Items[k].State == StateNotApplicable {
					all = false
					if one.Lost != "" || one.Position != 0 || named[one.Item] {
						t.Fatalf("%s does not apply, and lost %s", one.Item, one.Lost)
					}
					continue
				}
				lost[one.Item] = rat(t, one.Lost)
				left.Sub(left, lost[one.Item])
				if (lost[one.Item].Sign() > 0) != named[one.Item] || one.Position < 1 || one.Position > one.Of {
					t.Fatalf("%s lost %s, named %v, place %d of %d", one.Item, one.Lost, named[one.Item], one.Position, one.Of)
				}
			}
			if all && left.Cmp(rat(t, row.Base)) != 0 {
				t.Fatalf("%s: %s less what was lost is %s, the base is %s", row.Union, result.FullMarks, left.FloatString(6), row.Base)
			}
			for _, id := range told.Losses {
				if last != nil && last.Cmp(lost[id]) < 0 {
					t.Fatalf("losses of %s are not in order: %v", row.Union, told.Losses)
				}
				last = lost[id]
			}
		}
	})
}

// TestExplainWhileOthersDo: many ask at once about one result.
func TestExplainWhileOthersDo(t *testing.T) {
	result, q := wholeGroup(t, 12)
	want := fmt.Sprintf("%+v", result.Next(scheme.Rounding{Places: 2}, q))
	done := make(chan string)
	for range 4 {
		go func() {
			if _, ok := result.Explain(scheme.Rounding{Places: 2}, q.Union, nil); !ok {
				done <- "not told"
				return
			}
			done <- fmt.Sprintf("%+v", result.Next(scheme.Rounding{Places: 2}, q))
		}()
	}
	for range 4 {
		if got := <-done; got != want {
			t.Errorf("at once %s\nalone %s", got, want)
		}
	}
}

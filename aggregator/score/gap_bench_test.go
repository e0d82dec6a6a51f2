package score

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/cockroachdb/apd/v3"

	"unionscreen/aggregator/scheme"
)

// BenchmarkCard explains a unit among 200 by the whole scheme of 26 items; the bar is 20 ms.
func BenchmarkCard(b *testing.B) {
	result, q := wholeGroup(b, 200)
	var took []time.Duration
	for b.Loop() {
		began := time.Now()
		if _, ok := result.Explain(scheme.Rounding{Places: 2}, q.Union, nil); !ok {
			b.Fatal("no explanation")
		}
		if gap := result.Next(scheme.Rounding{Places: 2, Mode: scheme.HalfUp}, q); gap == nil || len(gap.Ways) != 3 {
			b.Fatalf("gap %+v", gap)
		}
		took = append(took, time.Since(began))
	}
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, "ms-p99")
	b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "ms-median")
}

// wholeGroup is a group of so many units by the scheme union-work, and the question of one in its middle.
func wholeGroup(t testing.TB, units int) (Result, Question) {
	t.Helper()
	s, err := scheme.UnionWork()
	if err != nil {
		t.Fatal(err)
	}
	in := Input{Scheme: s, Group: s.Groups[0]}
	for i := range int64(units) {
		u := Unit{Union: fmt.Sprintf("U%03d", i), Order: int(i), Measures: map[string]Measure{}, Targets: map[string]*apd.Decimal{}}
		for k, item := range in.Group.Items {
			n := 20 + (i*37+int64(k)*11)%83
			entry, _ := s.Indicator(item.Indicator)
			switch {
			case item.Per.Base != "":
				u.Measures[item.Key()] = Per(item.Per.Number, 10*n, 4000+7*i)
			case entry.Measured.Form == scheme.FormRate:
				u.Measures[item.Key()] = Rate(n, 105)
			case entry.Measured.Form == scheme.FormHours:
				u.Measures[item.Key()] = Hours(n*3_600_000_000, 2)
			default:
				u.Measures[item.Key()] = Count(n)
			}
			if item.Method == scheme.MethodTarget {
				u.Targets[item.Key()] = apd.New(110, 0)
			}
		}
		in.Units = append(in.Units, u)
	}
	result := Standings(in)
	q := Question{Union: result.Rows[units/2].Union, Growth: map[string]*apd.Decimal{}}
	if q.Doings, err = s.Doings(in.Group); err != nil {
		t.Fatal(err)
	}
	return result, q
}

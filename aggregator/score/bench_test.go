package score

import (
	"fmt"
	"testing"

	"github.com/cockroachdb/apd/v3"

	"unionscreen/aggregator/scheme"
)

// BenchmarkStandings scores 3,000 units of 40 items; the bar is 100 ms.
func BenchmarkStandings(b *testing.B) {
	s := rules(b, nil)
	methods := []string{scheme.MethodTarget, scheme.MethodThreshold, scheme.MethodMinMax, scheme.MethodEfficacy}
	var items []scheme.Item
	for i := range 40 {
		items = append(items, scheme.Item{
			Indicator: fmt.Sprintf("i%d", i), Points: apd.New(25, -1), Method: methods[i%len(methods)],
			Constants: map[string]*apd.Decimal{
				"cap": apd.New(1, 0), "T": apd.New(98, 0), "k": apd.New(5, -2), "floor": apd.New(0, 0),
				"x_s": apd.New(10, 0), "x_h": apd.New(90, 0),
			},
		})
	}
	in := Input{Scheme: s, Group: group(items...)}
	for u := range 3000 {
		one := Unit{Union: fmt.Sprintf("U%04d", u), Measures: map[string]Measure{}, Targets: map[string]*apd.Decimal{}}
		for i, item := range items {
			one.Measures[item.Indicator] = Rate(int64(u*7919%9973), int64(9973+i))
			one.Targets[item.Indicator] = apd.New(95, 0)
		}
		in.Units = append(in.Units, one)
	}
	b.ReportAllocs()
	for b.Loop() {
		if got := len(Standings(in).Rows); got != 3000 {
			b.Fatal(got)
		}
	}
}

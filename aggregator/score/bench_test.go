package score

import (
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"
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

// realistic are the items of the scheme union-work: indicator, points, method and its constants.
const realistic = `articles 8 target|reads 8 logminmax|originals 3 target|adoption_rate 4 threshold 60 0.1 0|shares 2 logminmax
channel_index 3 efficacy 200 830|active_follower_rate 1 threshold 50 0.02 0|posts 1 logminmax|verified_members 4 target
verification_rate 8 threshold 90 0.2 0|newly_verified 3 target|cards_issued 2 target|online_rate 3 threshold 90 0.1 0
applications 5 logminmax|completions 6 logminmax|completion_rate 6 threshold 98 0.3 0|on_time_rate 8 threshold 95 0.4 0
handling_hours 2 efficacy 72 8|satisfaction_rate 6 threshold 98 0.5 3|suggestion_answer_rate 2 threshold 100 0.1 0
activities 4 target|participations 4 logminmax|merchants_net 2 target|trainings 2 target|featured_projects 2 steps|interest_groups 1 logminmax`

// realisticInput is that scheme with figures as large unions have them: rates of tens of thousands of cases, readings in
// the millions, counts for each 1000 members.
func realisticInput(tb testing.TB, units int) Input {
	var items []scheme.Item
	for _, line := range strings.FieldsFunc(realistic, func(r rune) bool { return r == '|' || r == '\n' }) {
		words := strings.Fields(line)
		item := scheme.Item{Indicator: words[0], Points: dec(tb, words[1]), Method: words[2], Constants: map[string]*apd.Decimal{}}
		names := map[string][]string{scheme.MethodThreshold: {"T", "k", "floor"}, scheme.MethodEfficacy: {"x_s", "x_h"}}
		for i, name := range names[item.Method] {
			item.Constants[name] = dec(tb, words[3+i])
		}
		switch item.Method {
		case scheme.MethodTarget:
			item.Constants["cap"] = dec(tb, "1")
		case scheme.MethodSteps:
			item.Steps = []scheme.Step{{From: dec(tb, "1"), Points: dec(tb, "1")}, {From: dec(tb, "2"), Points: dec(tb, "1.5")}, {From: dec(tb, "3"), Points: dec(tb, "2")}}
		}
		items = append(items, item)
	}
	in := Input{Scheme: rules(tb, nil), Group: group(items...)}
	for u := range units {
		r := rand.New(rand.NewPCG(uint64(u), 26))
		one := Unit{Union: fmt.Sprintf("U%04d", u), Order: u, Measures: map[string]Measure{}, Targets: map[string]*apd.Decimal{}}
		for _, item := range items {
			var m Measure
			id := item.Indicator
			switch {
			case strings.HasSuffix(id, "_rate"):
				under := 1 + r.Int64N(60_000)
				m = Rate(under-r.Int64N(under/5+1), under)
			case id == "handling_hours":
				cases := 1 + r.Int64N(40_000)
				m = Hours(cases*(3600_000_000+r.Int64N(300_000_000_000)), cases)
			case id == "channel_index":
				m = Amount(apd.New(r.Int64N(90_000), -2))
			case id == "reads":
				m = Count(r.Int64N(5_000_000))
			case id == "applications", id == "completions", id == "participations":
				m = Per(1000, r.Int64N(40_000), 1+r.Int64N(200_000))
			default:
				m = Count(r.Int64N(900))
			}
			one.Measures[id] = m
			one.Targets[id] = dec(tb, strconv.FormatInt(1+r.Int64N(900), 10))
		}
		in.Units = append(in.Units, one)
	}
	return in
}

// BenchmarkRealistic scores 3,000 units by the 26 items of union-work, seven of them by logarithms.
func BenchmarkRealistic(b *testing.B) {
	in := realisticInput(b, 3000)
	b.ReportAllocs()
	for b.Loop() {
		if got := len(Standings(in).Rows); got != 3000 {
			b.Fatal(got)
		}
	}
}

// BenchmarkLogMinMax scores 3,000 units of one item by logarithms of 3,000 numbers, and of 300.
func BenchmarkLogMinMax(b *testing.B) {
	for _, different := range []int64{3000, 300} {
		in := Input{Scheme: rules(b, nil), Group: group(scheme.Item{Indicator: "reads", Points: apd.New(8, 0), Method: scheme.MethodLog})}
		for u := range int64(3000) {
			in.Units = append(in.Units, Unit{Union: fmt.Sprint(u), Measures: map[string]Measure{"reads": Count(u % different * 7919)}})
		}
		b.Run(fmt.Sprint(different), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				Standings(in)
			}
		})
	}
}

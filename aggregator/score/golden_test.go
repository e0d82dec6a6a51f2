package score

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/cockroachdb/apd/v3"

	"unionscreen/aggregator/scheme"
)

// seeded is a large group that looks random and is the same everywhere: every method, policy and way to number ties,
// measures of every form, targets by formula, adjustments and vetoes.
func seeded(t testing.TB, seed uint64, units int) Input {
	t.Helper()
	r := rand.New(rand.NewPCG(seed, 6))
	number := func(most int64, places int32) *apd.Decimal { return apd.New(r.Int64N(most)+1, -places) }
	methods := []string{
		scheme.MethodTarget, scheme.MethodThreshold, scheme.MethodSteps, scheme.MethodPiece, scheme.MethodDeduct,
		scheme.MethodMinMax, scheme.MethodLog, scheme.MethodEfficacy, scheme.MethodRank,
	}
	indicators := []string{"articles", "reads", "on_time_rate", "overdue_open", "adoption_rate", "handling_hours", "applications", "shares"}
	var items []scheme.Item
	for i := range 27 {
		item := scheme.Item{
			ID: fmt.Sprintf("item-%d", i), Indicator: indicators[r.IntN(len(indicators))], Points: number(400, int32(r.IntN(3))),
			Method: methods[i%len(methods)], Constants: map[string]*apd.Decimal{
				"cap": number(15, 1), "T": number(1000, 1), "k": number(200, 2), "floor": number(30, 1), "each": number(500, 2),
				"x_s": number(40, 0), "x_h": number(40, 0),
			},
			Steps: []scheme.Step{{From: number(20, 0), Points: number(10, 1)}, {From: number(500, 0), Points: number(300, 2)}},
		}
		item.Constants["x_h"].Coeff.Add(&item.Constants["x_h"].Coeff, apd.NewBigInt(41))
		if r.IntN(4) == 0 {
			item.MinDenominator = r.Int64N(40)
		}
		items = append(items, item)
	}
	s := adjusting(t, func(s *scheme.Scheme) {
		s.NotApplicable = []string{scheme.PolicyRescale, scheme.PolicyFull, scheme.PolicyZero}[seed%3]
		s.Ties = scheme.Ties{Method: []string{scheme.TiesDense, scheme.TiesCompetition, scheme.TiesChain}[seed/3%3], Chain: []string{"item-0", "item-3"}}
		s.Rounding = scheme.Rounding{Places: int(seed % 5), Mode: []string{scheme.HalfUp, scheme.HalfEven}[seed%2]}
	})
	in := Input{Scheme: s, Group: group(items...)}
	for u := range units {
		in.Units = append(in.Units, seededUnit(r, u, items))
	}
	return in
}

func seededUnit(r *rand.Rand, n int, items []scheme.Item) Unit {
	u := Unit{Union: fmt.Sprintf("U%d", n), Order: r.IntN(50), Measures: map[string]Measure{}, Targets: map[string]*apd.Decimal{}, TargetWords: map[string]string{}}
	for _, item := range items {
		var m Measure
		switch r.IntN(9) {
		case 0:
			m = Count(r.Int64N(20) - 2)
		case 1:
			m = Count(r.Int64N(1 << 50))
		case 2, 3:
			under := r.Int64N(5000)
			m = Rate(r.Int64N(under+1), under)
		case 4:
			m = Per(1000, r.Int64N(100_000), r.Int64N(1_000_000))
		case 5:
			m = Hours(r.Int64N(1<<48), r.Int64N(300))
		case 6:
			m = Amount(apd.New(r.Int64N(1_000_000_000), -int32(r.IntN(7))))
		case 7:
			m = Ratio(r.Int64N(500), r.Int64N(500))
		default:
			m = []Measure{NoData(), NotApplicable(), Few()}[r.IntN(3)]
		}
		u.Measures[item.ID] = m
		if r.IntN(8) > 0 {
			u.Targets[item.ID] = apd.New(r.Int64N(100_000), -int32(r.IntN(3)))
		}
		if r.IntN(8) == 0 {
			u.TargetWords[item.ID] = "0.05 × 1200"
		}
	}
	ids := []string{"award", "late", "pilot", "false-report", "medal"}
	for range r.IntN(4) {
		u.Adjustments = append(u.Adjustments, Adjustment{ID: ids[r.IntN(len(ids))], Points: apd.New(r.Int64N(5)+1, 0), Ground: "ground"})
	}
	if r.IntN(20) == 0 {
		u.Veto = "accident"
	}
	return u
}

// TestSameBytesOnEveryBuild holds the hash of large results: another machine, compiler or arithmetic must give the
// same bytes. A change of rules or of words changes it, and must be meant.
func TestSameBytesOnEveryBuild(t *testing.T) {
	sum := sha256.New()
	for seed := range uint64(18) {
		raw, err := json.Marshal(Standings(seeded(t, seed, 150)))
		if err != nil {
			t.Fatal(err)
		}
		sum.Write(raw)
	}
	const want = "3832cf17a6267a297b0df8f6594e80fba9f27d576b4f63d99eca13c796a06985"
	if got := hex.EncodeToString(sum.Sum(nil)); got != want {
		t.Errorf("the results hash to %s, want %s", got, want)
	}
}

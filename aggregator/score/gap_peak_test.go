package score

import (
	"fmt"
	"slices"
	"testing"

	"github.com/cockroachdb/apd/v3"

	"unionscreen/aggregator/scheme"
)

// TestMoreIsNotAlwaysBetter: verifying adds to the base of a count per member. After 43 the unit is above; after all that
// could be verified it would not be.
func TestMoreIsNotAlwaysBetter(t *testing.T) {
	s, err := scheme.Parse([]byte(`id: base
names: {zh: 基数, en: Base}
items:
  - {indicator: newly_verified, points: 50, method: piece, constants: {each: 1}}
  - {indicator: applications, points: 50, method: target, target: 100, per: 1000 verified_members}
groups:
  - {id: g, names: {zh: 组, en: Group}, kinds: [county], full_marks: 100}
`))
	if err != nil {
		t.Fatal(err)
	}
	in := Input{Scheme: s, Group: s.Groups[0]}
	per := in.Group.Items[1].Key()
	for i, newly := range []int64{0, 40, 50} {
		in.Units = append(in.Units, Unit{
			Union: fmt.Sprint("U", i), Order: i, Targets: map[string]*apd.Decimal{per: apd.New(100, 0)},
			Measures: map[string]Measure{"newly_verified": Count(newly), per: Per(1000, 100, 1000)},
		})
	}
	q := Question{Union: "U0", Bounds: map[string]int64{"verify_member": 19_000}}
	if q.Doings, err = s.Doings(in.Group); err != nil {
		t.Fatal(err)
	}
	q.Doings = slices.DeleteFunc(q.Doings, func(d scheme.Doing) bool { return d.ID != "verify_member" })
	gap := Standings(in).Next(s.Rounding, q)
	// 42 + 50 × 100000 / 1042 / 100 = 89.98, 43 + 50 × 100000 / 1043 / 100 = 90.94; U1 has 90
	if !gap.Reaches || len(gap.Ways) != 1 || gap.Ways[0].Count != 43 || gap.Ways[0].Gain != "40.94" {
		t.Errorf("to the 90 of U1: %+v", gap)
	}
	// The most is to be had with 50: 50 + 50 × 100000 / 1050 / 100 = 97.62, and U2 has 100.
	q.Union = "U1"
	in.Units[0].Measures, in.Units[1].Measures = in.Units[1].Measures, in.Units[0].Measures
	in.Units[0].Veto = "accident"
	gap = Standings(in).Next(s.Rounding, q)
	if gap.Reaches || len(gap.Ways) != 1 || gap.Ways[0].Count != 50 || gap.Ways[0].Gain != "47.62" {
		t.Errorf("to the 100 of U2: %+v", gap)
	}
}

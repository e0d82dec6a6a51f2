package score

import (
	"math/big"
	"slices"
	"testing"

	"github.com/cockroachdb/apd/v3"
	"pgregory.net/rapid"

	"unionscreen/aggregator/scheme"
)

func rowIn(result Result, union string) Row {
	return result.Rows[slices.IndexFunc(result.Rows, func(r Row) bool { return r.Union == union })]
}

func parsed(text string) *big.Rat {
	r, ok := new(big.Rat).SetString(text)
	if !ok {
		return new(big.Rat)
	}
	return r
}

// TestWaysLeadWhereTheySay is the property of the gap: what is listed, done in the counts of the ledger and scored again by
// Standings, brings what it says; with one less it would not; and all together bring the unit above exactly when Reaches.
func TestWaysLeadWhereTheySay(t *testing.T) {
	seen := map[string]int{}
	rapid.Check(t, func(t *rapid.T) {
		w := drawWorld(t)
		in := w.input()
		before := Standings(in)
		at := rapid.IntRange(0, len(w.units)-1).Draw(t, "unit")
		q := Question{Union: in.Units[at].Union, Growth: map[string]*apd.Decimal{"newly_verified": apd.New(5, -2)}}
		var err error
		if q.Doings, err = w.scheme.Doings(w.group); err != nil {
			t.Fatal(err)
		}
		q.Doings = slices.DeleteFunc(q.Doings, func(d scheme.Doing) bool { return rapid.Bool().Draw(t, "without "+d.Key) })
		q.Bounds = w.boundsOf(at, q.Doings)
		own := rowIn(before, q.Union)
		gap := before.Next(w.scheme.Rounding, q)
		if gap == nil {
			if own.Rank > 1 {
				t.Fatalf("no gap at rank %d", own.Rank)
			}
			return
		}
		to := rowIn(before, gap.To)
		above := before.Rows[:slices.IndexFunc(before.Rows, func(r Row) bool { return r.Union == own.Union })]
		for _, r := range slices.Backward(above) {
			if r.Rank != own.Rank {
				if r.Union != gap.To {
					t.Fatalf("the gap is to %s, %s stands just above", gap.To, r.Union)
				}
				break
			}
		}
		unitOfPlace := new(big.Rat).SetFrac64(1, int64(power10(w.scheme.Rounding.Places)))
		if need := new(big.Rat).Add(new(big.Rat).Sub(parsed(to.Total), parsed(own.Total)), unitOfPlace); need.Cmp(parsed(gap.Need)) != 0 {
			t.Fatalf("need %s, want %s", gap.Need, need.FloatString(3))
		}
		together := w
		var last *big.Rat
		for _, way := range gap.Ways {
			seen[way.Doing.ID]++
			together = together.do(at, way.Doing, way.Count)
			cost := w.holdWay(t, at, gap.To, q, way)
			if last != nil && last.Cmp(cost) > 0 {
				t.Fatalf("%s costs less for each mark than the one before it", way.Doing.Key)
			}
			last = cost
		}
		if len(gap.Ways) > 3 {
			t.Fatalf("%d ways", len(gap.Ways))
		}
		if a, b := together.after(q.Union, gap.To); (a.Rank < b.Rank) != gap.Reaches {
			t.Fatalf("together: %s %d against %d, reaches %v; ways %+v", a.Total, a.Rank, b.Rank, gap.Reaches, gap.Ways)
		}
	})
	for _, id := range []string{"complete_overdue", "complete_in_time", "verify_member", "publish_article", "original_article", "online_application", "hold_course", "hold_activity"} {
		if seen[id] == 0 {
			t.Errorf("%s was never drawn", id)
		}
	}
}

// after scores the group and answers the rows of two of its units.
func (w *world) after(union, other string) (Row, Row) {
	result := Standings(w.input())
	return rowIn(result, union), rowIn(result, other)
}

// holdWay checks one way of the unit at a place of the group by itself, and answers what each of its marks costs.
func (w *world) holdWay(t *rapid.T, at int, to string, q Question, way Way) *big.Rat {
	own, _ := w.after(q.Union, to)
	alone, other := w.do(at, way.Doing, way.Count).after(q.Union, to)
	gain := new(big.Rat).Sub(parsed(alone.Total), parsed(own.Total))
	if gain.Cmp(parsed(way.Gain)) != 0 || gain.Sign() <= 0 {
		t.Fatalf("%s ×%d brings %s, it says %s", way.Doing.Key, way.Count, gain.FloatString(3), way.Gain)
	}
	var moved []string
	for k, item := range alone.Items {
		if item.Marks != own.Items[k].Marks {
			moved = append(moved, item.ID)
		}
	}
	if !slices.Equal(moved, way.Items) {
		t.Fatalf("%s moves %v, it says %v", way.Doing.Key, moved, way.Items)
	}
	if bound, known := q.Bounds[way.Doing.Key]; way.Count < 1 || way.Count > way.Doing.Most || known && way.Count > bound {
		t.Fatalf("%s ×%d, of which there are %d", way.Doing.Key, way.Count, bound)
	}
	less, than := w.do(at, way.Doing, way.Count-1).after(q.Union, to)
	if alone.Rank < other.Rank == (less.Rank < than.Rank) && parsed(less.Total).Cmp(parsed(alone.Total)) >= 0 {
		t.Fatalf("%s ×%d: one less brings as much", way.Doing.Key, way.Count)
	}
	if alone.Rank < other.Rank && less.Rank < than.Rank {
		t.Fatalf("%s ×%d: one less is enough", way.Doing.Key, way.Count)
	}
	return new(big.Rat).Quo(new(big.Rat).Mul(parsed(way.Doing.Effort.Text('f')), new(big.Rat).SetInt64(way.Count)), gain)
}

func power10(n int) int {
	if n == 0 {
		return 1
	}
	return 10 * power10(n-1)
}

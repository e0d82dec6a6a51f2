package score

import (
	"slices"

	"unionscreen/aggregator/scheme"
)

// spread is how the values of a group lie, for the methods that compare a unit with the others. It is over the units
// that have a value: those under a veto included, those without data or to whom the item does not apply not.
type spread struct {
	values   []exact  // by unit; logarithms for the method logminmax
	words    []string // the same as put into formulas
	sorted   []int    // units that have a value, the best first
	position []exact  // by unit: the place from 1, shared by equals
	low      int      // unit with the least value
	high     int      // unit with the greatest
}

// newSpread answers nil for methods that look at one unit alone, and for a group without any value.
func newSpread(method string, measures []Measure, down bool) *spread {
	if !compares(method) {
		return nil
	}
	s := &spread{
		values: make([]exact, len(measures)), words: make([]string, len(measures)), position: make([]exact, len(measures)),
	}
	for i := range measures {
		m := &measures[i]
		if m.State() != StateValue {
			continue
		}
		s.values[i] = valueIn(method, m)
		s.words[i] = m.operand()
		s.sorted = append(s.sorted, i)
	}
	if len(s.sorted) == 0 {
		return nil
	}
	slices.SortStableFunc(s.sorted, func(a, b int) int {
		if down {
			return s.values[a].cmp(s.values[b])
		}
		return s.values[b].cmp(s.values[a])
	})
	s.order(down)
	return s
}

// compares says whether a method compares a unit with its group.
func compares(method string) bool {
	return method == scheme.MethodMinMax || method == scheme.MethodLog || method == scheme.MethodRank
}

// share gives equal values the mean of the places they take.
func (s *spread) share() {
	for from := 0; from < len(s.sorted); {
		to := from + 1
		for to < len(s.sorted) && s.values[s.sorted[to]].cmp(s.values[s.sorted[from]]) == 0 {
			to++
		}
		mean := whole(int64(from + 1 + to)).quo(whole(2))
		for _, unit := range s.sorted[from:to] {
			s.position[unit] = mean
		}
		from = to
	}
}

// with is the spread after one unit's measure became another. Only its own value is worked out again.
func (s *spread) with(at int, m *Measure, method string, down bool) *spread {
	out := &spread{values: slices.Clone(s.values), words: slices.Clone(s.words), position: slices.Clone(s.position)}
	for _, i := range s.sorted {
		if i != at {
			out.sorted = append(out.sorted, i)
		}
	}
	if m.State() == StateValue {
		out.values[at], out.words[at] = valueIn(method, m), m.operand()
		place := slices.IndexFunc(out.sorted, func(i int) bool {
			c := out.values[at].cmp(out.values[i])
			return c > 0 != down && c != 0
		})
		if place < 0 {
			place = len(out.sorted)
		}
		out.sorted = slices.Insert(out.sorted, place, at)
	}
	if len(out.sorted) == 0 {
		return nil
	}
	out.order(down)
	return out
}

// valueIn is a value as the method compares it, and marks the measure so that formulas show it alike.
func valueIn(method string, m *Measure) exact {
	if method != scheme.MethodLog {
		return m.scored()
	}
	m.logged = true
	return logarithm(m.scored())
}

// order finds the ends and the places of a spread that is sorted.
func (s *spread) order(down bool) {
	s.high, s.low = s.sorted[0], s.sorted[len(s.sorted)-1]
	if down {
		s.high, s.low = s.low, s.high
	}
	s.share()
}

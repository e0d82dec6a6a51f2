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
	switch method {
	case scheme.MethodMinMax, scheme.MethodLog, scheme.MethodRank:
	default:
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
		s.values[i] = m.scored()
		if method == scheme.MethodLog {
			m.logged = true
			s.values[i] = logarithm(s.values[i])
		}
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
	s.high, s.low = s.sorted[0], s.sorted[len(s.sorted)-1]
	if down {
		s.high, s.low = s.low, s.high
	}
	s.share()
	return s
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

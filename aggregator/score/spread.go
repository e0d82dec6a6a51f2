package score

import (
	"slices"

	"unionscreen/aggregator/scheme"
)

// spread is how the values of a group lie, for the methods that compare a unit with the others. It is over the units
// that have a value: those under a veto included, those without data or to whom the item does not apply not.
type spread struct {
	values    []exact // by unit; logarithms for the method logminmax
	logs      []long  // in place of values: logarithms in units of their 34th place, where all have that form
	valued    []int   // units that have a value; the best first for the method rank
	low, high int     // units with the least and the greatest value
	width     exact   // between the two
	words     [2]string
	doubled   []int64 // by unit: twice the place from 1, shared by equals; only for the method rank
}

// compares says whether a method compares a unit with its group.
func compares(method string) bool {
	return method == scheme.MethodMinMax || method == scheme.MethodLog || method == scheme.MethodRank
}

// newSpread answers nil for methods that look at one unit alone, and for a group without any value.
func newSpread(t *task, units []Unit) *spread {
	if !compares(t.item.Method) {
		return nil
	}
	s := &spread{valued: make([]int, 0, len(units))}
	if t.item.Method != scheme.MethodLog || !s.takeLogs(t, units) {
		s.take(t, units)
	}
	if t.item.Method == scheme.MethodRank {
		slices.SortStableFunc(s.valued, func(a, b int) int { return t.better(s.values[b], s.values[a]) })
	}
	return s.finish(t, func(i int) *Unit { return &units[i] })
}

// take gathers the values of the units that have one.
func (s *spread) take(t *task, units []Unit) {
	s.values, s.valued = make([]exact, len(units)), s.valued[:0]
	var m Measure
	for i := range units {
		if t.measure(&m, &units[i]); m.state == hasValue {
			s.values[i] = t.compared(&m)
			s.valued = append(s.valued, i)
		}
	}
}

// takeLogs gathers logarithms; false: one does not have the short form.
func (s *spread) takeLogs(t *task, units []Unit) bool {
	s.logs = make([]long, len(units))
	known := logarithms{}
	var m Measure
	for i := range units {
		if t.measure(&m, &units[i]); m.state != hasValue {
			continue
		}
		y, ok := known.of(m.scored())
		if !ok {
			s.logs = nil
			return false
		}
		s.logs[i] = y
		s.valued = append(s.valued, i)
	}
	return true
}

// value is a unit's value as the method compares it.
func (s *spread) value(i int) exact {
	if s.logs != nil {
		return s.logs[i].exact(lnDigits)
	}
	return s.values[i]
}

// cmp compares the values of two units.
func (s *spread) cmp(i, j int) int {
	if s.logs != nil {
		return s.logs[i].cmp(s.logs[j])
	}
	return s.values[i].cmp(s.values[j])
}

// with is the spread after one unit became another. Only its own value is worked out again.
func (s *spread) with(t *task, at int, unit *Unit, units []Unit) *spread {
	out := &spread{
		values: slices.Clone(s.values), logs: slices.Clone(s.logs),
		valued: slices.DeleteFunc(slices.Clone(s.valued), func(i int) bool { return i == at }),
	}
	var m Measure
	if t.measure(&m, unit); m.state == hasValue {
		out.put(t, at, &m)
		place := len(out.valued)
		if t.item.Method == scheme.MethodRank {
			place, _ = slices.BinarySearchFunc(out.valued, at, func(a, b int) int { return t.better(out.values[b], out.values[a]) })
		}
		out.valued = slices.Insert(out.valued, place, at)
	}
	return out.finish(t, func(i int) *Unit {
		if i == at {
			return unit
		}
		return &units[i]
	})
}

// put gives one unit another value.
func (s *spread) put(t *task, at int, m *Measure) {
	if s.logs != nil {
		y, ok := shortLogarithm(m.scored())
		if ok {
			s.logs[at] = y
			return
		}
		s.values = make([]exact, len(s.logs))
		for _, i := range s.valued {
			s.values[i] = s.value(i)
		}
		s.logs = nil
	}
	s.values[at] = t.compared(m)
}

// finish finds the ends and the places; nil when no unit has a value.
func (s *spread) finish(t *task, unit func(int) *Unit) *spread {
	if len(s.valued) == 0 {
		return nil
	}
	s.extremes(t)
	s.width = s.value(s.high).sub(s.value(s.low))
	var m Measure
	for i, at := range []int{s.low, s.high} {
		t.measure(&m, unit(at))
		s.words[i] = string(t.appendCompared(nil, &m))
	}
	if t.item.Method == scheme.MethodRank {
		s.share()
	}
	return s
}

// better is 1 when the value a is better than b, 0 for equals, otherwise -1.
func (t *task) better(a, b exact) int {
	if t.down {
		return b.cmp(a)
	}
	return a.cmp(b)
}

// extremes finds the units with the best and the worst value. Of equals the first is the best one and the last the
// worst, so that formulas name the same units whichever way they are found.
func (s *spread) extremes(t *task) {
	way := 1
	if t.down {
		way = -1
	}
	best, worst := s.valued[0], s.valued[0]
	for _, unit := range s.valued[1:] {
		if way*s.cmp(unit, best) > 0 {
			best = unit
		}
		if way*s.cmp(unit, worst) <= 0 {
			worst = unit
		}
	}
	s.high, s.low = best, worst
	if t.down {
		s.high, s.low = worst, best
	}
}

// share gives each unit its place; equal values have the mean of the places they take.
func (s *spread) share() {
	s.doubled = make([]int64, len(s.values))
	for from := 0; from < len(s.valued); {
		to := from + 1
		for to < len(s.valued) && s.values[s.valued[to]].cmp(s.values[s.valued[from]]) == 0 {
			to++
		}
		for _, unit := range s.valued[from:to] {
			s.doubled[unit] = int64(from + 1 + to)
		}
		from = to
	}
}

// compared is a value as the method compares it.
func (t *task) compared(m *Measure) exact {
	if t.item.Method != scheme.MethodLog {
		return m.scored()
	}
	return logarithm(m.scored())
}

// appendCompared writes a value as the spread compares it.
func (t *task) appendCompared(out []byte, m *Measure) []byte {
	if t.item.Method != scheme.MethodLog {
		return m.appendOperand(out)
	}
	return append(m.appendOperand(append(out, "ln("...)), " + 1)"...)
}

// putCompared writes the unit's value as the spread compares it.
func (p *problem) putCompared() { p.out = p.appendCompared(p.out, &p.value) }

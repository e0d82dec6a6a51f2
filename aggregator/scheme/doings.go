package scheme

import (
	"slices"
	"strings"
)

// Doing is a way as one group's items ask for it: to do more of it, of these kinds or services, moves these items.
type Doing struct {
	Way
	// Key tells the doings of a group apart: the way's id, and what it is narrowed to.
	Key   string
	Moves []Move // never empty; in the order of the scheme
	// narrowed says that Where restricts more than the way itself does.
	narrowed bool
}

// Move is what one thing more adds to an item.
type Move struct {
	Item        string // its key
	Numerator   int64
	Denominator int64 // of a rate; of a count in relation to a base, the base
	// Capped says that the numerator is a part of the denominator and does not grow beyond it.
	Capped bool
	// Target is what one thing more adds to the base of the item's target, where that is a formula of it.
	Target int64
}

// Doings answers what units of a group can do for their marks, in the order of the ways: each way as it is, and narrowed
// to each restriction of an item that it can serve.
func (s *Scheme) Doings(g Group) ([]Doing, error) {
	ways, err := Ways()
	if err != nil {
		return nil, err
	}
	var out []Doing
	for _, way := range ways {
		for i, where := range s.narrowings(way, g) {
			way.Where = where
			made := Doing{Way: way, Key: way.ID, narrowed: i > 0}
			if made.narrowed {
				made.Key = strings.Join(append([]string{way.ID}, where.values()...), "-")
			}
			for _, item := range g.Items {
				if move := s.move(way, item); move != (Move{Item: item.Key()}) {
					made.Moves = append(made.Moves, move)
				}
			}
			if len(made.Moves) > 0 {
				out = append(out, made)
			}
		}
	}
	return out, nil
}

// whereOf is all that an item restricts its counts to, with what the indicator's definition does.
func (s *Scheme) whereOf(item Item) Where {
	return s.indicators[item.Indicator].Measured.Where.With(item.Where)
}

// narrowings are the restrictions under which a way serves items of a group: its own, and those of items.
func (s *Scheme) narrowings(way Way, g Group) []Where {
	out := []Where{way.Where}
	for _, item := range g.Items {
		entry := s.indicators[item.Indicator]
		if way.Effects[entry.Measured.Numerator] == 0 && way.Effects[entry.Measured.Denominator] == 0 {
			continue
		}
		narrow, ok := way.Where.narrowed(s.whereOf(item), way.By)
		if ok && !slices.ContainsFunc(out, narrow.same) {
			out = append(out, narrow)
		}
	}
	return out
}

// narrowed is what is allowed by both, where only the dimensions of by may be restricted further; false when nothing is
// allowed by both, or another dimension would have to be.
func (w Where) narrowed(other Where, by []string) (Where, bool) {
	for _, d := range other.Dimensions() {
		own, asked := *w.list(d), *other.list(d)
		if !slices.Contains(by, d) {
			return w, false
		}
		both := asked
		if len(own) > 0 {
			both = nil
			for _, value := range asked {
				if slices.Contains(own, value) {
					both = append(both, value)
				}
			}
		}
		if len(both) == 0 {
			return w, false
		}
		*w.list(d) = both
	}
	return w, true
}

func (w Where) same(other Where) bool {
	for _, d := range dimensions {
		if !slices.Equal(*w.list(d), *other.list(d)) {
			return false
		}
	}
	return true
}

// within says whether everything under w is also under other.
func (w Where) within(other Where) bool {
	for _, d := range other.Dimensions() {
		own := *w.list(d)
		if len(own) == 0 || slices.ContainsFunc(own, func(v string) bool { return !slices.Contains(*other.list(d), v) }) {
			return false
		}
	}
	return true
}

// move is what one thing more of the way adds to an item. A base is of the whole union, whatever the item restricts.
func (s *Scheme) move(way Way, item Item) Move {
	measured := s.indicators[item.Indicator].Measured
	out := Move{Item: item.Key(), Target: way.Effects[PerBases()[item.TargetOf.Of]]}
	if item.Per.Base != "" {
		out.Denominator = way.Effects[PerBases()[item.Per.Base]]
	}
	if !way.Where.within(s.whereOf(item)) {
		return out
	}
	switch measured.Form {
	case FormCount, FormRate:
		out.Numerator = way.Effects[measured.Numerator]
	default:
		return out // sets, means and what is reported of accounts: what one thing more does to them is not known before
	}
	if measured.Form == FormRate {
		out.Denominator = way.Effects[measured.Denominator]
		out.Capped = out.Numerator != 0 && way.UpTo[measured.Numerator] == measured.Denominator
	}
	return out
}

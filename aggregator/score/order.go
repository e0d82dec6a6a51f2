package score

import (
	"cmp"
	"slices"
	"strings"

	"unionscreen/aggregator/scheme"
)

// inOrder answers the units in registry order, so that the order they came in does not matter.
func inOrder(units []Unit) []Unit {
	out := slices.Clone(units)
	slices.SortStableFunc(out, func(a, b Unit) int {
		return cmp.Or(cmp.Compare(a.Order, b.Order), strings.Compare(a.Union, b.Union))
	})
	return out
}

// order brings rows, which stand in registry order, into the order of printing and numbers them by printed totals.
//
// With x the total of a row and range the printed totals of all ranked rows, a spreadsheet gives the same ranks: dense
// ones by =SUMPRODUCT((range>x)/COUNTIF(range,range))+1, those of a competition by =RANK(x,range). A chain of
// indicators has no such formula, since totals do not tell what it decides.
func order(s *scheme.Scheme, rows []*ranking) {
	slices.SortStableFunc(rows, func(a, b *ranking) int {
		if c := cmp.Compare(class(a), class(b)); c != 0 || class(a) != ranked {
			return c
		}
		return better(s, a, b)
	})
	rank, place := 0, 0
	for i := range rows {
		if class(rows[i]) != ranked {
			continue
		}
		place++
		equal := i > 0 && better(s, rows[i-1], rows[i]) == 0
		switch {
		case equal:
			rows[i].row.Tied, rows[i-1].row.Tied = true, true
		case s.Ties.Method == scheme.TiesCompetition:
			rank = place
		default:
			rank++
		}
		rows[i].row.Rank = rank
	}
}

// Classes of rows, in the order of printing.
const (
	ranked  = iota
	without // no item applies: no total
	vetoed
)

func class(r *ranking) int {
	switch {
	case r.row.Veto != "":
		return vetoed
	case !r.has:
		return without
	}
	return ranked
}

// better compares two ranked rows: negative when a stands before b, 0 when they are tied.
func better(s *scheme.Scheme, a, b *ranking) int {
	if c := b.total.cmp(a.total.exact); c != 0 || s.Ties.Method != scheme.TiesChain {
		return c
	}
	for _, id := range s.Ties.Chain {
		x, y := a.unit.Measures[id], b.unit.Measures[id]
		hasX, hasY := x.state == hasValue, y.state == hasValue
		switch {
		case hasX && !hasY:
			return -1
		case !hasX && hasY:
			return 1
		case !hasX:
			continue
		}
		c := y.value.cmp(x.value)
		if entry, _ := s.Indicator(id); entry.Better == scheme.BetterDown {
			c = -c
		}
		if c != 0 {
			return c
		}
	}
	return 0
}

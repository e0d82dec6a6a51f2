package score

import (
	"github.com/cockroachdb/apd/v3"

	"unionscreen/aggregator/scheme"
)

// column is one item for all units, in the order of the units.
type column struct {
	points exact
	cells  []cell
}

// cell is one item of one unit. Applies is false when the item is not applicable, whatever the policy then gives.
type cell struct {
	item    Item
	marks   apd.Decimal // as printed
	applies bool
}

// problem is what a method gets to see: one unit's value among those of its group.
type problem struct {
	item   scheme.Item
	full   exact // F, the item's points
	down   bool  // less is better
	value  Measure
	x      exact // the value, not below 0
	target *apd.Decimal
	spread *spread
	at     int // the unit's index in the spread
}

// method gives exact marks and the formula that led to them.
type method func(problem) (exact, string)

func methodOf(name string) method {
	switch name {
	case scheme.MethodTarget:
		return target
	case scheme.MethodThreshold:
		return threshold
	case scheme.MethodSteps:
		return steps
	case scheme.MethodPiece:
		return piece
	case scheme.MethodDeduct:
		return deduct
	case scheme.MethodMinMax:
		return minmax
	case scheme.MethodLog:
		return logminmax
	case scheme.MethodEfficacy:
		return efficacy
	case scheme.MethodRank:
		return byRank
	}
	return nil
}

func scoreItem(s *scheme.Scheme, item scheme.Item, units []Unit) column {
	entry, _ := s.Indicator(item.Indicator)
	out := column{points: decimal(item.Points), cells: make([]cell, len(units))}
	measures := make([]Measure, len(units))
	for i, u := range units {
		measures[i] = u.Measures[item.Indicator]
		if measures[i].below(item.MinDenominator) {
			measures[i] = Measure{state: StateNotApplicable, kind: rate}
		}
	}
	p := problem{item: item, full: out.points, down: entry.Better == scheme.BetterDown}
	p.spread = newSpread(item.Method, measures, p.down)
	points := plain(item.Points)
	for i := range units {
		p.at, p.value = i, measures[i]
		p.target = nil
		if item.Method == scheme.MethodTarget {
			p.target = units[i].Targets[item.Indicator]
		}
		out.cells[i] = scoreCell(s, p, units[i].Measures[item.Indicator])
		out.cells[i].item.Points = points
	}
	return out
}

// scoreCell scores one item of one unit. Measured is the value before a minimum made it not applicable.
func scoreCell(s *scheme.Scheme, p problem, measured Measure) cell {
	c := cell{item: Item{Indicator: p.item.Indicator, State: p.value.State(), Target: plain(p.target)}}
	untargeted := p.item.Method == scheme.MethodTarget && (p.target == nil || p.target.Sign() <= 0)
	switch {
	case untargeted:
		c.item.State, c.item.Reason = StateNotApplicable, ReasonNoTarget
	case p.value.State() == StateNotApplicable && measured.State() == StateValue:
		c.item.Reason = ReasonFew
	case p.value.State() == StateNotApplicable:
		c.item.Reason = ReasonNotApplicable
	}
	if c.item.Reason != "" {
		c.withPolicy(s, p)
		return c
	}
	c.applies = true
	places := int32(s.Rounding.Places)
	if p.value.State() == StateNoData {
		c.marks = whole(0).round(places, s.Rounding.Mode)
		c.item.Marks, c.item.Reason = text(&c.marks), ReasonNoData
		return c
	}
	p.x = p.value.scored()
	marks, formula := methodOf(p.item.Method)(p)
	marks = least(greatest(marks, whole(0)), p.full)
	c.marks = marks.round(places, s.Rounding.Mode)
	c.item.Value, c.item.Numerator, c.item.Denominator = p.value.Value(), p.value.Numerator(), p.value.Denominator()
	c.item.Marks = text(&c.marks)
	c.item.Formula = formula + " = " + c.item.Marks
	switch {
	case marks.cmp(p.full) == 0:
		c.item.Reason = ReasonFull
	case marks.sign() == 0:
		c.item.Reason = ReasonNone
	default:
		c.item.Reason = ReasonPart
	}
	return c
}

// withPolicy gives an item that does not apply what the scheme says: nothing and no points to be had either
// (rescale), full points, or none.
func (c *cell) withPolicy(s *scheme.Scheme, p problem) {
	places := int32(s.Rounding.Places)
	switch s.NotApplicable {
	case scheme.PolicyFull:
		c.marks = p.full.round(places, s.Rounding.Mode)
		c.item.Marks = text(&c.marks)
	case scheme.PolicyZero:
		c.marks = whole(0).round(places, s.Rounding.Mode)
		c.item.Marks = text(&c.marks)
	}
}

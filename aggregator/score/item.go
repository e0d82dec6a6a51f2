package score

import (
	"github.com/cockroachdb/apd/v3"

	"unionscreen/aggregator/scheme"
)

// column is one item for all units, in the order of the units.
type column struct {
	points exact
	spread *spread
	cells  []cell
}

// cell is one item of one unit. Applies is false when the item is not applicable, whatever the policy then gives.
type cell struct {
	item    Item
	marks   apd.Decimal // as printed
	applies bool
}

// constant is a number of the scheme, with the words it has in formulas.
type constant struct {
	exact
	words string
}

func constantOf(v *apd.Decimal) constant { return constant{exact: decimal(v), words: plain(v)} }

// problem is what a method gets to see: one unit's value among those of its group.
type problem struct {
	item      *scheme.Item
	constants map[string]constant
	points    constant // F
	down      bool     // less is better
	value     *Measure
	x         exact        // the value, not below 0
	target    *apd.Decimal // only for the method target, and never 0
	words     string       // how the target came about; empty: it was stated
	spread    *spread
	at        int // the unit's index in the spread
}

// method gives exact marks and the formula that led to them.
type method func(*problem) (exact, string)

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

func scoreItem(s *scheme.Scheme, item *scheme.Item, units []Unit) column {
	measures := make([]Measure, len(units))
	for i := range units {
		measures[i] = taken(s, item, &units[i])
	}
	p := problemOf(s, item)
	p.spread = newSpread(item.Method, measures, p.down)
	out := column{points: p.points.exact, spread: p.spread, cells: make([]cell, len(units))}
	for i := range units {
		p.of(i, &units[i], &measures[i])
		scoreCell(s, &p, &out.cells[i])
	}
	return out
}

// taken is a unit's measure as methods take it.
func taken(s *scheme.Scheme, item *scheme.Item, unit *Unit) Measure {
	m := unit.Measures[item.Key()]
	entry, _ := s.Indicator(item.Indicator)
	m.most = entry.Measured.Cap
	if m.below(item.MinDenominator) {
		return Few()
	}
	return m
}

// problemOf is what is the same for all units.
func problemOf(s *scheme.Scheme, item *scheme.Item) problem {
	entry, _ := s.Indicator(item.Indicator)
	p := problem{
		item: item, constants: make(map[string]constant, len(item.Constants)), points: constantOf(item.Points),
		down: entry.Better == scheme.BetterDown,
	}
	for name, v := range item.Constants {
		p.constants[name] = constantOf(v)
	}
	return p
}

// of turns to one unit, at its index in the spread.
func (p *problem) of(at int, unit *Unit, value *Measure) {
	p.at, p.value, p.target, p.words = at, value, nil, ""
	if p.item.Method == scheme.MethodTarget {
		p.target, p.words = unit.Targets[p.item.Key()], unit.TargetWords[p.item.Key()]
	}
}

// scoreCell scores one item of one unit.
func scoreCell(s *scheme.Scheme, p *problem, c *cell) {
	c.item = Item{ID: p.item.Key(), Indicator: p.item.Indicator, State: p.value.State(), Target: plain(p.target), TargetWords: p.words, Points: p.points.words}
	if reason := notApplicable(p); reason != "" {
		c.item.State, c.item.Reason = StateNotApplicable, reason
		c.withPolicy(s, p)
		return
	}
	c.applies = true
	if p.value.State() == StateNoData || p.baseMissing() {
		c.print(whole(0), s.Rounding)
		c.item.State, c.item.Reason = StateNoData, ReasonNoData
		return
	}
	p.x = p.value.scored()
	marks, formula := methodOf(p.item.Method)(p)
	marks = least(greatest(marks, whole(0)), p.points.exact)
	c.print(marks, s.Rounding)
	c.item.Value, c.item.Numerator, c.item.Denominator = p.value.Value(), p.value.Numerator(), p.value.Denominator()
	c.item.Formula = formula + " = " + c.item.Marks
	switch {
	case marks.cmp(p.points.exact) == 0:
		c.item.Reason = ReasonFull
	case marks.sign() == 0:
		c.item.Reason = ReasonNone
	default:
		c.item.Reason = ReasonPart
	}
}

// notApplicable says why the item cannot be asked of the unit; "" when it can. A missing target comes before missing
// data: without it nothing the unit could have reported would be scored.
func notApplicable(p *problem) string {
	switch {
	case p.baseMissing():
		return ""
	case p.item.Method == scheme.MethodTarget && (p.target == nil || p.target.Sign() <= 0):
		return ReasonNoTarget
	case p.value.few:
		return ReasonFew
	case p.value.State() == StateNotApplicable:
		return ReasonNotApplicable
	}
	return ""
}

// baseMissing says that the target is a share of a base that nobody reported. That is missing data and no missing
// target: nobody escapes an item by not reporting.
func (p *problem) baseMissing() bool {
	return p.item.Method == scheme.MethodTarget && p.target == nil && p.item.TargetOf.Of != ""
}

// print rounds marks, once.
func (c *cell) print(marks exact, rounding scheme.Rounding) {
	c.marks = marks.round(int32(rounding.Places), rounding.Mode)
	c.item.Marks = text(&c.marks)
}

// withPolicy gives an item that does not apply what the scheme says: nothing and no points to be had either
// (rescale), full points, or none.
func (c *cell) withPolicy(s *scheme.Scheme, p *problem) {
	switch s.NotApplicable {
	case scheme.PolicyFull:
		c.print(p.points.exact, s.Rounding)
	case scheme.PolicyZero:
		c.print(whole(0), s.Rounding)
	}
}

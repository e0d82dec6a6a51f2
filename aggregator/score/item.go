package score

import (
	"unionscreen/aggregator/scheme"
)

// task is one item of the scheme made ready for scoring: what is the same for every unit is worked out once.
type task struct {
	item      *scheme.Item
	key       string
	points    constant // F
	constants constants
	steps     []step
	method    method
	down      bool    // less is better
	most      int64   // no more of the value counts; 0: as it is
	spread    *spread // only for methods that compare with the group
}

// constant is a number of the scheme, with the words it has in formulas.
type constant struct {
	exact
	words string
}

// constants are those of the methods, by their names in the scheme.
type constants struct {
	limit, line, slope, floor, each, low, high constant // cap, T, k, floor, each, x_s, x_h
	limited                                    bool     // there is a cap
}

// step is one step of the method steps.
type step struct{ from, points constant }

// method gives exact marks and writes the formula that led to them.
type method func(*problem) exact

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

func newTask(s *scheme.Scheme, item *scheme.Item) task {
	entry, _ := s.Indicator(item.Indicator)
	t := task{
		item: item, key: item.Key(), method: methodOf(item.Method), down: entry.Better == scheme.BetterDown, most: entry.Measured.Cap,
		points: constant{decimal(item.Points), plain(item.Points)},
	}
	c := &t.constants
	for name, to := range map[string]*constant{
		"cap": &c.limit, "T": &c.line, "k": &c.slope, "floor": &c.floor, "each": &c.each, "x_s": &c.low, "x_h": &c.high,
	} {
		to.exact = whole(0)
		if v := item.Constants[name]; v != nil {
			*to = constant{decimal(v), plain(v)}
		}
	}
	c.limited = item.Constants["cap"] != nil
	for _, one := range item.Steps {
		t.steps = append(t.steps, step{
			constant{decimal(one.From), plain(one.From)}, constant{decimal(one.Points), plain(one.Points)},
		})
	}
	return t
}

// measure puts into m what is scored of the unit.
func (t *task) measure(m *Measure, u *Unit) {
	*m = u.Measures[t.key]
	m.most = t.most
	if m.below(t.item.MinDenominator) {
		*m = Few()
	}
}

// taken is a unit's measure as methods take it.
func taken(s *scheme.Scheme, item *scheme.Item, unit *Unit) (m Measure) {
	entry, _ := s.Indicator(item.Indicator)
	t := task{item: item, key: item.Key(), most: entry.Measured.Cap}
	t.measure(&m, unit)
	return m
}

// cell is one item of one unit.
type cell struct {
	marks   exact // before the one rounding, between 0 and the points; only where the problem asks for it
	printed printed
	has     bool // there are marks, whether by applying or by the policy for what does not
	applies bool // false when the item is not applicable, whatever the policy then gives
}

// problem is what a method gets to see: one unit's value among those of its group. The formula goes to out.
type problem struct {
	*task
	rules  *scheme.Scheme
	value  Measure
	x      exact // the value, not below 0
	target exact
	aimed  bool // there is a target
	at, k  int  // the unit's index in the spread, and the item's
	out    []byte
	spans  []spans // by item
	// exactly asks for marks before the rounding too, which a short way of rounding need not work out.
	exactly bool
}

// spans are where the words of an item stand in out.
type spans struct{ value, over, under, target, marks, formula span }

type span struct{ from, to int }

func (p *problem) put(words ...string) {
	for _, w := range words {
		p.out = append(p.out, w...)
	}
}

// operand writes the value as it stands in formulas.
func (p *problem) operand() { p.out = p.value.appendOperand(p.out) }

// score scores item k of unit i.
func (p *problem) score(t *task, u *Unit, i, k int, c *cell, item *Item) {
	p.task, p.at, p.k = t, i, k
	t.measure(&p.value, u)
	*c = cell{}
	item.ID, item.Indicator, item.State, item.Points = t.key, t.item.Indicator, p.value.State(), t.points.words
	at := &p.spans[k]
	*at = spans{}
	p.aim(u, item, at)
	if reason := p.notApplicable(); reason != "" {
		item.State, item.Reason = StateNotApplicable, reason
		p.withPolicy(c, at)
		return
	}
	c.applies = true
	if p.value.state == noData || p.baseMissing() {
		item.State, item.Reason = StateNoData, ReasonNoData
		p.print(c, at, whole(0))
		return
	}
	p.measured(at)
	p.x = p.value.scored()
	from := len(p.out)
	item.Reason = p.evaluate(c, at)
	at.formula = span{from, len(p.out)}
}

// evaluate writes the formula and the marks, and answers what they are of the points.
func (p *problem) evaluate(c *cell, at *spans) string {
	if marks, reason, short := p.shortMarks(); short {
		p.putShare()
		p.put(" = ")
		p.printRounded(c, at, marks)
		return reason
	}
	marks := p.method(p)
	if marks.sign() < 0 {
		marks = whole(0)
	}
	p.put(" = ")
	full := marks.cmp(p.points.exact)
	if full > 0 {
		marks = p.points.exact
	}
	p.print(c, at, marks)
	switch {
	case full >= 0:
		return ReasonFull
	case marks.sign() == 0:
		return ReasonNone
	}
	return ReasonPart
}

// aim looks up the target where the method asks for one.
func (p *problem) aim(u *Unit, item *Item, at *spans) {
	p.aimed = false
	if p.item.Method != scheme.MethodTarget {
		return
	}
	item.TargetWords = u.TargetWords[p.key]
	v := u.Targets[p.key]
	if v == nil {
		return
	}
	p.aimed, p.target = true, decimal(v)
	at.target.from = len(p.out)
	p.out = v.Append(p.out, 'f')
	at.target.to = len(p.out)
}

// measured writes value, numerator and denominator.
func (p *problem) measured(at *spans) {
	at.over.from = len(p.out)
	p.out = p.value.appendOver(p.out)
	at.over.to = len(p.out)
	at.under = span{len(p.out), 0}
	p.out = p.value.appendUnder(p.out)
	at.under.to = len(p.out)
	if at.value = at.over; !p.value.asEntered() {
		at.value.from = len(p.out)
		p.out = p.value.appendValue(p.out)
		at.value.to = len(p.out)
	}
}

// notApplicable says why the item cannot be asked of the unit; "" when it can. A missing target comes before missing
// data: without it nothing the unit could have reported would be scored.
func (p *problem) notApplicable() string {
	switch {
	case p.baseMissing():
		return ""
	case p.item.Method == scheme.MethodTarget && (!p.aimed || p.target.sign() <= 0):
		return ReasonNoTarget
	case p.value.few:
		return ReasonFew
	case p.value.state == notApplicable:
		return ReasonNotApplicable
	}
	return ""
}

// baseMissing says that the target is a share of a base that nobody reported. That is missing data and no missing
// target: nobody escapes an item by not reporting.
func (p *problem) baseMissing() bool {
	return p.item.Method == scheme.MethodTarget && !p.aimed && p.item.TargetOf.Of != ""
}

// print rounds marks, once.
func (p *problem) print(c *cell, at *spans, marks exact) {
	c.marks = marks
	p.printRounded(c, at, marks.round(int32(p.rules.Rounding.Places), p.rules.Rounding.Mode))
}

func (p *problem) printRounded(c *cell, at *spans, marks printed) {
	c.printed, c.has = marks, true
	at.marks.from = len(p.out)
	p.out = c.printed.append(p.out)
	at.marks.to = len(p.out)
}

// withPolicy gives an item that does not apply what the scheme says: nothing and no points to be had either
// (rescale), full points, or none.
func (p *problem) withPolicy(c *cell, at *spans) {
	switch p.rules.NotApplicable {
	case scheme.PolicyFull:
		p.print(c, at, p.points.exact)
	case scheme.PolicyZero:
		p.print(c, at, whole(0))
	}
}

// write puts the words of one unit's items into them. They share one text, so that a unit costs one allocation.
func (p *problem) write(items []Item) {
	words := string(p.out)
	for k := range items {
		at, item := &p.spans[k], &items[k]
		item.Value, item.Numerator = words[at.value.from:at.value.to], words[at.over.from:at.over.to]
		item.Denominator, item.Target = words[at.under.from:at.under.to], words[at.target.from:at.target.to]
		item.Marks, item.Formula = words[at.marks.from:at.marks.to], words[at.formula.from:at.formula.to]
	}
	p.out = p.out[:0]
}

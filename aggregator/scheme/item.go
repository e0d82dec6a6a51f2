package scheme

import (
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/cockroachdb/apd/v3"
	"github.com/goccy/go-yaml/ast"
)

var (
	identifier    = regexp.MustCompile(`^[a-z0-9][a-z0-9_-]{0,39}$`)
	quarterOrYear = regexp.MustCompile(`^[0-9]{4}(-Q[1-4])?$`)
)

// constant is one constant of a method: its name in scoring.md, and its value when the scheme states none; a constant
// without such a value must be stated.
type constant struct {
	name   string
	absent *apd.Decimal
}

// methodConstants are the methods and what each needs.
func methodConstants() map[string][]constant {
	return map[string][]constant{
		MethodTarget:    {{"cap", apd.New(1, 0)}},
		MethodThreshold: {{"T", nil}, {"k", nil}, {"floor", apd.New(0, 0)}},
		MethodSteps:     {},
		MethodPiece:     {{"each", nil}},
		MethodDeduct:    {{"each", nil}, {"cap", apd.New(-1, 0)}},
		MethodMinMax:    {},
		MethodLog:       {},
		MethodEfficacy:  {{"x_s", nil}, {"x_h", nil}},
		MethodRank:      {},
	}
}

func (p *schemeReader) items(v field, what string) []Item {
	var out []Item
	entries := p.list(v, what, maxItems)
	if len(entries) == 0 {
		p.fault(v.line, "%s: there must be one at least", what)
	}
	for _, e := range entries {
		item := p.item(e)
		if slices.ContainsFunc(out, func(o Item) bool { return o.ID == item.ID && o.ID != "" }) {
			p.fault(e.line, "%s: the item %q stands twice; give one of them an id of its own", what, item.ID)
		}
		out = append(out, item)
	}
	return out
}

func (p *schemeReader) item(e field) Item {
	m := p.mapping(e, "item", keys("item")...)
	item := Item{
		Indicator: m.text("indicator"), Points: m.decimal("points"), Method: m.text("method"),
		MinDenominator: m.integer("min_denominator", 0, 0, 1_000_000_000),
	}
	m.what = "item " + item.Indicator
	if item.Points != nil {
		p.each(m.lineOf("points"), item.positive())
		p.each(m.lineOf("points"), item.printable(p.places))
	}
	entry, known := p.indicators[item.Indicator]
	if !known && item.Indicator != "" {
		p.fault(m.lineOf("indicator"), "item: %q is not an indicator of this build", item.Indicator)
	}
	p.measured(m, &item, entry, known)
	p.target(m, &item, entry, known)
	needed, ok := methodConstants()[item.Method]
	if !ok {
		if item.Method != "" {
			p.fault(m.lineOf("method"), "%s: %q is not a method", m.what, item.Method)
		}
		return item
	}
	item.Constants = p.constants(m, needed)
	item.Steps = p.steps(m, item)
	p.fits(m, item, entry, known)
	return item
}

func (p *schemeReader) constants(m fields, needed []constant) map[string]*apd.Decimal {
	names := make([]string, len(needed))
	for i, c := range needed {
		names[i] = c.name
	}
	v, has := m.get("constants")
	if has && len(names) == 0 {
		p.fault(v.line, "%s: the method has no constants", m.what)
		return nil
	}
	cm := p.mapping(v, m.what+": constants", names...)
	if !has {
		cm.line = m.line
	}
	out := map[string]*apd.Decimal{}
	for _, c := range needed {
		var d *apd.Decimal
		if c.absent == nil {
			d = cm.decimal(c.name)
		} else {
			d = cm.decimalOr(c.name, c.absent)
		}
		if d != nil && !d.Negative {
			out[c.name] = d
		}
	}
	return out
}

func (p *schemeReader) steps(m fields, item Item) []Step {
	if item.Method != MethodSteps {
		if _, has := m.known["steps"]; has {
			p.fault(m.lineOf("steps"), "%s: only the method steps has steps", m.what)
		}
		return nil
	}
	v, ok := m.need("steps")
	if !ok {
		return nil
	}
	var out []Step
	for _, e := range p.list(v, m.what+": steps", maxSteps) {
		sm := p.mapping(e, m.what+": step", keys("step")...)
		s := Step{From: sm.decimal("from"), Points: sm.decimal("points")}
		if s.From == nil || s.Points == nil {
			continue
		}
		p.each(e.line, item.reaches(s))
		if n := len(out); n > 0 && out[n-1].From.Cmp(s.From) >= 0 {
			p.fault(e.line, "%s: steps must ascend, %s does not", m.what, s.From)
		}
		out = append(out, s)
	}
	if len(out) == 0 {
		p.fault(v.line, "%s: there must be one step at least", m.what)
	}
	return out
}

// fits checks what the method asks of the indicator and of its constants.
func (p *schemeReader) fits(m fields, item Item, entry Indicator, known bool) {
	down := known && entry.Better == BetterDown
	switch item.Method {
	case MethodTarget:
		if down {
			p.fault(m.lineOf("method"), "%s: less is better, so it cannot be scored by target completion", m.what)
		}
		if c := item.Constants["cap"]; c != nil && c.IsZero() {
			p.fault(m.lineOf("constants"), "%s: cap must be more than 0", m.what)
		}
	case MethodThreshold:
		p.each(m.lineOf("constants"), item.overFloor())
	case MethodEfficacy:
		low, high := item.Constants["x_s"], item.Constants["x_h"]
		if low != nil && high != nil && low.Cmp(high) == 0 {
			p.fault(m.lineOf("constants"), "%s: x_s and x_h must differ", m.what)
		}
		if low != nil && high != nil && known && low.Cmp(high) != 0 && (low.Cmp(high) > 0) != down {
			p.fault(m.lineOf("constants"), "%s: x_h must be the better one of x_s and x_h", m.what)
		}
	}
	if _, has := m.known["target"]; has && item.Method != MethodTarget {
		p.fault(m.lineOf("target"), "%s: only the method target has a target", m.what)
	}
	if item.MinDenominator > 0 && known && !entry.Rate() {
		p.fault(m.lineOf("min_denominator"), "%s: only a rate has a denominator", strings.TrimSpace(m.what))
	}
}

// target reads the target of an item: a number, or a share of a base.
func (p *schemeReader) target(m fields, item *Item, entry Indicator, known bool) {
	v, ok := m.get("target")
	if !ok {
		return
	}
	switch v.node.(type) {
	case *ast.MappingNode, *ast.MappingValueNode:
	default:
		item.Target = m.notNegative(v, "target")
		return
	}
	t := p.mapping(v, m.what+": target", keys("target")...)
	t.line = v.line
	item.TargetOf = TargetFormula{Share: t.decimal("share"), Of: t.text("of")}
	t.oneOf("of", item.TargetOf.Of, slices.Sorted(maps.Keys(PerBases()))...)
	if s := item.TargetOf.Share; s != nil && s.IsZero() {
		p.fault(t.lineOf("share"), "%s: share must be more than 0", t.what)
	}
	switch {
	case item.Per.Base != "":
		p.fault(v.line, "%s: the value is counted per %s already; state the target as a number", t.what, item.Per.Base)
	case known && !entry.Whole():
		p.fault(v.line, "%s: only a number of things can have a share of a base as its target", t.what)
	}
}

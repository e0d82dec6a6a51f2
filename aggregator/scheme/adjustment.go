package scheme

import (
	"slices"

	"github.com/cockroachdb/apd/v3"
)

// maxAdjustments bounds the list; published rules have a dozen.
const maxAdjustments = 100

// adjustments reads what may be entered beside the measures. Their limits have no more decimal places than what is
// printed, so that base + bonus − deductions = total can be checked on paper.
func (p *schemeReader) adjustments(f fields, places int) []Adjustment {
	v, ok := f.get("adjustments")
	if !ok {
		return nil
	}
	entries := p.list(v, "adjustments", maxAdjustments)
	if len(entries) == 0 {
		p.fault(v.line, "adjustments: the list is empty; leave the key out when there are none")
	}
	var out []Adjustment
	for _, e := range entries {
		m := p.mapping(e, "adjustment", keys("adjustment")...)
		a := Adjustment{ID: m.text("id"), Names: m.names("names"), Kind: m.text("kind")}
		m.checkID("id", a.ID)
		m.oneOf("kind", a.Kind, KindBonus, KindDeduction, KindVeto)
		if a.ID != "" {
			m.what = "adjustment " + a.ID
			if slices.ContainsFunc(out, func(o Adjustment) bool { return o.ID == a.ID }) {
				p.fault(m.lineOf("id"), "adjustment: the id %q stands twice", a.ID)
			}
		}
		a.Limit = m.limit(a.Kind, places)
		out = append(out, a)
	}
	return out
}

// limit reads the points that one unit can get or lose in one period; a veto has none.
func (f fields) limit(kind string, places int) *apd.Decimal {
	if kind != KindVeto {
		return f.pointsOf("limit", f.decimal("limit"), places)
	}
	if _, has := f.known["limit"]; has {
		f.r.fault(f.lineOf("limit"), "%s: a veto has no limit, it takes the rank", f.what)
	}
	return nil
}

// pointsOf checks points that are added to or taken from a printed total.
func (f fields) pointsOf(key string, d *apd.Decimal, places int) *apd.Decimal {
	switch {
	case d == nil:
	case d.IsZero():
		f.r.fault(f.lineOf(key), "%s: %s must be more than 0", f.what, key)
	case int(d.Exponent) < -places:
		f.r.fault(f.lineOf(key), "%s: %s %s has more than the %d decimal places that are printed", f.what, key, d.Text('f'), places)
	}
	return d
}

// bonus reads the bounds of what bonuses add.
func (p *schemeReader) bonus(f fields, s *Scheme) Bonus {
	v, ok := f.get("bonus")
	if !ok {
		return Bonus{}
	}
	m := p.mapping(v, "bonus", keys("bonus")...)
	out := Bonus{Cap: m.pointsOf("cap", m.decimalOr("cap", nil), s.Rounding.Places), From: m.decimalOr("from", nil)}
	if len(m.known) == 0 {
		p.fault(v.line, "bonus: cap or from must be stated")
	}
	if out.From != nil && out.From.IsZero() {
		p.fault(m.lineOf("from"), "bonus: from must be more than 0; without it every unit can have a bonus")
	}
	for _, g := range s.Groups {
		if out.From != nil && g.FullMarks != nil && out.From.Cmp(g.FullMarks) > 0 {
			p.fault(m.lineOf("from"), "bonus: from %s is above the %s full marks of group %s, where no unit could have one",
				out.From.Text('f'), g.FullMarks.Text('f'), g.ID)
		}
	}
	if !slices.ContainsFunc(s.Adjustments, func(a Adjustment) bool { return a.Kind == KindBonus }) {
		p.fault(v.line, "bonus: no adjustment is of the kind bonus, so this is never used")
	}
	return out
}

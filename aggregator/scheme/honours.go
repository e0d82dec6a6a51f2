package scheme

import (
	"github.com/cockroachdb/apd/v3"
	"github.com/goccy/go-yaml/ast"
)

// maxPlaces bounds a list of honours: no group has more units.
const maxPlaces = 3000

// annual reads how a year is scored; what is the default anyway is not part of the canonical form.
func (f fields) annual() string {
	way := f.choice("annual", AnnualRecompute, AnnualSum, AnnualMean)
	if way == AnnualRecompute {
		return ""
	}
	return way
}

// honours reads whom the circular commends and criticises.
func (p *schemeReader) honours(f fields, s *Scheme) Honours {
	v, ok := f.get("honours")
	if !ok {
		return Honours{}
	}
	m := p.mapping(v, "honours", keys("honours")...)
	if len(m.known) == 0 {
		p.fault(v.line, "honours: commend or criticise must be stated")
	}
	out := Honours{
		Commend: p.honour(m, "commend"), Criticise: p.honour(m, "criticise"), CriticiseOnWall: m.boolean("criticise_on_wall"),
	}
	if _, has := m.known["criticise"]; !has && out.CriticiseOnWall {
		p.fault(m.lineOf("criticise_on_wall"), "honours: nobody is criticised, so there is nothing to show on a wall")
	}
	high, low := out.Commend.Total, out.Criticise.Total
	if high != nil && low != nil && low.Cmp(high) > 0 {
		p.fault(m.lineOf("criticise"), "honours: a total between %s and %s would be commended and criticised", high.Text('f'), low.Text('f'))
	}
	for _, g := range s.Groups {
		if g.FullMarks == nil {
			continue
		}
		if most := s.most(g); high != nil && high.Cmp(most) > 0 {
			p.fault(m.lineOf("commend"), "honours: commend: no unit of group %s can reach %s, at most %s", g.ID, high.Text('f'), most.Text('f'))
		}
		if low != nil && low.Cmp(g.FullMarks) > 0 {
			p.fault(m.lineOf("criticise"), "honours: criticise: %s is above the %s full marks of group %s", low.Text('f'), g.FullMarks.Text('f'), g.ID)
		}
	}
	return out
}

func (p *schemeReader) honour(f fields, key string) Honour {
	v, ok := f.get(key)
	if !ok {
		return Honour{}
	}
	m := p.mapping(v, "honours: "+key, keys("honour")...)
	out := Honour{Places: int(m.integer("places", 0, 1, maxPlaces)), Total: m.decimalOr("total", nil)}
	if len(m.known) == 0 {
		p.fault(v.line, "honours: %s: places or total must be stated", key)
	}
	if out.Total != nil && out.Total.IsZero() {
		p.fault(m.lineOf("total"), "honours: %s: total must be more than 0", key)
	}
	return out
}

// most is what a unit of the group can have in a quarter: full marks and all bonuses.
func (s *Scheme) most(g Group) *apd.Decimal {
	exact, sum := apd.BaseContext, new(apd.Decimal)
	for _, a := range s.Adjustments {
		if a.Kind == KindBonus && a.Limit != nil {
			_, _ = exact.Add(sum, sum, a.Limit) // the notation bounds the digits
		}
	}
	if c := s.Bonus.Cap; c != nil && c.Cmp(sum) < 0 {
		sum = c
	}
	out := new(apd.Decimal)
	_, _ = exact.Add(out, g.FullMarks, sum)
	return out
}

// boolean answers a truth value; false when the key is absent.
func (f fields) boolean(key string) bool {
	v, ok := f.get(key)
	if !ok {
		return false
	}
	b, ok := v.node.(*ast.BoolNode)
	if !ok {
		f.r.fault(v.line, "%s: %s must be true or false", f.what, key)
		return false
	}
	return b.Value
}

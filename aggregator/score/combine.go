package score

import "unionscreen/aggregator/scheme"

// ranking is a row under way to its rank.
type ranking struct {
	row   Row
	unit  *Unit
	total printed // only with has
	has   bool    // an item applies, so there is a total
}

// weights are the points of a group: full marks, those of the items, and their sum.
type weights struct {
	full constant
	all  exact
	item []exact
}

// combine puts the marks of one unit together. Everything is summed as printed.
func (r *ranking) combine(s *scheme.Scheme, w *weights, cells []cell) {
	sum, missing := whole(0), whole(0)
	for k := range cells {
		c := &cells[k]
		if c.has {
			sum = sum.add(c.printed.exact)
		}
		if c.applies {
			r.has = true
		} else {
			missing = missing.add(w.item[k])
		}
	}
	base, reachable := sum, w.all.sub(missing)
	scaled := s.NotApplicable == scheme.PolicyRescale && reachable.cmp(w.full.exact) < 0
	if scaled && reachable.sign() == 0 {
		r.has = false // what applies carries no points, as when all of them are tried on another item: nothing to scale up
	}
	if !r.has {
		return
	}
	places, mode := int32(s.Rounding.Places), s.Rounding.Mode
	if scaled {
		base = sum.mul(w.full.exact).quo(reachable)
	}
	r.total = base.round(places, mode)
	r.row.Base = text(&r.total)
	r.row.Total = r.row.Base
	if scaled {
		printed, factor := sum.round(places, mode), w.full.quo(reachable).round(valuePlaces, scheme.HalfUp)
		r.row.Sum, r.row.Factor = text(&printed), text(&factor)
		r.row.Formula = r.row.Sum + " × " + w.full.words + " / " + pointsText(reachable) + " = " + r.row.Base
	}
}

// mean is the mean of the printed totals of the ranked units.
func mean(rows []*ranking, rounding scheme.Rounding) string {
	sum, n := whole(0), int64(0)
	for _, r := range rows {
		if r.row.Rank > 0 {
			sum = sum.add(r.total.exact)
			n++
		}
	}
	if n == 0 {
		return ""
	}
	v := sum.quo(whole(n)).round(int32(rounding.Places), rounding.Mode)
	return text(&v)
}

// last names what cost the last ranked unit most; of equal losses the first one in the scheme.
func last(rows []*ranking, rounding scheme.Rounding) *Loss {
	at := -1
	for i := range rows {
		if rows[i].row.Rank > 1 {
			at = i
		}
	}
	if at < 0 {
		return nil
	}
	var out *Loss
	most := whole(0)
	row := &rows[at].row
	for k := range row.Items {
		item := &row.Items[k]
		if item.Marks == "" {
			continue
		}
		lost := number(item.Points).sub(number(item.Marks))
		if lost.cmp(most) <= 0 {
			continue
		}
		most = lost
		v := lost.round(int32(rounding.Places), rounding.Mode)
		out = &Loss{
			Union: row.Union, Item: item.ID, Indicator: item.Indicator, Lost: text(&v),
			Value: item.Value, Target: item.Target, State: item.State,
		}
	}
	return out
}

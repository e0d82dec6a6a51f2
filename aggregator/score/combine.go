package score

import (
	"fmt"

	"github.com/cockroachdb/apd/v3"

	"unionscreen/aggregator/scheme"
)

// ranking is a row under way to its rank.
type ranking struct {
	row   Row
	unit  *Unit
	total apd.Decimal // as printed; only with has
	has   bool        // an item applies, so there is a total
	cells []*cell
}

// combine puts the marks of unit i together. Everything is summed as printed.
func combine(in *Input, items []column, i int) ranking {
	r := ranking{
		row:   Row{Union: in.Units[i].Union},
		cells: make([]*cell, len(items)),
	}
	rounding := in.Scheme.Rounding
	sum, reachable := whole(0), whole(0)
	r.row.Items = make([]Item, len(items))
	for k := range items {
		c := &items[k].cells[i]
		r.cells[k], r.row.Items[k] = c, c.item
		if c.item.Marks != "" {
			sum = sum.add(decimal(&c.marks))
		}
		if c.applies {
			r.has = true
			reachable = reachable.add(items[k].points)
		}
	}
	if !r.has {
		return r
	}
	base := sum
	full := decimal(in.Group.FullMarks)
	if in.Scheme.NotApplicable == scheme.PolicyRescale && reachable.cmp(full) < 0 {
		base = sum.mul(full).quo(reachable)
		printed := sum.round(int32(rounding.Places), rounding.Mode)
		factor := full.quo(reachable).round(valuePlaces, scheme.HalfUp)
		r.row.Sum, r.row.Factor = text(&printed), text(&factor)
	}
	r.total = base.round(int32(rounding.Places), rounding.Mode)
	r.row.Base, r.row.Total = text(&r.total), text(&r.total)
	if r.row.Sum != "" {
		r.row.Formula = fmt.Sprintf("%s × %s / %s = %s", r.row.Sum, plain(in.Group.FullMarks), points(reachable), r.row.Base)
	}
	return r
}

// points writes a sum of points without places it does not need.
func points(x exact) string {
	v := x.round(18, scheme.HalfUp) // schemes state at most 18 places, so nothing is cut off
	v.Reduce(&v)
	return v.Text('f')
}

// mean is the mean of the printed totals of the ranked units.
func mean(rows []ranking, rounding scheme.Rounding) string {
	sum, n := whole(0), int64(0)
	for i := range rows {
		if rows[i].row.Rank > 0 {
			sum = sum.add(decimal(&rows[i].total))
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
func last(rows []ranking, rounding scheme.Rounding) *Loss {
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
	for _, c := range rows[at].cells {
		if c.item.Marks == "" {
			continue
		}
		full, _, err := apd.NewFromString(c.item.Points)
		if err != nil {
			continue // not reached: the text was written from a decimal
		}
		lost := decimal(full).sub(decimal(&c.marks))
		if lost.cmp(most) <= 0 {
			continue
		}
		most = lost
		v := lost.round(int32(rounding.Places), rounding.Mode)
		out = &Loss{
			Union: rows[at].row.Union, Item: c.item.ID, Indicator: c.item.Indicator, Lost: text(&v),
			Value: c.item.Value, Target: c.item.Target, State: c.item.State,
		}
	}
	return out
}

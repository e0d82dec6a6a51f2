package export

import (
	"slices"

	"github.com/cockroachdb/apd/v3"

	"unionscreen/aggregator/scheme"
)

// reckon recomputes the group's totals and ranks from what its rows print.
func (c *checker) reckon() {
	units := c.group.Units
	c.totals, c.ranks = make([]string, len(units)), make([]int, len(units))
	values := make([]*apd.Decimal, len(units))
	var order []int
	for i := range units {
		c.totals[i] = c.totalOf(&units[i])
		values[i] = decimal(c.totals[i])
		if units[i].Row.Rank > 0 && values[i] != nil {
			order = append(order, i)
		}
	}
	slices.SortStableFunc(order, func(a, b int) int { return values[b].Cmp(values[a]) })
	rank := 0
	for k, i := range order {
		level := k > 0 && values[order[k-1]].Cmp(values[i]) == 0
		switch {
		case level && c.doc.Scheme.Ties == scheme.TiesChain: // the chain decides between this rank and the next
			rank = max(rank, min(rank+1, units[i].Row.Rank))
		case level:
		case c.doc.Scheme.Ties == scheme.TiesCompetition:
			rank = k + 1
		default:
			rank++
		}
		c.ranks[i] = rank
	}
}

// marksOf are the points of the items that have marks, the sum of the marks, and how many they are.
func (c *checker) marksOf(u *Unit) (points, sum string, n int) {
	var had, marks []string
	for i := range min(len(c.items), len(u.Row.Items)) {
		if got := u.Row.Items[i].Marks; decimal(got) != nil {
			had, marks = append(had, c.items[i].Points), append(marks, got)
		}
	}
	p, _ := total(had)
	m, _ := total(marks)
	return p.Text('f'), m.Text('f'), len(marks)
}

// baseOf is the base that the marks make; empty when no item applies.
func (c *checker) baseOf(u *Unit) string {
	pointsText, sumText, n := c.marksOf(u)
	points, sum, full, r := decimal(pointsText), decimal(sumText), decimal(c.points), c.doc.Scheme.rounding()
	switch {
	case points == nil || points.Sign() <= 0 || sum == nil:
		return ""
	case c.doc.Scheme.Annual == scheme.AnnualMean:
		return share(sum, apd.New(1, 0), apd.New(int64(n), 0), r).Text('f')
	case full == nil, c.doc.Scheme.Annual == scheme.AnnualSum:
		return rounded(sum, r).Text('f')
	case points.Cmp(full) < 0:
		return share(sum, full, points, r).Text('f')
	}
	return rounded(sum, r).Text('f')
}

// totalOf is the total that base, bonus and deductions make.
func (c *checker) totalOf(u *Unit) string {
	base := decimal(c.baseOf(u))
	if base == nil {
		return ""
	}
	out := base
	if bonus := decimal(u.Row.Bonus); bonus != nil {
		_, _ = sums.Add(out, out, bonus) // within 34 digits
	}
	if off := decimal(u.Row.Deductions); off != nil {
		_, _ = sums.Sub(out, out, off)
	}
	if out.Sign() < 0 {
		out.SetInt64(0)
	}
	return rounded(out, c.doc.Scheme.rounding()).Text('f')
}

// equal says whether two printed decimals are the same number; two that are absent are.
func equal(a, b string) bool {
	x, y := decimal(a), decimal(b)
	if x == nil || y == nil {
		return x == nil && y == nil
	}
	return x.Cmp(y) == 0
}

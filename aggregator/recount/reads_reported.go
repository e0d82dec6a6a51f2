package recount

import (
	"cmp"
	"slices"
	"time"

	"unionscreen/queries"
)

// reportKey: of several rows of one channel, measure and day the last one stands. Rows name no person, so that they come in
// order.
type reportKey struct {
	measure string
	day     int
}

type reportedRow struct {
	at         time.Time // start of its day
	day        int
	cumulative bool
	reads      int64
	shares     *int64 // nil: not said
}

func (c *onChannel) report(row queries.LedgerRow, at time.Time, rules Rules) error {
	said, err := dataOf[struct {
		Measure    string
		Cumulative bool
		Reads      int64
		Shares     *int64
	}](row)
	if err != nil {
		return err
	}
	if c.rows == nil {
		c.rows = map[reportKey]reportedRow{}
	}
	key := reportKey{said.Measure, rules.dayOf(at)}
	c.rows[key] = reportedRow{at, key.day, said.Cumulative, said.Reads, said.Shares}
	return nil
}

// standing gives the rows of a measure that were not replaced, by day.
func (c *onChannel) standing(measure string) []reportedRow {
	var rows []reportedRow
	for key, row := range c.rows {
		if key.measure == measure {
			rows = append(rows, row)
		}
	}
	slices.SortFunc(rows, func(a, b reportedRow) int { return cmp.Compare(a.day, b.day) })
	return rows
}

// basis is the measure whose rows make the readings.
func (c *onChannel) basis(rule string) string {
	if rule != queries.BasisBest {
		return rule
	}
	if len(c.standing(queries.BasisTimes)) > 0 {
		return queries.BasisTimes
	}
	return queries.BasisUsers
}

// countReportedReads adds the increments that fall on days of the window: readings and shares by the basis, persons by
// the rows that count persons, whatever the basis.
func (t *tally) countReportedReads(r *readings, c *onChannel) {
	firstDay, known := t.firstDays[[2]string{r.union, r.article}]
	inFull := func(day int) bool { return known && 0 <= day-firstDay && day-firstDay <= 30 }
	reads := func(row reportedRow) *int64 { return &row.reads }
	shares := func(row reportedRow) *int64 { return row.shares }

	basis := c.standing(c.basis(t.rules.ReadsBasis))
	n := t.increments(basis, reads, inFull)
	t.addMany(r.union, "reads", n)
	t.addMany(r.union, "reads_reported", n)
	t.addMany(r.union, "shares", t.increments(basis, shares, inFull))
	t.addMany(r.union, "readers_reported", t.increments(c.standing(queries.BasisUsers), reads, inFull))
}

// increments adds up what the rows that state a figure bring to the window. A cumulative one brings its difference to the
// cumulative one before it, which may lie before the window; the first of all is in full or only the base line.
func (t *tally) increments(rows []reportedRow, figure func(reportedRow) *int64, inFull func(day int) bool) (sum int64) {
	var before *int64
	for _, row := range rows {
		stated := figure(row)
		if stated == nil {
			continue
		}
		n := *stated
		if row.cumulative {
			switch {
			case before != nil:
				n -= *before
			case !inFull(row.day):
				n = 0
			}
			before = stated
		}
		if t.span.contains(row.at) {
			sum += n
		}
	}
	return sum
}

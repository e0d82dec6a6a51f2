package recount

import (
	"strings"
	"time"

	"unionscreen/queries"
)

// base is a union's newest report of its size: of the greatest as_of, and of several of one as_of the last.
type base struct {
	union string
	at    time.Time
	last  moment
	said  baseReport
}

type baseReport struct {
	Employees, Members, Grassroots int64
	Entered                        *int64 // nil: not said
}

// tellsAbsence marks the figures of which none is not zero.
func tellsAbsence(indicator string) bool { return strings.HasPrefix(indicator, "base_") }

func (b *base) take(row queries.LedgerRow, at time.Time) error {
	place := momentOf(row)
	if b.last.is() && (at.Before(b.at) || at.Equal(b.at) && place.before(b.last)) {
		return nil
	}
	said, err := dataOf[baseReport](row)
	if err != nil {
		return err
	}
	b.at, b.last, b.said = at, place, said
	return nil
}

// count gives the figures of the report, zero or not; the register's only if the report states them.
func (b *base) count(t *tally) {
	counts := t.of(b.union).Counts
	counts["base_employees"], counts["base_members"], counts["base_grassroots"] = b.said.Employees, b.said.Members, b.said.Grassroots
	if b.said.Entered != nil {
		counts["base_entered"] = *b.said.Entered
	}
}

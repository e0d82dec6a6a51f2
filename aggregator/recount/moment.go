package recount

import (
	"cmp"
	"time"

	"unionscreen/queries"
)

// moment is the place of an event in the order of its thing; the zero value comes before all.
type moment struct {
	time       time.Time
	id, source string
}

func momentOf(row queries.LedgerRow) moment { return moment{row.Time, row.ID, row.Source} }

func (m moment) is() bool { return !m.time.IsZero() }

func (m moment) before(other moment) bool { return m.compare(other) < 0 }

func (m moment) compare(other moment) int {
	return cmp.Or(m.time.Compare(other.time), cmp.Compare(m.id, other.id), cmp.Compare(m.source, other.source))
}

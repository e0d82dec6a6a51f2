package recount

import (
	"time"

	"unionscreen/queries"
)

// merchant is a partner of one union: the last event before an instant says whether it is one then.
type merchant struct {
	union          string
	start          time.Time
	before, last   moment
	atStart, atEnd bool
}

func (m *merchant) take(row queries.LedgerRow, at time.Time) error {
	place, joined := momentOf(row), row.Type == "merchant.joined"
	if at.Before(m.start) && m.before.before(place) {
		m.before, m.atStart = place, joined
	}
	if m.last.before(place) {
		m.last, m.atEnd = place, joined
	}
	return nil
}

// count gives the partners at the window's end and, signed, by how many they are more than at its start.
func (m *merchant) count(t *tally) {
	if m.atEnd {
		t.add(m.union, "merchants")
		t.addMany(m.union, "merchants_net", 1)
	}
	if m.atStart {
		t.addMany(m.union, "merchants_net", -1)
	}
}

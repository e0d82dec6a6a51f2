package recount

import (
	"time"

	"unionscreen/queries"
)

func (t *tally) takeOnline(row queries.LedgerRow, at time.Time) {
	if t.span.contains(at) {
		t.grassroots[[2]string{t.name(row.Union), row.Thing}] = true
	}
}

// countGrassroots counts the grass-roots unions that worked online in the window, distinct in each union.
func (t *tally) countGrassroots() {
	for key := range t.grassroots {
		t.add(key[0], "grassroots_online")
	}
}

package recount

import (
	"time"

	"unionscreen/queries"
)

// noteActive notes whom an event shows to be active: in the window, in any union, verified or not.
func (t *tally) noteActive(row queries.LedgerRow, at time.Time) {
	if !t.span.contains(at) {
		return
	}
	switch row.Type {
	case "member.active":
		t.member(row.Thing).active = true
	case "activity.joined", "application.submitted":
		if row.Person != "" {
			t.member(row.Person).active = true
		}
	}
}

// countActiveMember counts a person active in the window and verified at its end, in the union where he or she then is.
func (t *tally) countActiveMember(m *member) {
	if m.is && m.active {
		t.add(m.union, "active_members")
	}
}

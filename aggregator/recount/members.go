package recount

import (
	"time"

	"unionscreen/queries"
)

// member is what is known of one person at the window's end: a person may walk through several unions, whose events come
// apart from each other.
type member struct {
	verified moment // last of verified and unverified
	is       bool   // what it said
	where    moment // last of verified and transferred
	union    string // what it said
}

// moment is the place of an event in the order of its thing; the zero value comes before all.
type moment struct {
	time       time.Time
	id, source string
}

func momentOf(row queries.LedgerRow) moment { return moment{row.Time, row.ID, row.Source} }

func (m moment) before(other moment) bool {
	if !m.time.Equal(other.time) {
		return m.time.Before(other.time)
	}
	if m.id != other.id {
		return m.id < other.id
	}
	return m.source < other.source
}

func (t *tally) takeMember(row queries.LedgerRow) {
	if !row.Time.Before(t.span.end) {
		return
	}
	m := t.members[row.Thing]
	if m == nil {
		m = &member{}
		t.members[row.Thing] = m
	}
	at := momentOf(row)
	switch row.Type {
	case "member.verified":
		m.setVerified(at, true)
		m.setUnion(at, row.Union)
	case "member.unverified":
		m.setVerified(at, false)
	case "member.transferred":
		m.setUnion(at, row.UnionTo)
	}
}

func (m *member) setVerified(at moment, is bool) {
	if m.verified.before(at) {
		m.verified, m.is = at, is
	}
}

func (m *member) setUnion(at moment, union string) {
	if m.where.before(at) {
		m.where, m.union = at, union
	}
}

// countVerifiedMembers counts the persons verified at the window's end in the union where they then are.
func (t *tally) countVerifiedMembers() {
	for _, m := range t.members {
		if m.is {
			t.add(m.union, "verified_members")
		}
	}
}

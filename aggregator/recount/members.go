package recount

import (
	"time"

	"unionscreen/queries"
)

// member is what is known of one person at the window's end: a person may walk through several unions, whose events come
// apart from each other.
type member struct {
	span  span
	names func(string) string

	verified moment // last of verified and unverified
	is       bool   // what it said
	where    moment // last of verified and transferred
	union    string // what it said

	first  time.Time // earliest verification ever
	active bool      // in the window, anywhere

	card      moment // last card
	cardUnion string

	rating      moment // last rating of a union in the window
	ratingUnion string
	ratingGrade int8
}

func (t *tally) member(person string) *member {
	m := t.members[person]
	if m == nil {
		m = &member{span: t.span, names: t.name}
		t.members[person] = m
	}
	return m
}

func (m *member) take(row queries.LedgerRow, at time.Time) error {
	place := momentOf(row)
	place.source = m.names(place.source)
	switch row.Type {
	case "member.verified":
		m.setVerified(place, true)
		m.setUnion(place, row.Union)
		if m.first.IsZero() || at.Before(m.first) {
			m.first = at
		}
	case "member.unverified":
		m.setVerified(place, false)
	case "member.transferred":
		m.setUnion(place, row.UnionTo)
	case "card.issued":
		if m.card.before(place) {
			m.card, m.cardUnion = place, m.names(row.Union)
		}
	case "union.rated":
		return m.rate(row, place)
	}
	return nil
}

func (m *member) setVerified(at moment, is bool) {
	if m.verified.before(at) {
		m.verified, m.is = at, is
	}
}

func (m *member) setUnion(at moment, union string) {
	if m.where.before(at) {
		m.where, m.union = at, m.names(union)
	}
}

func (m *member) rate(row queries.LedgerRow, at moment) error {
	grade, err := gradeOf(row)
	if err == nil && m.span.contains(row.Time) && m.rating.before(at) {
		m.rating, m.ratingUnion, m.ratingGrade = at, m.names(row.Union), grade
	}
	return err
}

func (m *member) count(t *tally) {
	t.countVerifiedMember(m)
	t.countNewlyVerified(m)
	t.countActiveMember(m)
	t.countCard(m)
	t.countHomeRating(m)
}

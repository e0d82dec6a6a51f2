package load

import (
	"time"
)

// person is one person's membership over the years, and what the person does.
type person struct {
	member  string
	turns   []turn
	active  []act // in any union
	joined  []act
	cards   []act
	ratings []act
	own     *kase // a case that this person submitted
}

// turn is a change of membership; verified and union are the state from then on.
type turn struct {
	at       time.Time
	kind     string
	union    string
	verified bool
}

type act struct {
	at    time.Time
	union string
	grade int
}

func newPerson(p *planner) thing {
	m := &person{member: "load-person-" + p.name, turns: planTurns(p)}
	for range p.IntN(3) {
		m.active = append(m.active, act{at: p.moment(), union: p.neighbour("members")})
	}
	for range p.IntN(5) / 3 {
		m.joined = append(m.joined, act{at: p.moment(), union: p.neighbour("activities")})
	}
	for range p.IntN(5) / 2 {
		m.cards = append(m.cards, act{at: p.moment(), union: p.home("members")})
	}
	for range p.IntN(5) / 2 {
		m.ratings = append(m.ratings, act{at: p.moment(), union: p.home("members"), grade: 1 + p.IntN(5)})
	}
	sortActs(m.cards)
	sortActs(m.ratings)
	if p.chance(10) {
		m.own = planCase(p, m.member)
	}
	return m
}

// planTurns begins with a verification or, now and then, with something that must not count for one.
func planTurns(p *planner) []turn {
	at := p.moment()
	if p.chance(40) {
		at = p.between(p.quarter.start.AddDate(-2, 0, 0), p.quarter.start)
	}
	state := turn{at: at, union: p.home("members")}
	var turns []turn
	take := func(kind string) {
		state.kind = kind
		turns = append(turns, state)
		state.at = p.after(state.at, 60)
	}
	if p.chance(6) {
		settled := state.union
		state.union = p.neighbour("members")
		take([]string{"member.unverified", "member.transferred"}[p.IntN(2)])
		state.union = settled
	}
	state.verified = true
	take("member.verified")
	for p.chance(35) {
		switch p.IntN(4) {
		case 0:
			state.verified = false
			take("member.unverified")
		case 1:
			state.verified, state.union = true, p.neighbour("members")
			take("member.verified")
		default:
			state.union = p.neighbour("members")
			take("member.transferred")
		}
	}
	return turns
}

func (m *person) tell(t *teller) {
	last := ""
	for _, turn := range m.turns {
		switch turn.kind {
		case "member.transferred":
			from := last
			if _, known := t.p.tree.known[from]; !known || t.p.chance(10) {
				from = t.p.neighbour("members") // it is not checked who is left
			}
			t.say(turn.kind, turn.at, "member", m.member, "from", from, "to", turn.union)
		case "member.unverified":
			union := turn.union
			if t.p.chance(10) {
				union = t.p.neighbour("members") // nor who takes the verification back
			}
			t.say(turn.kind, turn.at, "union", union, "member", m.member, "reason", "left")
		default:
			t.say(turn.kind, turn.at, "union", turn.union, "member", m.member, "method", "counter")
		}
		last = turn.union
	}
	for i, a := range m.active {
		data := []any{"union", a.union, "member", m.member}
		if i > 0 {
			data = append(data, "channel", "app")
		}
		t.say("member.active", a.at, data...)
	}
	for _, a := range m.joined {
		t.say("activity.joined", a.at, "union", a.union, "activity", "solo-"+t.p.name, "member", m.member)
	}
	for _, a := range m.cards {
		t.say("card.issued", a.at, "union", a.union, "member", m.member, "card", "card-"+t.p.name)
	}
	for _, a := range m.ratings {
		t.say("union.rated", a.at, "union", a.union, "member", m.member, "grade", a.grade)
	}
	if m.own != nil {
		m.own.tell(t)
	}
}

func (m *person) count(w window, c *counts) {
	if m.own != nil {
		m.own.count(w, c)
	}
	m.countMembership(w, c)
	joined := map[string]time.Time{}
	for _, a := range m.joined { // the first joining in each union is the participation
		if first, ok := joined[a.union]; !ok || a.at.Before(first) {
			joined[a.union] = a.at
		}
	}
	for union, first := range joined {
		if w.holds(first) {
			c.add(union, "participations", 1)
		}
	}
	if card, ok := lastAct(m.cards, w.end); ok {
		c.add(card.union, "cards_issued", 1)
	}
	if rating, ok := lastAct(m.ratings, w.end); ok && w.holds(rating.at) {
		c.add(rating.union, "home_ratings", 1)
		if rating.grade >= 3 {
			c.add(rating.union, "home_rated_well", 1)
		}
	}
}

func (m *person) countMembership(w window, c *counts) {
	var state turn
	var first time.Time
	for _, turn := range m.turns {
		if turn.kind == "member.verified" && first.IsZero() {
			first = turn.at
		}
		if w.by(turn.at) {
			state = turn
		}
	}
	if !state.verified {
		return
	}
	c.add(state.union, "verified_members", 1)
	if w.holds(first) {
		c.add(state.union, "newly_verified", 1)
	}
	if m.acts(w) {
		c.add(state.union, "active_members", 1)
	}
}

// acts says whether the person did anything in the window that makes a member an active one.
func (m *person) acts(w window) bool {
	for _, a := range append(m.active[:len(m.active):len(m.active)], m.joined...) {
		if w.holds(a.at) {
			return true
		}
	}
	return m.own != nil && m.own.submittedIn(w)
}

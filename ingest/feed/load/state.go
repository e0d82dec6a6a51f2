package load

import (
	"time"
)

// toggle is something that is there or not: a partner merchant, a post. The turns are in order.
type toggle struct {
	union, name string
	turns       []toggleTurn
}

type toggleTurn struct {
	at time.Time
	on bool
}

func (p *planner) toggle(family string) toggle {
	t := toggle{union: p.home(family), name: family[:len(family)-1] + "-" + p.name}
	at, on := p.moment(), !p.chance(4)
	for len(t.turns) == 0 || p.chance(40) {
		t.turns = append(t.turns, toggleTurn{at, on})
		at = p.after(at, 50)
		on = on == p.chance(10)
	}
	return t
}

// on is the state that the last turn before an instant leaves.
func (t toggle) on(end time.Time) bool {
	on := false
	for _, turn := range t.turns {
		if turn.at.Before(end) {
			on = turn.on
		}
	}
	return on
}

type merchant struct{ toggle }

func newMerchant(p *planner) thing { return merchant{p.toggle("merchants")} }

func (m merchant) tell(t *teller) {
	for _, turn := range m.turns {
		if turn.on {
			t.say("merchant.joined", turn.at, "union", m.union, "merchant", m.name, "category", "food")
			continue
		}
		t.say("merchant.left", turn.at, "union", m.union, "merchant", m.name, "reason", "closed")
	}
}

func (m merchant) count(w window, c *counts) {
	if m.on(w.start) {
		c.add(m.union, "merchants_net", -1)
	}
	if m.on(w.end) {
		c.add(m.union, "merchants_net", 1)
		c.add(m.union, "merchants", 1)
	}
}

type post struct{ toggle }

func newPost(p *planner) thing { return post{p.toggle("posts")} }

func (m post) tell(t *teller) {
	for i, turn := range m.turns {
		if !turn.on {
			t.say("post.removed", turn.at, "union", m.union, "post", m.name, "reason", "by its author")
			continue
		}
		data := []any{"union", m.union, "post", m.name}
		if i%2 == 0 {
			data = append(data, "kind", "reply", "author", "load-author-"+m.name)
		}
		t.say("post.created", turn.at, data...)
	}
}

func (m post) count(w window, c *counts) {
	for _, turn := range m.turns {
		if turn.on {
			c.addIf(w.holds(turn.at) && m.on(w.end), m.union, "posts")
			return
		}
	}
}

// online is a grass-roots union that works online now and then.
type online struct {
	union, name string
	at          []time.Time
}

func newOnline(p *planner) thing {
	o := &online{union: p.home("members"), name: "grassroots-" + p.name}
	for range 1 + p.IntN(4) {
		o.at = append(o.at, p.moment())
	}
	return o
}

func (o *online) tell(t *teller) {
	for _, at := range o.at {
		t.say("union.online", at, "union", o.union, "grassroots", o.name)
	}
}

func (o *online) count(w window, c *counts) {
	for _, at := range o.at {
		if w.holds(at) {
			c.add(o.union, "grassroots_online", 1)
			return
		}
	}
}

// incident is material for a veto: it is kept and measures nothing.
type incident struct {
	union, name string
	at          time.Time
}

func newIncident(p *planner) thing {
	return &incident{union: p.anyUnion(), name: "incident-" + p.name, at: p.moment()}
}

func (i *incident) tell(t *teller) {
	t.say("incident.reported", i.at, "union", i.union, "incident", i.name, "severity", "grave", "decided_by", t.p.tree.root, "document", "document-"+t.p.name)
}

func (i *incident) count(window, *counts) {}

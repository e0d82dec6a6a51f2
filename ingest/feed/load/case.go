package load

import (
	"time"
)

// kase is one case from its submission (which may come late or never) to its end. Only what has effect stands in the
// timeline; what has none is told beside it.
type kase struct {
	name          string
	union         string // of the submission
	service, kind string
	submitted     time.Time // zero: never
	due, acceptBy time.Time // zero: none
	moves         []act     // transfers of responsibility
	pauses        []pause
	done          []done
	withdrawn     time.Time
	accepted      []act
	ratings       []act // grade 0: a void of all before
	steps         []step
}

// pause is in effect from from to to; zero: it has not ended. It moves the deadline when it ended and began before it.
type pause struct {
	from, to time.Time
	moves    bool
}

type done struct {
	at, reopened time.Time     // reopened zero: it stands
	union, by    string        // who completed it, who reopened it
	inCareOf     string        // who was responsible just before
	inside       time.Duration // of pauses
}

// step is one event of the case, in order.
type step struct {
	kind  string
	at    time.Time
	union string
	to    string
	extra []any
}

// newCase is the case of somebody of whom nothing else is known.
func newCase(p *planner) thing {
	if p.chance(30) {
		return planCase(p, "load-stranger-"+p.name)
	}
	return planCase(p, "")
}

func (k *kase) tell(t *teller) {
	for _, s := range k.steps {
		data := []any{"union", s.union, "application", k.name}
		if s.to != "" {
			from := s.union
			if _, known := t.p.tree.known[from]; !known {
				from = t.p.neighbour("applications") // it is not checked who hands over
			}
			data = []any{"application", k.name, "from", from, "to", s.to}
		}
		t.say(s.kind, s.at, append(data, s.extra...)...)
	}
}

// deadline is the deadline as it is known before an instant; zero: none.
func (k *kase) deadline(end time.Time) time.Time {
	at := k.due
	if at.IsZero() {
		return at
	}
	for _, p := range k.pauses {
		if p.moves && !p.to.IsZero() && p.to.Before(end) {
			at = at.Add(p.to.Sub(p.from))
		}
	}
	return at
}

func (k *kase) paused(end time.Time) bool {
	for _, p := range k.pauses {
		if p.from.Before(end) && (p.to.IsZero() || !p.to.Before(end)) {
			return true
		}
	}
	return false
}

// completion is the one that stands at an instant; nil: the case is open or withdrawn.
func (k *kase) completion(end time.Time) *done {
	if k.gone(end) {
		return nil
	}
	for i, d := range k.done {
		if d.at.Before(end) && (d.reopened.IsZero() || !d.reopened.Before(end)) {
			return &k.done[i]
		}
	}
	return nil
}

func (k *kase) gone(end time.Time) bool { return !k.withdrawn.IsZero() && k.withdrawn.Before(end) }

// inCare is who is responsible at an instant.
func (k *kase) inCare(end time.Time) string {
	if last, ok := lastAct(k.moves, end); ok {
		return last.union
	}
	return k.union
}

func (k *kase) submittedIn(w window) bool { return w.holds(k.submitted) }

func (k *kase) count(w window, c *counts) {
	d := k.completion(w.end)
	if w.holds(k.submitted) && !k.gone(w.end) {
		c.add(k.union, "applications", 1)
		c.service(k.union, k.service)
	}
	if d != nil && w.holds(d.at) {
		c.add(d.union, "completions", 1)
		if w.by(k.submitted) && k.submitted.Before(d.at) {
			took := d.at.Sub(k.submitted) - d.inside
			c.handle(d.union, took)
		}
	}
	k.countDeadline(w, c, d)
	k.countAcceptance(w, c)
	k.countReopened(w, c)
	k.countRating(w, c)
}

func (k *kase) countDeadline(w window, c *counts, d *done) {
	deadline := k.deadline(w.end)
	if !w.by(k.submitted) || deadline.IsZero() || k.gone(w.end) || k.paused(w.end) {
		return
	}
	if w.by(deadline) && d == nil {
		c.add(k.inCare(w.end), "overdue_open", 1)
	}
	if !w.holds(deadline) {
		return
	}
	if d == nil {
		c.add(k.inCare(w.end), "due", 1)
		c.addKind(k.inCare(w.end), k.kind, "due", 1)
		return
	}
	c.add(d.inCareOf, "due", 1)
	c.add(d.inCareOf, "due_completed", 1)
	c.addKind(d.inCareOf, k.kind, "due", 1)
	if !d.at.After(deadline) {
		c.add(d.inCareOf, "on_time", 1)
		c.addKind(d.inCareOf, k.kind, "on_time", 1)
	}
}

func (k *kase) countAcceptance(w window, c *counts) {
	if !w.holds(k.acceptBy) || !w.by(k.submitted) || k.gone(w.end) {
		return
	}
	if len(k.accepted) == 0 || !k.accepted[0].at.Before(w.end) {
		c.add(k.inCare(w.end), "accept_due", 1)
		return
	}
	first := k.accepted[0]
	c.add(first.union, "accept_due", 1)
	if !first.at.After(k.acceptBy) {
		c.add(first.union, "accept_on_time", 1)
	}
}

func (k *kase) countReopened(w window, c *counts) {
	by := ""
	for _, d := range k.done {
		if w.holds(d.reopened) {
			by = d.by
		}
	}
	if by != "" {
		c.add(by, "reopened", 1)
	}
}

func (k *kase) countRating(w window, c *counts) {
	last, ok := lastAct(k.ratings, w.end)
	if !ok || last.grade == 0 || !w.holds(last.at) {
		return
	}
	c.add(last.union, "rated", 1)
	if last.grade >= 3 {
		c.add(last.union, "rated_well", 1)
	}
}

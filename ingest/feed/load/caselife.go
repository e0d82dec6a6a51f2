package load

import (
	"slices"
	"time"
)

// lifeline walks through a case's life and decides each step's effect as it goes.
type lifeline struct {
	p     *planner
	k     *kase
	at    time.Time
	care  string // who is responsible
	state string // open, paused, done, gone
}

const (
	caseOpen   = "open"
	casePaused = "paused"
	caseDone   = "done"
	caseGone   = "gone"
)

func planCase(p *planner, member string) *kase {
	service := p.cfg.Services[p.IntN(len(p.cfg.Services))]
	union := p.home("applications")
	k := &kase{name: "load-case-" + p.name, union: union, service: service.Code, kind: service.Kind}
	life := &lifeline{p: p, k: k, at: p.moment(), care: union, state: caseOpen}
	late := p.chance(4) // a completion whose submission comes later, or never
	if late {
		life.complete()
		if p.chance(50) {
			return k
		}
		life.at = life.at.Add(time.Microsecond)
	}
	life.submit(member)
	for p.chance(75) {
		life.step()
	}
	if p.chance(60) && life.state != caseDone {
		life.complete()
	}
	life.rate()
	return k
}

func (l *lifeline) tell(kind, union string, extra ...any) {
	l.k.steps = append(l.k.steps, step{kind: kind, at: l.at, union: union, extra: extra})
}

// submit sends the submission; one in twenty comes again, later and with other words, for nothing.
func (l *lifeline) submit(member string) {
	k, p := l.k, l.p
	k.submitted = l.at
	extra := []any{"service", k.service}
	if member != "" {
		extra = append(extra, "member", member)
	}
	if k.kind != "service" || p.chance(50) {
		extra = append(extra, "kind", k.kind)
	}
	if p.cfg.Limits != nil {
		k.due, k.acceptBy = p.cfg.Limits(k.service, l.at)
	}
	if p.cfg.Limits == nil && p.chance(90) || p.cfg.Limits != nil && p.chance(60) {
		k.due = l.deadlineOfItsOwn()
		extra = append(extra, "due", stamp(k.due))
	}
	l.tell("application.submitted", k.union, extra...)
	if l.pass(2); !l.at.After(k.submitted) {
		l.at = l.at.Add(time.Microsecond) // whether no time at all is a handling time is left open
	}
	if p.chance(5) {
		l.tell("application.submitted", p.neighbour("applications"), "service", p.cfg.Services[0].Code, "due", stamp(p.moment()))
		l.pass(2)
	}
}

// deadlineOfItsOwn is a few days off, often at an edge of a window, now and then before the submission.
func (l *lifeline) deadlineOfItsOwn() time.Time {
	switch n := l.p.IntN(20); {
	case n < 3:
		return l.p.edges[l.p.IntN(len(l.p.edges))]
	case n == 3:
		return l.at.Add(-time.Hour)
	}
	return l.at.Add(time.Duration(1+l.p.IntN(15*24*3600)) * time.Second)
}

// pass lets up to so many days go by.
func (l *lifeline) pass(days int) { l.at = l.p.after(l.at, days) }

// step is one event of any kind; its effect depends on the state, and in some states it has none.
func (l *lifeline) step() {
	switch n := l.p.IntN(100); {
	case n < 18:
		l.accept()
	case n < 36:
		l.suspend()
	case n < 56:
		l.resume()
	case n < 70:
		l.transfer()
	case n < 86:
		l.complete()
	case n < 95:
		l.reopen()
	default:
		l.withdraw()
	}
}

func (l *lifeline) accept() {
	if by := l.k.acceptBy; by.After(l.at) && by.Before(l.p.latest) && l.p.chance(20) {
		l.at = by
	}
	l.k.accepted = append(l.k.accepted, act{at: l.at, union: l.care})
	l.tell("application.accepted", l.care)
	l.pass(2)
}

func (l *lifeline) suspend() {
	l.tell("application.suspended", l.care, "reason", "waiting for papers")
	if l.state == caseOpen {
		deadline := l.k.movedDeadline()
		l.k.pauses = append(l.k.pauses, pause{from: l.at, moves: !deadline.IsZero() && l.at.Before(deadline)})
		l.state = casePaused
	}
	l.pass(6)
}

// movedDeadline is the deadline with all that the pauses so far have moved it by.
func (k *kase) movedDeadline() time.Time {
	at := k.due
	for _, p := range k.pauses {
		if p.moves && !p.to.IsZero() {
			at = at.Add(p.to.Sub(p.from))
		}
	}
	return at
}

func (l *lifeline) resume() {
	l.tell("application.resumed", l.care)
	if l.state == casePaused {
		l.endPause()
		l.state = caseOpen
	}
	l.pass(4)
}

func (l *lifeline) endPause() { l.k.pauses[len(l.k.pauses)-1].to = l.at }

func (l *lifeline) transfer() {
	to := l.p.neighbour("applications")
	l.k.steps = append(l.k.steps, step{kind: "application.transferred", at: l.at, union: l.care, to: to})
	l.k.moves = append(l.k.moves, act{at: l.at, union: to})
	l.care = to
	l.pass(3)
}

// complete does the case, often at the very deadline or a microsecond beside it.
func (l *lifeline) complete() {
	if deadline := l.k.movedDeadline(); l.state == caseOpen && l.p.chance(25) {
		exact := deadline.Add([]time.Duration{0, -time.Microsecond, time.Microsecond}[l.p.IntN(3)])
		if !deadline.IsZero() && exact.After(l.at) && exact.Before(l.p.latest) {
			l.at = exact
		}
	}
	union := l.care
	if l.p.chance(10) {
		union = l.p.neighbour("applications") // whoever completes it
	}
	l.tell("application.completed", union, "outcome", []string{"granted", "refused", "answered", "closed"}[l.p.IntN(4)])
	if l.state == casePaused {
		l.endPause()
		l.state = caseOpen
	}
	if l.state == caseOpen {
		d := done{at: l.at, union: union, inCareOf: l.care}
		for _, p := range l.k.pauses {
			d.inside += p.to.Sub(p.from)
		}
		l.k.done = append(l.k.done, d)
		l.state = caseDone
	}
	l.pass(8)
}

func (l *lifeline) reopen() {
	by := l.care
	if l.p.chance(20) {
		by = l.p.neighbour("applications")
	}
	l.tell("application.reopened", by, "reason", "not settled")
	if l.state == caseDone {
		last := &l.k.done[len(l.k.done)-1]
		last.reopened, last.by = l.at, by
		l.state = caseOpen
	}
	l.pass(8)
}

func (l *lifeline) withdraw() {
	l.tell("application.withdrawn", l.care, "reason", "no longer needed")
	if l.state == casePaused {
		l.endPause()
	}
	if l.state != caseGone {
		l.k.withdrawn = l.at
		l.state = caseGone
	}
	l.pass(5)
}

// rate adds ratings, a thread of its own: the last one stands unless a void follows.
func (l *lifeline) rate() {
	p := l.p
	if !p.chance(35) {
		return
	}
	at := p.after(l.k.steps[0].at, 20)
	for range 1 + p.IntN(3) {
		a := act{at: at, union: p.neighbour("applications"), grade: 1 + p.IntN(5)}
		kind, extra := "application.rated", []any{"grade", a.grade}
		if p.chance(15) {
			a.grade, kind, extra = 0, "rating.voided", []any{"reason", "given by mistake"}
		}
		l.k.ratings = append(l.k.ratings, a)
		l.k.steps = append(l.k.steps, step{kind: kind, at: at, union: a.union, extra: extra})
		at = p.after(at, 15)
	}
	slices.SortStableFunc(l.k.ratings, func(a, b act) int { return a.at.Compare(b.at) })
}

package simulator

import (
	"time"

	"unionscreen/ingest/feed"
)

// path is one case's way through the offices, between its submission and what comes after its completion.
type path struct {
	s        *stream
	d        dice
	u        *unit
	union    string // who is responsible
	id, kind string
	at       time.Time // of the submission
}

func (p *path) send(id, kind string, at time.Time, more ...any) {
	data := map[string]any{"union": p.union, "application": p.id}
	for i := 0; i+1 < len(more); i += 2 {
		data[more[i].(string)] = more[i+1]
	}
	p.s.send(&p.d, feed.Draft{
		Source: "/" + p.union + "/service-hall", ID: id + p.id, Type: kind, Subject: p.id, Time: at, Data: data,
	})
}

// accept takes the case up within a day or so, before it ends; where limits are often missed, one in six days later.
func (p *path) accept(end time.Time) {
	at := opens(later(p.at, 5+p.d.waiting(90)))
	if p.u.Late >= 20 && p.d.chance(0.17) {
		at = opens(later(p.at, (1.5+3*p.d.part())*24*60))
	}
	if !at.Before(end) {
		at = p.at.Add(end.Sub(p.at) / 10).Truncate(time.Microsecond)
	}
	p.send("acc-", "application.accepted", at)
}

// handle is what happens before a completion at end: three cases in a hundred are handed to another office of the same
// ranked union, four wait for papers.
func (p *path) handle(end time.Time) {
	p.accept(end)
	way := end.Sub(p.at)
	if p.d.chance(0.04) {
		p.send("sus-", "application.suspended", p.at.Add(way*3/10).Truncate(time.Microsecond), "reason", "waiting for papers")
		p.send("res-", "application.resumed", p.at.Add(way*6/10).Truncate(time.Microsecond))
	}
	to := p.u.home(&p.d)
	if p.d.chance(0.03) && to != p.union {
		p.s.send(&p.d, feed.Draft{
			Source: "/" + p.union + "/service-hall", ID: "tra-" + p.id, Type: "application.transferred", Subject: p.id,
			Time: p.at.Add(way * 7 / 10).Truncate(time.Microsecond),
			Data: map[string]any{"application": p.id, "from": p.union, "to": to},
		})
		p.union = to
	}
}

// settle is what happens after a completion: two cases in a hundred come back and are done again within days; one in
// four is rated, worse where limits are missed, and a few ratings are voided.
func (p *path) settle(done time.Time, late bool) {
	if p.d.chance(0.02) {
		back := opens(later(done, 60+p.d.waiting(20*60)))
		p.send("reo-", "application.reopened", back, "reason", "not settled")
		done = opens(later(back, 30+p.d.waiting(6*60)))
		p.send("again-", "application.completed", done, "outcome", outcome(&p.d, p.kind))
	}
	if !p.d.chance(0.25) {
		return
	}
	bad := 0.03
	if late {
		bad = 0.3
	}
	at := later(done, 10+p.d.waiting(20*60))
	p.send("rat-", "application.rated", at, "grade", p.d.grade(bad))
	if p.d.chance(0.01) {
		p.send("rav-", "rating.voided", later(at, 30+p.d.waiting(10*60)), "reason", "given by mistake")
	}
}

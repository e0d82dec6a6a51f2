package simulator

import (
	"time"

	"unionscreen/ingest/feed"
)

// Service is a service of the catalogue: its code, kind (service, appeal or suggestion) and limit in days.
type Service struct {
	Code, Kind string
	Days       int
}

// serve brings the slot's cases.
func (s *stream) serve(t time.Time, share float64) {
	d := roll(s.seed, "cases", t.Unix())
	total := s.today.cases[len(s.units)-1]
	for i := range d.count(share * casesAQuarter * total) {
		n := d.pick(s.today.cases)
		s.submit(roll(s.seed, "case", t.Unix()<<8|int64(i)), n, t, i)
	}
}

// submit sends an application and what becomes of it. Nine in ten name a deadline: the end of office hours of the day
// the service's limit leads to.
func (s *stream) submit(d dice, n int, t time.Time, i int) {
	u := &s.units[n]
	union, service := u.home(&d), s.services[d.below(len(s.services))]
	id := u.Union + "-" + stamp(t, i)
	limit := time.Duration(service.Days) * 24 * time.Hour
	in := feed.Draft{
		Source: "/" + union + "/service-hall", ID: "sub-" + id, Type: "application.submitted", Subject: id, Time: d.within(t),
		Data: map[string]any{
			"union": union, "application": id, "service": service.Code, "kind": service.Kind,
			"member": u.Union + "-p" + stamp(t, i),
		},
	}
	deadline := dayOf(in.Time.Add(limit)).Add(18 * time.Hour)
	if d.chance(0.9) {
		in.Data["due"] = deadline.Format(time.RFC3339)
	}
	s.send(&d, in)
	way := &path{s: s, d: roll(s.seed, "way", t.Unix()<<8|int64(i)), u: u, union: union, id: id, kind: service.Kind, at: in.Time}
	switch luck := d.part(); {
	case luck < 0.006:
		other := s.services[d.below(len(s.services))]
		fix := in
		fix.ID, fix.Corrects = "fix-"+id, in.ID
		fix.Data = map[string]any{"union": union, "application": id, "service": other.Code, "kind": other.Kind, "member": in.Data["member"]}
		if due, ok := in.Data["due"]; ok {
			fix.Data["due"] = due
		}
		s.sendAt(&d, fix, later(in.Time, 15+d.waiting(90)))
	case luck < 0.031:
		end := later(in.Time, 20+d.part()*0.3*limit.Minutes())
		way.accept(end)
		s.send(&d, feed.Draft{
			Source: in.Source, ID: "wit-" + id, Type: "application.withdrawn", Subject: id, Time: end,
			Data: map[string]any{"union": union, "application": id, "reason": "no longer needed"},
		})
		return
	}
	at, done := completion(&d, u, in.Time, deadline)
	if !done {
		way.accept(deadline)
		return
	}
	way.handle(at)
	s.send(&d, feed.Draft{
		Source: in.Source, ID: "com-" + id, Type: "application.completed", Subject: id, Time: at,
		Data: map[string]any{"union": way.union, "application": id, "outcome": outcome(&d, service.Kind)},
	})
	way.settle(at, at.After(deadline))
}

// completion says when the case is done. Where a union often misses limits, some cases take days more and one in ten
// of the late ones is forgotten; elsewhere a late case is late by hours.
func completion(d *dice, u *unit, in, deadline time.Time) (time.Time, bool) {
	late, part, extra, forgotten := d.below(1000) < u.Late, d.between(0.5, 1.4), d.part(), d.chance(0.1)
	if !late {
		at := opens(later(in, deadline.Sub(in).Minutes()*part*float64(u.Pace)/100))
		if at.After(deadline) { // the last working hour before it
			at = later(deadline, -float64(60)*extra-1)
		}
		return at, true
	}
	if u.Late < 20 {
		return opens(later(deadline, 5+extra*6*60)), true
	}
	return opens(later(deadline, (0.2+6*extra)*24*60)), !forgotten
}

func outcome(d *dice, kind string) string {
	n := d.below(100)
	switch {
	case kind != "service" && n < 90:
		return "answered"
	case n < 82:
		return "granted"
	case n < 91:
		return "refused"
	}
	return "closed"
}

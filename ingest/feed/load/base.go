package load

import (
	"time"
)

// baseReports is what one union says of its size; the newest by as_of stands, of several the last one sent.
type baseReports struct {
	union   string
	reports []baseReport // in the order in which they stand
}

type baseReport struct {
	asOf, at                                time.Time
	text                                    string // as_of as it is written
	employees, members, grassroots, entered int    // entered -1: not stated
}

// base plans the reports of a union: the root and half of those with unions below report themselves, of the others the
// children's are added up. Only below those that report themselves may a union keep its register to itself, since a
// sum of some would mean nothing.
func (w *world) base(u Union) maker {
	if !u.To.IsZero() {
		return nil // whose size its successor's report has in it
	}
	p := &planner{Rand: w.dice("base/" + u.Code), world: w}
	inner := len(w.tree.children[u.Code]) > 0
	if u.Parent != "" && p.chance(map[bool]int{true: 50, false: 10}[inner]) {
		return nil
	}
	keeps := w.reportsItself(u.Parent)
	return func(p *planner) thing {
		b := &baseReports{union: u.Code}
		asOf := p.day(p.between(p.earliest, p.quarter.start))
		for range 1 + p.IntN(3) {
			b.add(p.baseReport(asOf, keeps))
			asOf = asOf.AddDate(0, 0, p.IntN(60))
			if p.chance(25) {
				asOf = p.quarter.end
			}
			if !asOf.Before(p.latest.AddDate(0, 0, -1)) {
				break
			}
		}
		return b
	}
}

func (w *world) reportsItself(code string) bool {
	return code != "" && w.base(w.tree.known[code]) != nil
}

// baseReport is one report as of the end of the day before a midnight, written as the instant or as the day.
func (p *planner) baseReport(asOf time.Time, keeps bool) baseReport {
	members := 200 + p.IntN(900)
	r := baseReport{
		asOf: asOf, at: p.after(asOf, 20), text: stamp(asOf), employees: members + p.IntN(300), members: members,
		grassroots: 3 + p.IntN(30), entered: p.IntN(members + 1),
	}
	if p.chance(60) {
		r.text = asOf.AddDate(0, 0, -1).Format(dateOnly)
	}
	if keeps && p.chance(15) {
		r.entered = -1
	}
	return r
}

// add appends a report; of two as of one day the later one sent stands.
func (b *baseReports) add(r baseReport) {
	if n := len(b.reports); n > 0 && r.asOf.Equal(b.reports[n-1].asOf) && r.at.Before(b.reports[n-1].at) {
		r.at = b.reports[n-1].at
	}
	b.reports = append(b.reports, r)
}

func (b *baseReports) tell(t *teller) {
	for _, r := range b.reports {
		data := []any{"union", b.union, "as_of", r.text, "employees", r.employees, "members", r.members, "grassroots", r.grassroots}
		if r.entered >= 0 {
			data = append(data, "entered", r.entered)
		}
		t.sayFor("union.base_reported", r.at, r.asOf.Add(-time.Microsecond), data...)
	}
}

func (b *baseReports) count(w window, c *counts) {
	for _, r := range b.reports {
		if r.asOf.After(w.end) {
			continue
		}
		c.set(b.union, "base_employees", r.employees)
		c.set(b.union, "base_members", r.members)
		c.set(b.union, "base_grassroots", r.grassroots)
		c.drop(b.union, "base_entered")
		if r.entered >= 0 {
			c.set(b.union, "base_entered", r.entered)
		}
	}
}

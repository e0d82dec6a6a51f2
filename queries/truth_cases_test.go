package queries

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"time"
)

// awkwardCase fills in an event of a case.
func awkwardCase(e *ev, r *rand.Rand, unions []string, instant func() string, pick func(...string) string) {
	e.thing = fmt.Sprintf("c%d", r.IntN(12))
	switch e.kind {
	case "application.submitted":
		e.service, e.caseKind, e.person = pick("days", "hours", "s1"), pick("service", "appeal"), pick("", "m1", "m2")
		e.data = `{"url":"https://hall/` + e.id + `"}`
		if r.IntN(5) > 2 {
			e.due = instant()
		}
	case "application.transferred":
		e.to = pick(unions...)
	case "application.rated":
		e.data = fmt.Sprintf(`{"grade":%d}`, 1+r.IntN(5))
	}
}

// testLimits are a services catalogue: `days` is due at the midnight that ends the third day after submission and to be
// accepted by the one that ends the next day, `hours` after 48 and 2 hours; other services have no limits.
func testLimits(service string, submitted time.Time) (due, acceptBy time.Time) {
	day := submitted.In(shanghai).Truncate(0)
	day = time.Date(day.Year(), day.Month(), day.Day(), 0, 0, 0, 0, shanghai)
	switch service {
	case "days":
		return day.AddDate(0, 0, 4), day.AddDate(0, 0, 2)
	case "hours":
		return submitted.Add(48 * time.Hour), submitted.Add(2 * time.Hour)
	}
	return time.Time{}, time.Time{}
}

// story is where a case stands after some of its events, taken one by one.
type story struct {
	submitted, accepted, completed, rated *LedgerRow
	withdrawn                             bool
	paused                                *LedgerRow
	home, acceptedBy, completedBy         string
	reopened                              []*LedgerRow
	breaks                                [][2]time.Time
	due, acceptBy                         time.Time
	dues                                  []time.Time // every deadline that ever stood, and the limit of acceptance
}

// stories takes the events of all cases up to an instant, in order.
func (t *truth) stories(live []LedgerRow) map[string]*story {
	found := map[string]*story{}
	for i := range live {
		if found[live[i].Thing] == nil {
			found[live[i].Thing] = &story{}
		}
	}
	for i := range live { // a case's submission holds for what comes before it too
		if r, c := &live[i], found[live[i].Thing]; r.Type == "application.submitted" && c.submitted == nil {
			c.submitted, c.home = r, r.Union
			c.due, c.acceptBy = t.limits(r.Service, r.Time)
			if !r.Due.IsZero() {
				c.due = r.Due
			}
			c.dues = append(c.dues, c.due, c.acceptBy)
		}
	}
	for i := range live {
		found[live[i].Thing].take(&live[i])
	}
	return found
}

func (c *story) take(r *LedgerRow) {
	switch r.Type {
	case "application.transferred":
		c.home = r.UnionTo
	case "application.rated":
		c.rated = r
	case "rating.voided":
		c.rated = nil
	case "application.accepted":
		if c.accepted == nil {
			c.accepted, c.acceptedBy = r, c.home
		}
	}
	if c.withdrawn {
		return
	}
	switch r.Type {
	case "application.withdrawn":
		c.goOn(r)
		c.withdrawn, c.completed = true, nil
	case "application.completed":
		c.goOn(r)
		if c.completed == nil {
			c.completed, c.completedBy = r, c.home
		}
	case "application.reopened":
		if c.completed != nil {
			c.completed = nil
			c.reopened = append(c.reopened, r)
		}
	case "application.suspended":
		if c.completed == nil && c.paused == nil {
			c.paused = r
		}
	case "application.resumed":
		c.goOn(r)
	}
}

// goOn ends the pause, if there is one.
func (c *story) goOn(r *LedgerRow) {
	if c.paused == nil {
		return
	}
	c.breaks = append(c.breaks, [2]time.Time{c.paused.Time, r.Time})
	if !c.due.IsZero() && c.paused.Time.Before(c.due) {
		c.due = c.due.Add(r.Time.Sub(c.paused.Time))
		c.dues = append(c.dues, c.due)
	}
	c.paused = nil
}

// worked is the time from submission to the completion that stands, without pauses.
func (c *story) worked() (time.Duration, bool) {
	if c.submitted == nil || order(*c.submitted, *c.completed) > 0 {
		return 0, false
	}
	took := c.completed.Time.Sub(c.submitted.Time)
	for _, b := range c.breaks {
		if b[0].Before(c.submitted.Time) {
			b[0] = c.submitted.Time
		}
		if b[1].After(c.completed.Time) {
			b[1] = c.completed.Time
		}
		if b[1].After(b[0]) {
			took -= b[1].Sub(b[0])
		}
	}
	return took, true
}

func (c *story) asked(where Where) bool {
	if c.submitted == nil {
		return len(where.Kinds)+len(where.Services) == 0
	}
	return (len(where.Kinds) == 0 || slices.Contains(where.Kinds, c.submitted.CaseKind)) &&
		(len(where.Services) == 0 || slices.Contains(where.Services, c.submitted.Service))
}

func (t *truth) cases(live []LedgerRow, w Window, e time.Time, where Where, add addFunc, include func(union, set, member string)) {
	passes := func(due time.Time) bool {
		return !due.IsZero() && !due.Before(w.Start) && due.Before(w.End) && !due.After(e)
	}
	for _, c := range t.stories(live) {
		if !c.asked(where) {
			continue
		}
		if c.rated != nil && inside(*c.rated, w) {
			add(c.rated.Union, "rated", 1)
			if tell(*c.rated).Grade >= 3 {
				add(c.rated.Union, "rated_well", 1)
			}
		}
		if n := len(c.reopened); n > 0 && inside(*c.reopened[n-1], w) {
			add(c.reopened[n-1].Union, "reopened", 1)
		}
		if c.completed != nil && inside(*c.completed, w) {
			add(c.completed.Union, "completions", 1)
			if took, known := c.worked(); known {
				add(c.completed.Union, "handled", 1)
				add(c.completed.Union, "handled_us", took.Microseconds())
			}
		}
		if c.submitted == nil || c.withdrawn {
			continue
		}
		if inside(*c.submitted, w) {
			add(c.submitted.Union, "applications", 1)
			include(c.submitted.Union, "services", c.submitted.Service)
		}
		if passes(c.acceptBy) {
			taker := c.home
			if c.accepted != nil {
				taker = c.acceptedBy
				if !c.accepted.Time.After(c.acceptBy) {
					add(taker, "accept_on_time", 1)
				}
			}
			add(taker, "accept_due", 1)
		}
		if c.paused != nil || c.due.IsZero() {
			continue
		}
		switch {
		case c.completed == nil && passes(c.due):
			add(c.home, "due", 1)
		case passes(c.due):
			add(c.completedBy, "due", 1)
			add(c.completedBy, "due_completed", 1)
			if !c.completed.Time.After(c.due) {
				add(c.completedBy, "on_time", 1)
			}
		}
		if c.due.Before(e) && c.completed == nil {
			add(c.home, "overdue_open", 1)
		}
	}
}

// deadlines lists every instant at which a deadline may pass.
func (t *truth) deadlines() []time.Time {
	var all []time.Time
	for _, c := range t.stories(t.live(Applications, beyond)) {
		all = append(all, c.dues...)
	}
	return all
}

func (t *truth) medians(w Window, where Where, subtrees map[string][]string) map[string]time.Duration {
	found := map[string]time.Duration{}
	for key, unions := range subtrees {
		var all []time.Duration
		for _, c := range t.stories(t.live(Applications, w.until())) {
			if c.completed == nil || !inside(*c.completed, w) || !c.asked(where) || !slices.Contains(unions, c.completed.Union) {
				continue
			}
			if took, known := c.worked(); known {
				all = append(all, took)
			}
		}
		slices.Sort(all)
		switch n := len(all); {
		case n == 0:
		case n%2 == 1:
			found[key] = all[n/2]
		default:
			found[key] = ((all[n/2-1] + all[n/2]) / 2).Truncate(time.Microsecond)
		}
	}
	return found
}

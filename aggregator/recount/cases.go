package recount

import (
	"time"

	"unionscreen/queries"
)

// oneCase is one application: the first of each kind of its live events, whenever and from whichever union they come.
type oneCase struct {
	submitted, completed, withdrawn step
}

// step is the first event of a kind; the zero value is none.
type step struct {
	moment
	union string
	due   time.Time // of a submission: the deadline, zero = none
}

func (s step) is() bool { return !s.time.IsZero() }

// by says that the step was taken before that instant.
func (s step) by(instant time.Time) bool { return s.is() && s.time.Before(instant) }

func (t *tally) takeCase(row queries.LedgerRow) {
	c := t.cases[row.Thing]
	if c == nil {
		c = &oneCase{}
		t.cases[row.Thing] = c
	}
	taken := step{moment: momentOf(row), union: row.Union, due: row.Due}
	switch row.Type {
	case "application.submitted":
		c.submitted.first(taken)
	case "application.completed":
		c.completed.first(taken)
	case "application.withdrawn":
		c.withdrawn.first(taken)
	}
}

func (s *step) first(other step) {
	if !s.is() || other.before(s.moment) {
		*s = other
	}
}

// isDue says that the case's deadline lies in the window, has come, and that the case was there to be done.
func (c *oneCase) isDue(s span) bool {
	deadline := c.submitted.due
	return c.submitted.by(s.end) && !c.withdrawn.by(s.end) && !deadline.IsZero() &&
		!deadline.Before(s.start) && deadline.Before(s.trueEnd) && !deadline.After(s.end)
}

// responsible is the union that answers for a case at the window's end.
func (c *oneCase) responsible(s span) string {
	if c.completed.by(s.end) {
		return c.completed.union
	}
	return c.submitted.union
}

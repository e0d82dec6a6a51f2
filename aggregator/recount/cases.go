package recount

import (
	"slices"
	"time"

	"unionscreen/queries"
)

// oneCase is one application with all its events before the window's end, from whichever union they come.
type oneCase struct {
	names func(string) string
	steps []step
}

// step is one event of a case.
type step struct {
	moment
	kind  stepKind
	grade int8
	union string
	more  *details // of submissions and transfers
}

type details struct {
	to            string // of a transfer
	service, kind string // of a submission, as is
	due           time.Time
}

type stepKind uint8

const (
	submitted stepKind = iota + 1
	accepted
	suspended
	resumed
	transferred
	completed
	reopened
	withdrawn
	rated
	ratingVoided
)

var stepKinds = map[string]stepKind{
	"application.submitted": submitted, "application.accepted": accepted, "application.suspended": suspended,
	"application.resumed": resumed, "application.transferred": transferred, "application.completed": completed,
	"application.reopened": reopened, "application.withdrawn": withdrawn, "application.rated": rated,
	"rating.voided": ratingVoided,
}

func (t *tally) oneCase(thing string) *oneCase {
	c := t.cases[thing]
	if c == nil {
		c = &oneCase{names: t.name}
		t.cases[thing] = c
	}
	return c
}

func (c *oneCase) take(row queries.LedgerRow, _ time.Time) error {
	s := step{moment: momentOf(row), kind: stepKinds[row.Type], union: c.names(row.Union)}
	s.source = c.names(s.source)
	switch s.kind {
	case submitted:
		s.more = &details{service: c.names(row.Service), kind: c.names(row.CaseKind), due: row.Due}
		if s.more.kind == "" {
			s.more.kind = "service"
		}
	case transferred:
		s.more = &details{to: c.names(row.UnionTo)}
	case rated:
		grade, err := gradeOf(row)
		if err != nil {
			return err
		}
		s.grade = grade
	}
	c.steps = append(c.steps, s)
	return nil
}

func gradeOf(row queries.LedgerRow) (int8, error) {
	said, err := dataOf[struct{ Grade int8 }](row)
	return said.Grade, err
}

// goodGrade is the least grade that is satisfied.
const goodGrade = 3

func (c *oneCase) count(t *tally) {
	slices.SortFunc(c.steps, func(a, b step) int { return a.compare(b.moment) })
	state := c.settle(t.rules.Limit)
	if !state.matches(t.where) {
		return
	}
	t.countApplication(state)
	t.countCompletion(state)
	t.countHandling(state)
	t.countDue(state)
	t.countOverdueOpen(state)
	t.countAcceptDue(state)
	t.countReopened(state)
	t.countRated(state)
}

// matches says whether the case is among those asked for, by its submission: one without a submission is of no kind and
// of no service.
func (s *caseState) matches(where queries.Where) bool {
	if s.submitted == nil {
		return len(where.Kinds) == 0 && len(where.Services) == 0
	}
	return allows(where.Kinds, s.submitted.more.kind) && allows(where.Services, s.submitted.more.service)
}

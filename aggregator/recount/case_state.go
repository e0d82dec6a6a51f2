package recount

import "time"

// caseState is what a case's events before the window's end come to.
type caseState struct {
	submitted *step // the first
	withdrawn bool
	paused    bool

	// completed is the completion that stands: the first one since the start or the last reopening that had effect.
	// completedBy is the union that was responsible just before it.
	completed   *step
	completedBy string
	reopenings  []*step // that had effect

	accepted   *step // the first
	acceptedBy string

	responsible string // at the window's end
	rated       *step  // the last valid rating

	deadline time.Time // moved by the pauses that have ended; zero = none
	acceptBy time.Time // zero = no limit
	pauses   []pause   // that have ended

	since time.Time // of the running pause
}

type pause struct{ from, to time.Time }

// settle walks through the events in their order. Submission and deadline are settled beforehand, for they belong to the
// case whenever they come. Transfers, acceptance and ratings are threads of their own, which a withdrawal does not end.
func (c *oneCase) settle(limit func(string, time.Time) (due, acceptBy time.Time)) *caseState {
	s := &caseState{}
	s.submit(c.steps, limit)
	for i := range c.steps {
		it := &c.steps[i]
		switch it.kind {
		case transferred:
			s.responsible = it.more.to
		case accepted:
			if s.accepted == nil {
				s.accepted, s.acceptedBy = it, s.responsible
			}
		case rated:
			s.rated = it
		case ratingVoided:
			s.rated = nil
		}
		if !s.withdrawn {
			s.progress(it)
		}
	}
	return s
}

// submit takes the first submission: its union is responsible until the first transfer, even for what comes before it.
func (s *caseState) submit(steps []step, limit func(string, time.Time) (due, acceptBy time.Time)) {
	for i := range steps {
		if steps[i].kind == submitted {
			s.submitted = &steps[i]
			break
		}
	}
	if s.submitted == nil {
		return
	}
	s.responsible = s.submitted.union
	s.deadline = s.submitted.more.due
	if limit == nil {
		return
	}
	due, acceptBy := limit(s.submitted.more.service, s.submitted.time)
	if s.deadline.IsZero() {
		s.deadline = due
	}
	s.acceptBy = acceptBy
}

// progress is the thread of work on a case: a withdrawal is final.
func (s *caseState) progress(it *step) {
	switch it.kind {
	case suspended:
		if !s.paused && s.completed == nil {
			s.paused, s.since = true, it.time
		}
	case resumed:
		s.endPause(it.time)
	case completed:
		if s.completed == nil {
			s.completed, s.completedBy = it, s.responsible
			s.endPause(it.time)
		}
	case reopened:
		if s.completed != nil {
			s.completed, s.completedBy = nil, ""
			s.reopenings = append(s.reopenings, it)
		}
	case withdrawn:
		s.withdrawn, s.completed, s.completedBy = true, nil, ""
		s.endPause(it.time)
	}
}

// endPause moves the deadline by the pause's length if the pause was begun before it.
func (s *caseState) endPause(at time.Time) {
	if !s.paused {
		return
	}
	s.paused = false
	s.pauses = append(s.pauses, pause{s.since, at})
	if !s.deadline.IsZero() && s.since.Before(s.deadline) {
		s.deadline = s.deadline.Add(at.Sub(s.since))
	}
}

// falls says that an instant lies in the period and has come: one at the end of the period belongs to the next.
func (s span) falls(at time.Time) bool {
	return !at.IsZero() && !at.Before(s.start) && at.Before(s.trueEnd) && !at.After(s.end)
}

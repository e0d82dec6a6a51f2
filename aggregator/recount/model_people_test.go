package recount

import (
	"slices"
	"time"

	"unionscreen/queries"
)

func (m *model) person(thing string) {
	own := m.of("", thing)
	if cards := kind(own, "card.issued"); len(cards) > 0 {
		m.add(last(cards).Union, "cards_issued")
	}
	if rated := within(m, kind(own, "union.rated")); len(rated) > 0 {
		m.add(last(rated).Union, "home_ratings")
		if number(last(rated), "grade") > 2 {
			m.add(last(rated).Union, "home_rated_well")
		}
	}
	whether, where := kind(own, "member.verified", "member.unverified"), kind(own, "member.verified", "member.transferred")
	if len(whether) == 0 || last(whether).Type != "member.verified" {
		return
	}
	union := last(where).Union
	if last(where).Type == "member.transferred" {
		union = last(where).UnionTo
	}
	m.add(union, "verified_members")
	if m.in(kind(own, "member.verified")[0]) {
		m.add(union, "newly_verified")
	}
	if slices.ContainsFunc(within(m, m.live), func(x queries.LedgerRow) bool {
		return x.Type == "member.active" && x.Thing == thing || (x.Type == "activity.joined" || x.Type == "application.submitted") && x.Person == thing
	}) {
		m.add(union, "active_members")
	}
}

// theCase looks at the thread of completions as at a word of c and r, of which only the changes count, and at pauses as at
// stretches from a suspension to the first event that ends it.
func (m *model) theCase(thing string) {
	own := pick(m.of("", thing), func(x queries.LedgerRow) bool { return x.Family == queries.Applications })
	submitted := kind(own, "application.submitted")
	if len(m.where.Kinds)+len(m.where.Services) > 0 {
		if len(submitted) == 0 || !is(m.where.Services, submitted[0].Service) {
			return
		}
		if named := submitted[0].CaseKind; !is(m.where.Kinds, named) && (named != "" || !is(m.where.Kinds, "service")) {
			return
		}
	}
	work := own
	withdrawn := slices.IndexFunc(own, func(x queries.LedgerRow) bool { return x.Type == "application.withdrawn" })
	if withdrawn >= 0 {
		work = own[:withdrawn]
	}
	changes := changesOf(work)
	m.caseReopened(changes)
	m.caseRated(own)
	if withdrawn >= 0 {
		return
	}
	var completion *queries.LedgerRow
	if len(changes) > 0 && last(changes).Type == "application.completed" {
		completion = &changes[len(changes)-1]
	}
	if completion != nil && m.in(*completion) {
		m.add(completion.Union, "completions")
	}
	if len(submitted) > 0 {
		m.submittedCase(own, submitted[0], completion)
	}
}

// changesOf gives the completions and reopenings that had effect, by turns.
func changesOf(work []queries.LedgerRow) (changes []queries.LedgerRow) {
	for _, x := range kind(work, "application.completed", "application.reopened") {
		done := len(changes)%2 == 1
		if done == (x.Type == "application.reopened") {
			changes = append(changes, x)
		}
	}
	return changes
}

func (m *model) caseReopened(changes []queries.LedgerRow) {
	if reopened := within(m, kind(changes, "application.reopened")); len(reopened) > 0 {
		m.add(last(reopened).Union, "reopened")
	}
}

func (m *model) caseRated(own []queries.LedgerRow) {
	threads := kind(own, "application.rated", "rating.voided")
	if len(threads) == 0 || last(threads).Type == "rating.voided" || !m.in(last(threads)) {
		return
	}
	m.add(last(threads).Union, "rated")
	if number(last(threads), "grade") >= 3 {
		m.add(last(threads).Union, "rated_well")
	}
}

func (m *model) submittedCase(own []queries.LedgerRow, submission queries.LedgerRow, completion *queries.LedgerRow) {
	if m.in(submission) {
		m.add(submission.Union, "applications")
		m.set(submission.Union, "services", submission.Service)
	}
	deadline, acceptBy := submission.Due, time.Time{}
	if m.rules.Limit != nil {
		limit, accept := m.rules.Limit(submission.Service, submission.Time)
		acceptBy = accept
		if deadline.IsZero() {
			deadline = limit
		}
	}
	// responsible just before an event; at the end if there is none
	responsible := func(before *queries.LedgerRow) string {
		moves := pick(kind(own, "application.transferred"), func(x queries.LedgerRow) bool { return before == nil || byOrder(x, *before) < 0 })
		if len(moves) == 0 {
			return submission.Union
		}
		return last(moves).UnionTo
	}
	falls := func(t time.Time) bool {
		return !t.IsZero() && !t.Before(m.w.Start) && t.Before(m.w.End) && !t.After(m.e)
	}

	if falls(acceptBy) {
		m.acceptDue(kind(own, "application.accepted"), acceptBy, responsible)
	}
	deadline, out, paused := pausesByModel(own, submission, deadline)
	if completion != nil && m.in(*completion) && byOrder(submission, *completion) < 0 {
		handled := completion.Time.Sub(submission.Time) - out
		m.add(completion.Union, "handled")
		m.addMany(completion.Union, "handled_us", handled.Microseconds())
		m.took[completion.Union] = append(m.took[completion.Union], handled)
	}
	if completion == nil && !paused && !deadline.IsZero() && deadline.Before(m.e) {
		m.add(responsible(nil), "overdue_open")
	}
	if paused || !falls(deadline) {
		return
	}
	m.add(responsible(completion), "due")
	if completion != nil {
		m.add(responsible(completion), "due_completed")
		if !completion.Time.After(deadline) {
			m.add(responsible(completion), "on_time")
		}
	}
}

func (m *model) acceptDue(accepted []queries.LedgerRow, acceptBy time.Time, responsible func(*queries.LedgerRow) string) {
	if len(accepted) == 0 {
		m.add(responsible(nil), "accept_due")
		return
	}
	m.add(responsible(&accepted[0]), "accept_due")
	if !accepted[0].Time.After(acceptBy) {
		m.add(responsible(&accepted[0]), "accept_on_time")
	}
}

// pausesByModel gives the deadline as the pauses that have ended move it, what of them lies after the submission, and
// whether one is running.
func pausesByModel(own []queries.LedgerRow, submission queries.LedgerRow, deadline time.Time) (moved time.Time, out time.Duration, paused bool) {
	for i := 0; i < len(own); i++ {
		if own[i].Type != "application.suspended" || len(changesOf(own[:i]))%2 == 1 {
			continue
		}
		end := slices.IndexFunc(own[i:], func(x queries.LedgerRow) bool {
			return x.Type == "application.resumed" || x.Type == "application.completed"
		})
		if end < 0 {
			return deadline, out, true
		}
		from, to := own[i].Time, own[i+end].Time
		if from.Before(deadline) {
			deadline = deadline.Add(to.Sub(from))
		}
		if to.After(submission.Time) {
			out += min(to.Sub(from), to.Sub(submission.Time))
		}
		i += end
	}
	return deadline, out, false
}

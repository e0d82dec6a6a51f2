package recount

// countAcceptDue: cases whose limit of acceptance lies in the window and has come, and of them those first taken up at or
// before it. Of the union responsible just before the acceptance, else at the window's end. Pauses do not move the limit.
func (t *tally) countAcceptDue(c *caseState) {
	if c.submitted == nil || !t.span.falls(c.acceptBy) || c.withdrawn {
		return
	}
	if c.accepted == nil {
		t.add(c.responsible, "accept_due")
		return
	}
	t.add(c.acceptedBy, "accept_due")
	if !c.accepted.time.After(c.acceptBy) {
		t.add(c.acceptedBy, "accept_on_time")
	}
}

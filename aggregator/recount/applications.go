package recount

// countApplication: submitted in the window, not withdrawn at its end; union of submission.
func (t *tally) countApplication(c *caseState) {
	if c.submitted != nil && t.span.contains(c.submitted.time) && !c.withdrawn {
		t.add(c.submitted.union, "applications")
		t.set(c.submitted.union, "services", c.submitted.more.service)
	}
}

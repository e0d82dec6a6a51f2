package recount

// countApplication: submitted in the window, not withdrawn at its end; union of submission.
func (t *tally) countApplication(c *oneCase) {
	if c.submitted.is() && t.span.contains(c.submitted.time) && !c.withdrawn.by(t.span.end) {
		t.add(c.submitted.union, "applications")
	}
}

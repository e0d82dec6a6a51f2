package recount

// countDue: cases whose deadline lies in the window and has come, whenever they were submitted.
func (t *tally) countDue(c *oneCase) {
	if c.isDue(t.span) {
		t.add(c.responsible(t.span), "due")
	}
}

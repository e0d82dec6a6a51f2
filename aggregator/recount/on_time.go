package recount

// countOnTime: of those due, the ones completed at or before the deadline.
func (t *tally) countOnTime(c *oneCase) {
	if c.isDue(t.span) && c.completed.by(t.span.end) && !c.completed.time.After(c.submitted.due) {
		t.add(c.responsible(t.span), "on_time")
	}
}

package recount

// countOverdueOpen: cases past their deadline at the window's end, neither completed nor withdrawn; union of submission.
func (t *tally) countOverdueOpen(c *oneCase) {
	end := t.span.end
	late := c.submitted.by(end) && !c.submitted.due.IsZero() && c.submitted.due.Before(end)
	if late && !c.completed.by(end) && !c.withdrawn.by(end) {
		t.add(c.submitted.union, "overdue_open")
	}
}

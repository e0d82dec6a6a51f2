package recount

// countOverdueOpen: cases past their deadline at the window's end, neither completed, withdrawn nor paused; union
// responsible then.
func (t *tally) countOverdueOpen(c *caseState) {
	late := c.submitted != nil && !c.deadline.IsZero() && c.deadline.Before(t.span.end)
	if late && c.completed == nil && !c.withdrawn && !c.paused {
		t.add(c.responsible, "overdue_open")
	}
}

package recount

// countDue: cases whose deadline lies in the window and has come, whenever they were submitted, unless withdrawn or
// paused at the window's end. due_completed are those completed by then, on_time those completed at or before the
// deadline. All three are of the union responsible: just before the completion, else at the window's end.
func (t *tally) countDue(c *caseState) {
	if c.submitted == nil || !t.span.falls(c.deadline) || c.withdrawn || c.paused {
		return
	}
	if c.completed == nil {
		t.add(c.responsible, "due")
		return
	}
	t.add(c.completedBy, "due")
	t.add(c.completedBy, "due_completed")
	if !c.completed.time.After(c.deadline) {
		t.add(c.completedBy, "on_time")
	}
}

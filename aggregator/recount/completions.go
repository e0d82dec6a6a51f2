package recount

// countCompletion: completed at the window's end, by a completion in it; union of completion. A completion without a
// submission counts.
func (t *tally) countCompletion(c *caseState) {
	if t.counts(c) {
		t.add(c.completed.union, "completions")
	}
}

func (t *tally) counts(c *caseState) bool {
	return c.completed != nil && t.span.contains(c.completed.time)
}

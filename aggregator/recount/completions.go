package recount

// countCompletion: completed in the window, not withdrawn at its end; union of completion. One withdrawn before it was
// completed is withdrawn at the window's end too, and never counts. A completion without a submission counts.
func (t *tally) countCompletion(c *oneCase) {
	if c.completed.is() && t.span.contains(c.completed.time) && !c.withdrawn.by(t.span.end) {
		t.add(c.completed.union, "completions")
	}
}

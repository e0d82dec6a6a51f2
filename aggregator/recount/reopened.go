package recount

// countReopened: cases reopened in the window, once each, in the union of the last reopening in it. A case withdrawn later
// was reopened all the same.
func (t *tally) countReopened(c *caseState) {
	union, some := "", false
	for _, it := range c.reopenings {
		if t.span.contains(it.time) {
			union, some = it.union, true
		}
	}
	if some {
		t.add(union, "reopened")
	}
}

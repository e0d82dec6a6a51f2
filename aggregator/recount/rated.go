package recount

// countRated: cases whose last valid rating lies in the window, in the union of that event. A rating before the window is
// not made one of it by a void inside.
func (t *tally) countRated(c *caseState) {
	if c.rated == nil || !t.span.contains(c.rated.time) {
		return
	}
	t.add(c.rated.union, "rated")
	if c.rated.grade >= goodGrade {
		t.add(c.rated.union, "rated_well")
	}
}

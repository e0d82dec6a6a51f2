package recount

// countFeatured: featured in the window, at one of the levels asked for.
func (t *tally) countFeatured(a *activity) {
	for _, level := range a.featured {
		if allows(t.where.Levels, level) {
			t.add(a.union, "featured_projects")
			return
		}
	}
}

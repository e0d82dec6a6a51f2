package recount

func (t *tally) noteGroups(a *activity) {
	for _, h := range a.held {
		if h.Group != "" && allows(t.where.Kinds, h.Kind) {
			t.groups[[2]string{a.union, h.Group}] = true
		}
	}
}

// countInterestGroups counts the groups that held something in the window, distinct in each union over its activities.
func (t *tally) countInterestGroups() {
	for key := range t.groups {
		t.add(key[0], "interest_groups")
	}
}

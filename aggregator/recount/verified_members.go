package recount

// countVerifiedMember counts a person verified at the window's end in the union where he or she then is.
func (t *tally) countVerifiedMember(m *member) {
	if m.is {
		t.add(m.union, "verified_members")
	}
}

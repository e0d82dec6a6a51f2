package recount

// countNewlyVerified counts a person whose first verification ever lies in the window and who is verified at its end,
// where he or she then is. Whoever lost the verification and gained it again in the window is not new.
func (t *tally) countNewlyVerified(m *member) {
	if m.is && t.span.contains(m.first) {
		t.add(m.union, "newly_verified")
	}
}

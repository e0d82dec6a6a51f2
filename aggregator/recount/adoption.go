package recount

// countSubmitted: offered to a superior in the window, once each. Whether, where and when it was published does not
// matter, and no restriction of articles does.
func (t *tally) countSubmitted(a *article) {
	if a.submitted {
		t.add(a.union, "submitted_articles")
	}
}

// countAdopted: taken up by a superior in the window, once each, and of these the ones on some superior's home page.
func (t *tally) countAdopted(a *article) {
	if a.adopted {
		t.add(a.union, "adopted_articles")
	}
	if a.homepage {
		t.add(a.union, "adopted_homepage")
	}
}

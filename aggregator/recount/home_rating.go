package recount

// countHomeRating counts each person's last rating in the window, in the union that it names.
func (t *tally) countHomeRating(m *member) {
	if !m.rating.is() {
		return
	}
	t.add(m.ratingUnion, "home_ratings")
	if m.ratingGrade >= goodGrade {
		t.add(m.ratingUnion, "home_rated_well")
	}
}

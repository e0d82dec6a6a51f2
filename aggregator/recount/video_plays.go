package recount

// countPlays adds the plays of the days in the window.
func (t *tally) countPlays(union string, rows []measurement) {
	for _, row := range rows {
		if row.said.Plays != nil && t.span.contains(row.at) {
			t.addMany(union, "video_plays", *row.said.Plays)
		}
	}
}

package recount

import "slices"

// countFollowers adds the followers of the last day on which the account states them.
func (t *tally) countFollowers(union string, rows []measurement) {
	for _, row := range slices.Backward(rows) {
		if row.said.Followers != nil {
			t.addMany(union, "followers", *row.said.Followers)
			return
		}
	}
}

// countActiveFollowers adds both parts of the rate, if the account's last day states both.
func (t *tally) countActiveFollowers(union string, last measured) {
	if last.Followers != nil && last.ActiveFollowers != nil {
		t.addMany(union, "active_followers_of", *last.ActiveFollowers)
		t.addMany(union, "followers_of", *last.Followers)
	}
}

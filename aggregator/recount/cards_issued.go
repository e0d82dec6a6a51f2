package recount

// countCard counts a person with a card, once, in the union that issued the last one.
func (t *tally) countCard(m *member) {
	if m.card.is() {
		t.add(m.cardUnion, "cards_issued")
	}
}

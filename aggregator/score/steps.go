package score

// steps (分档计分): the points of the highest step reached, lower bounds inclusive; below the lowest step nothing.
func steps(p *problem) (exact, string) {
	for i := len(p.item.Steps) - 1; i >= 0; i-- {
		s := p.item.Steps[i]
		if p.x.cmp(decimal(s.From)) >= 0 {
			return decimal(s.Points), p.value.operand() + " ≥ " + plain(s.From) + " → " + plain(s.Points)
		}
	}
	return whole(0), p.value.operand() + " < " + plain(p.item.Steps[0].From) + " → 0"
}

package score

// steps (分档计分): the points of the highest step reached, lower bounds inclusive; below the lowest step nothing.
func steps(p *problem) exact {
	p.operand()
	for i := len(p.steps) - 1; i >= 0; i-- {
		if s := &p.steps[i]; p.x.cmp(s.from.exact) >= 0 {
			p.put(" ≥ ", s.from.words, " → ", s.points.words)
			return s.points.exact
		}
	}
	p.put(" < ", p.steps[0].from.words, " → 0")
	return whole(0)
}

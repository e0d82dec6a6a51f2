package score

// minmax (极差标准化): F · (x − min)/(max − min) within the group; when less is better, from the other end. A group
// whose values are all equal, or that has one value only, gets F.
func minmax(p *problem) exact {
	s := p.spread
	if s.width.sign() == 0 {
		p.put(p.points.words, " × 1")
		return p.points.exact
	}
	low, high := s.words[0], s.words[1]
	p.put(p.points.words, " × (")
	var from exact
	if p.down {
		from = s.values[s.high].sub(s.values[p.at])
		p.put(high, " − ")
		p.putCompared()
	} else {
		from = s.values[p.at].sub(s.values[s.low])
		p.putCompared()
		p.put(" − ", low)
	}
	p.put(") / (", high, " − ", low, ")")
	return p.points.mul(from.quo(s.width))
}

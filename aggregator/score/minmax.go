package score

// minmax (极差标准化): F · (x − min)/(max − min) within the group; when less is better, from the other end. A group
// whose values are all equal, or that has one value only, gets F.
func minmax(p *problem) exact {
	s := p.spread
	p.putShare()
	if s.width.sign() == 0 {
		return p.points.exact
	}
	from := s.value(p.at).sub(s.value(s.low))
	if p.down {
		from = s.value(s.high).sub(s.value(p.at))
	}
	return p.points.mul(from.quo(s.width))
}

// putShare writes the formula of minmax.
func (p *problem) putShare() {
	low, high := p.spread.words[0], p.spread.words[1]
	if p.spread.width.sign() == 0 {
		p.put(p.points.words, " × 1")
		return
	}
	p.put(p.points.words, " × (")
	if p.down {
		p.put(high, " − ")
		p.putCompared()
	} else {
		p.putCompared()
		p.put(" − ", low)
	}
	p.put(") / (", high, " − ", low, ")")
}

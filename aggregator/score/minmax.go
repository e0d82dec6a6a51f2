package score

// minmax (极差标准化): F · (x − min)/(max − min) within the group; when less is better, from the other end. A group
// whose values are all equal, or that has one value only, gets F.
func minmax(p *problem) (exact, string) {
	s := p.spread
	low, high := s.values[s.low], s.values[s.high]
	if low.cmp(high) == 0 {
		return p.points.exact, p.points.words + " × 1"
	}
	from, way := s.values[p.at].sub(low), s.words[p.at]+" − "+s.words[s.low]
	if p.down {
		from, way = high.sub(s.values[p.at]), s.words[s.high]+" − "+s.words[p.at]
	}
	return p.points.mul(from).quo(high.sub(low)),
		p.points.words + " × (" + way + ") / (" + s.words[s.high] + " − " + s.words[s.low] + ")"
}

package score

import "fmt"

// minmax (极差标准化): F · (x − min)/(max − min) within the group; when less is better, from the other end. A group
// whose values are all equal, or that has one value only, gets F.
func minmax(p problem) (exact, string) {
	s := p.spread
	low, high := s.values[s.low], s.values[s.high]
	if low.cmp(high) == 0 {
		return p.full, fmt.Sprintf("%s × 1", plain(p.item.Points))
	}
	from, to := p.x.sub(low), fmt.Sprintf("%s − %s", p.value.operand(), s.words[s.low])
	if p.down {
		from, to = high.sub(p.x), fmt.Sprintf("%s − %s", s.words[s.high], p.value.operand())
	}
	return p.full.mul(from).quo(high.sub(low)),
		fmt.Sprintf("%s × (%s) / (%s − %s)", plain(p.item.Points), to, s.words[s.high], s.words[s.low])
}

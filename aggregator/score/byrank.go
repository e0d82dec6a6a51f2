package score

import "strconv"

// byRank (名次法): F · (n − position)/(n − 1), tied units sharing the mean of their positions; alone in the group: F.
func byRank(p *problem) exact {
	n := int64(len(p.spread.valued))
	if n == 1 {
		p.put(p.points.words, " × 1")
		return p.points.exact
	}
	doubled := p.spread.doubled[p.at]
	var digits [20]byte
	units := string(strconv.AppendInt(digits[:0], n, 10))
	p.put(p.points.words, " × (", units, " − ")
	p.out = strconv.AppendInt(p.out, doubled/2, 10)
	if doubled%2 == 1 {
		p.put(".5")
	}
	p.put(") / (", units, " − 1)")
	return p.points.mul(exact{n: 2*n - doubled, d: 2 * (n - 1)})
}

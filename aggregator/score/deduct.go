package score

// deduct (倒扣): F less the deductions, which are so much for each thing and together at most the cap.
func deduct(p *problem) exact {
	c := &p.constants
	lost := c.each.mul(p.x)
	p.put("max(0, ", p.points.words, " − ")
	if c.limited {
		lost = least(lost, c.limit.exact)
		p.put("min(", c.limit.words, ", ")
	}
	p.put(c.each.words, " × ")
	p.operand()
	if c.limited {
		p.put(")")
	}
	p.put(")")
	return p.points.sub(lost)
}

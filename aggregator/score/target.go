package score

// target (目标完成率法): F · min(x / target, cap).
func target(p *problem) exact {
	limit := &p.constants.limit
	p.put(p.points.words, " × min(")
	p.operand()
	p.put(" / ")
	at := p.spans[p.k].target
	p.out = append(p.out, p.out[at.from:at.to]...)
	p.put(", ", limit.words, ")")
	return p.points.mul(least(p.x.quo(p.target), limit.exact))
}

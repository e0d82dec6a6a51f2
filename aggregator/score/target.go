package score

// target (目标完成率法): F · min(x / target, cap).
func target(p *problem) (exact, string) {
	limit := p.constants["cap"]
	done := least(p.x.quo(decimal(p.target)), limit.exact)
	return p.points.mul(done), p.points.words + " × min(" + p.value.operand() + " / " + plain(p.target) + ", " + limit.words + ")"
}

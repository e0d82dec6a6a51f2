package score

// efficacy (功效系数法): F/100 · clamp(60 + 40 · (x − x_s)/(x_h − x_s), 0, 100), where x_s is what is not allowed and
// x_h what satisfies; for an indicator of which less is better x_h lies below x_s.
func efficacy(p *problem) exact {
	low, high := &p.constants.low, &p.constants.high
	reached := whole(60).add(whole(40).mul(p.x.sub(low.exact).quo(high.sub(low.exact))))
	reached = least(greatest(reached, whole(0)), whole(100))
	p.put(p.points.words, " / 100 × min(max(60 + 40 × (")
	p.operand()
	p.put(" − ", low.words, ") / (", high.words, " − ", low.words, "), 0), 100)")
	return p.points.mul(reached).quo(whole(100))
}

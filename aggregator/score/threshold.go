package score

// threshold (阈值扣分法): max(floor, F − k · max(0, T − r)), k in points per percentage point; for an indicator of
// which less is better the sign turns.
func threshold(p *problem) exact {
	line, slope, floor := &p.constants.line, &p.constants.slope, &p.constants.floor
	p.put("max(", floor.words, ", ", p.points.words, " − ", slope.words, " × max(0, ")
	var missing exact
	if p.down {
		missing = p.x.sub(line.exact)
		p.operand()
		p.put(" − ", line.words)
	} else {
		missing = line.sub(p.x)
		p.put(line.words, " − ")
		p.operand()
	}
	p.put("))")
	return greatest(floor.exact, p.points.sub(slope.mul(greatest(missing, whole(0)))))
}

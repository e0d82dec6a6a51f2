package score

// piece (计件加分): points for each piece, up to F. The measure has counted each thing once, at its highest level.
func piece(p *problem) exact {
	each := &p.constants.each
	p.put("min(", p.points.words, ", ", each.words, " × ")
	p.operand()
	p.put(")")
	return least(each.mul(p.x), p.points.exact)
}

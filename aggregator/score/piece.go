package score

// piece (计件加分): points for each piece, up to F. The measure has counted each thing once, at its highest level.
func piece(p *problem) (exact, string) {
	each := p.constants["each"]
	return least(each.mul(p.x), p.points.exact), "min(" + p.points.words + ", " + each.words + " × " + p.value.operand() + ")"
}

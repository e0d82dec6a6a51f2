package score

// deduct (倒扣): F less the deductions, which are so much for each thing and together at most the cap.
func deduct(p *problem) (exact, string) {
	each := p.constants["each"]
	lost, taken := each.mul(p.x), each.words+" × "+p.value.operand()
	if limit, capped := p.constants["cap"]; capped {
		lost, taken = least(lost, limit.exact), "min("+limit.words+", "+taken+")"
	}
	return p.points.sub(lost), "max(0, " + p.points.words + " − " + taken + ")"
}

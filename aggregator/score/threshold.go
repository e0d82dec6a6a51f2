package score

// threshold (阈值扣分法): max(floor, F − k · max(0, T − r)), k in points per percentage point; for an indicator of
// which less is better the sign turns.
func threshold(p *problem) (exact, string) {
	line, slope, floor := p.constants["T"], p.constants["k"], p.constants["floor"]
	missing, gap := line.sub(p.x), line.words+" − "+p.value.operand()
	if p.down {
		missing, gap = missing.neg(), p.value.operand()+" − "+line.words
	}
	marks := greatest(floor.exact, p.points.sub(slope.mul(greatest(missing, whole(0)))))
	return marks, "max(" + floor.words + ", " + p.points.words + " − " + slope.words + " × max(0, " + gap + "))"
}

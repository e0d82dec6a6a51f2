package score

import "fmt"

// threshold (阈值扣分法): max(floor, F − k · max(0, T − r)), k in points per percentage point; for an indicator of
// which less is better the sign turns.
func threshold(p problem) (exact, string) {
	c := p.item.Constants
	line, slope, floor := c["T"], c["k"], c["floor"]
	missing := decimal(line).sub(p.x)
	gap := fmt.Sprintf("%s − %s", plain(line), p.value.operand())
	if p.down {
		missing = missing.neg()
		gap = fmt.Sprintf("%s − %s", p.value.operand(), plain(line))
	}
	marks := greatest(decimal(floor), p.full.sub(decimal(slope).mul(greatest(missing, whole(0)))))
	return marks, fmt.Sprintf("max(%s, %s − %s × max(0, %s))", plain(floor), plain(p.item.Points), plain(slope), gap)
}

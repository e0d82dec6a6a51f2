package score

import "fmt"

// deduct (倒扣): F less the deductions, which are so much for each thing and together at most the cap.
func deduct(p problem) (exact, string) {
	each, limit := p.item.Constants["each"], p.item.Constants["cap"]
	lost := decimal(each).mul(p.x)
	taken := fmt.Sprintf("%s × %s", plain(each), p.value.operand())
	if limit != nil {
		lost = least(lost, decimal(limit))
		taken = fmt.Sprintf("min(%s, %s)", plain(limit), taken)
	}
	return p.full.sub(lost), fmt.Sprintf("max(0, %s − %s)", plain(p.item.Points), taken)
}

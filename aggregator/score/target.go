package score

import "fmt"

// target (目标完成率法): F · min(x / target, cap).
func target(p problem) (exact, string) {
	limit := p.item.Constants["cap"]
	done := least(p.x.quo(decimal(p.target)), decimal(limit))
	return p.full.mul(done), fmt.Sprintf("%s × min(%s / %s, %s)", plain(p.item.Points), p.value.operand(), plain(p.target), plain(limit))
}

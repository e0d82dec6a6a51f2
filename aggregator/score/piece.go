package score

import "fmt"

// piece (计件加分): points for each piece, up to F. The measure has counted each thing once, at its highest level.
func piece(p problem) (exact, string) {
	each := p.item.Constants["each"]
	marks := least(decimal(each).mul(p.x), p.full)
	return marks, fmt.Sprintf("min(%s, %s × %s)", plain(p.item.Points), plain(each), p.value.operand())
}

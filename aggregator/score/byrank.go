package score

import (
	"strconv"
	"strings"
)

// byRank (名次法): F · (n − position)/(n − 1), tied units sharing the mean of their positions; alone in the group: F.
func byRank(p *problem) (exact, string) {
	n := len(p.spread.sorted)
	if n == 1 {
		return p.points.exact, p.points.words + " × 1"
	}
	position := p.spread.position[p.at]
	shown := position.round(1, "") // a mean of whole places ends in .0 or .5
	units := strconv.Itoa(n)
	return p.points.mul(whole(int64(n)).sub(position)).quo(whole(int64(n - 1))),
		p.points.words + " × (" + units + " − " + strings.TrimSuffix(text(&shown), ".0") + ") / (" + units + " − 1)"
}

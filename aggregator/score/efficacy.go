package score

import "fmt"

// efficacy (功效系数法): F/100 · clamp(60 + 40 · (x − x_s)/(x_h − x_s), 0, 100), where x_s is what is not allowed and
// x_h what satisfies; for an indicator of which less is better x_h lies below x_s.
func efficacy(p problem) (exact, string) {
	low, high := p.item.Constants["x_s"], p.item.Constants["x_h"]
	way := decimal(high).sub(decimal(low))
	points := whole(60).add(whole(40).mul(p.x.sub(decimal(low)).quo(way)))
	points = least(greatest(points, whole(0)), whole(100))
	return p.full.mul(points).quo(whole(100)), fmt.Sprintf("%s / 100 × min(max(60 + 40 × (%s − %s) / (%s − %s), 0), 100)",
		plain(p.item.Points), p.value.operand(), plain(low), plain(high), plain(low))
}

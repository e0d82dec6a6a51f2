package score

import "fmt"

// byRank (名次法): F · (n − position)/(n − 1), tied units sharing the mean of their positions; alone in the group: F.
func byRank(p problem) (exact, string) {
	n := len(p.spread.sorted)
	if n == 1 {
		return p.full, fmt.Sprintf("%s × 1", plain(p.item.Points))
	}
	position := p.spread.position[p.at]
	shown := position.round(1, "")
	place := text(&shown)
	if len(place) > 2 && place[len(place)-2:] == ".0" {
		place = place[:len(place)-2]
	}
	return p.full.mul(whole(int64(n)).sub(position)).quo(whole(int64(n - 1))),
		fmt.Sprintf("%s × (%d − %s) / (%d − 1)", plain(p.item.Points), n, place, n)
}

package broker

// gauge knows how many bytes of a partition lie between two offsets. kfake tells the bytes of the whole partition only,
// and records differ in size, so the gauge keeps points (offset, bytes ever written below it) and lays a line between
// neighbours. It is pure.
type gauge struct {
	points []point // rising in both
	step   int64   // bytes between two points that are kept
}

type point struct{ offset, bytes int64 }

// observe takes the partition as it is now: offsets [start, end) hold size bytes.
func (g *gauge) observe(start, end, size int64) {
	if n := len(g.points); n == 0 || g.points[n-1].offset > end || g.points[0].offset > start {
		// The first look, or the log was cut off behind our back.
		g.points = append(g.points[:0], point{start, 0}, point{end, size})
		return
	}
	g.drop(start)
	now := point{end, g.at(start) + size}
	last := len(g.points) - 1
	now.bytes = max(now.bytes, g.points[last].bytes)
	if last > 0 && now.bytes-g.points[last-1].bytes < g.step {
		g.points[last] = now
		return
	}
	if now.offset > g.points[last].offset {
		g.points = append(g.points, now)
	}
}

// unread gives the bytes of [from, end of the log).
func (g *gauge) unread(from int64) int64 {
	if len(g.points) == 0 {
		return 0
	}
	return max(0, g.points[len(g.points)-1].bytes-g.at(from))
}

// at gives the bytes below an offset, by the line between its neighbours.
func (g *gauge) at(offset int64) int64 {
	prev := g.points[0]
	if offset <= prev.offset {
		return prev.bytes
	}
	for _, p := range g.points[1:] {
		if offset <= p.offset {
			share := float64(offset-prev.offset) / float64(p.offset-prev.offset)
			return prev.bytes + int64(share*float64(p.bytes-prev.bytes))
		}
		prev = p
	}
	return prev.bytes
}

// drop forgets points that lie below the log's start, but the last of them.
func (g *gauge) drop(start int64) {
	n := 0
	for n+1 < len(g.points) && g.points[n+1].offset <= start {
		n++
	}
	g.points = append(g.points[:0], g.points[n:]...)
}

package dashboard

import (
	"sync"
	"time"

	"github.com/valyala/fasthttp"
)

// mostLarge is how many large bodies may be in memory at once: whoever holds a token could else open hundreds of
// connections and have each hold a body of the largest size.
const mostLarge = 8

// largeBodies counts the requests that were allowed a large body. A grant is named by the header of its request, which
// one connection uses at a time, and ends with the answer, at the latest when its time is up: by then the connection was
// cut off.
type largeBodies struct {
	mu      sync.Mutex
	granted map[*fasthttp.RequestHeader]grant
	size    int // grants that were not refused
}

type grant struct {
	end     time.Time
	refused bool // for want of room
}

// ask allows one more, if there is room.
func (l *largeBodies) ask(header *fasthttp.RequestHeader, now time.Time, life time.Duration) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.granted == nil {
		l.granted = map[*fasthttp.RequestHeader]grant{}
	}
	l.end(header)
	for other, g := range l.granted {
		if !now.Before(g.end) {
			l.end(other)
		}
	}
	g := grant{end: now.Add(life), refused: l.size >= mostLarge}
	l.granted[header] = g
	if !g.refused {
		l.size++
	}
	return !g.refused
}

// release ends a grant, if there is one, and says whether it was refused for want of room.
func (l *largeBodies) release(header *fasthttp.RequestHeader) (refused bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.end(header)
}

func (l *largeBodies) end(header *fasthttp.RequestHeader) (refused bool) {
	g, known := l.granted[header]
	if known && !g.refused {
		l.size--
	}
	delete(l.granted, header)
	return g.refused
}

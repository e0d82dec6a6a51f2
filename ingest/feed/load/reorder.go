package load

import (
	"container/heap"
	"math/rand/v2"

	"unionscreen/ingest/feed"
)

// reorder mixes a row of messages: each is given at most distance places after where it stood, and not before any that
// stood more than distance places ahead of it. It holds no more than that.
type reorder struct {
	dice     *rand.Rand
	distance int
	queue    waiting
	taken    int // messages so far
}

type waitingMessage struct {
	place, order int
	message      feed.Message
}

type waiting []waitingMessage

func (q waiting) Len() int { return len(q) }
func (q waiting) Less(i, j int) bool {
	if q[i].place != q[j].place {
		return q[i].place < q[j].place
	}
	return q[i].order < q[j].order
}
func (q waiting) Swap(i, j int) { q[i], q[j] = q[j], q[i] }
func (q *waiting) Push(x any)   { *q = append(*q, x.(waitingMessage)) }
func (q *waiting) Pop() any {
	last := len(*q) - 1
	m := (*q)[last]
	(*q)[last] = waitingMessage{}
	*q = (*q)[:last]
	return m
}

func (r *reorder) put(m feed.Message) {
	heap.Push(&r.queue, waitingMessage{place: r.taken + r.dice.IntN(r.distance+1), order: r.taken, message: m})
	r.taken++
}

// ready is how many messages can be given whatever comes: at most distance of those that wait may still be overtaken.
func (r *reorder) ready() int { return len(r.queue) - r.distance }

// take gives up to n messages that cannot be overtaken any more, or, when nothing more comes, of all.
func (r *reorder) take(n int, all bool) []feed.Message {
	if !all {
		n = min(n, r.ready())
	}
	out := make([]feed.Message, 0, max(n, 0))
	for len(out) < n && len(r.queue) > 0 {
		out = append(out, heap.Pop(&r.queue).(waitingMessage).message)
	}
	return out
}

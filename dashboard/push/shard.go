package push

import (
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gorilla/websocket"
)

// shard owns a part of the sockets. One goroutine writes to all of them and never blocks; others reach it by post and
// touch only.
type shard struct {
	hub  *Hub
	wake chan struct{}

	mu      sync.Mutex
	inbox   []event
	touched map[string]struct{}

	// the goroutine's
	clients   []*client
	audiences map[string]*audience
	blocked   []*client
	spare     []event
	scratch   []byte    // the head of a snapshot as it is sent now; see headOf
	headed    state     // whose head it is
	stamped   time.Time // of which instant
	swept     time.Time
	closing   bool // shut down: who comes late is sent away
	cut       bool // shut down, and patience is over
	counts    counts
}

type eventKind uint8

const (
	evJoin eventKind = iota
	evRequest
	evFault   // the client is told an error
	evControl // a whole control frame to send
	evWritten // a pump has written a frame
	evGone    // the reader has ended
	evShutdown
	evCut
	evEnd
)

type event struct {
	kind    eventKind
	client  *client
	request request
	frame   []byte
	code    string
	text    string
	err     error
}

// counts are read by metrics while the shard runs.
type counts struct {
	snapshots, beats, bytes, skipped, stalled, unanswered atomic.Uint64
}

const (
	sweepEvery   = 250 * time.Millisecond
	firstRetry   = 5 * time.Millisecond
	longestRetry = 200 * time.Millisecond
	smallLimit   = 1024 // bytes of small frames that wait for a blocked client; more are dropped, it is being closed anyway
)

func newShard(hub *Hub) *shard {
	return &shard{hub: hub, wake: make(chan struct{}, 1), touched: map[string]struct{}{}, audiences: map[string]*audience{}}
}

// post hands an event over. The inbox is bounded by what clients may send: their rate limit, and one event per write.
func (s *shard) post(e event) {
	s.mu.Lock()
	s.inbox = append(s.inbox, e)
	s.mu.Unlock()
	s.rouse()
}

// touch says that a topic has a new state. However often it is called, the next turn sends the newest state once.
func (s *shard) touch(topic string) {
	s.mu.Lock()
	s.touched[topic] = struct{}{}
	s.mu.Unlock()
	s.rouse()
}

func (s *shard) rouse() {
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

func (s *shard) run() {
	timer := time.NewTimer(sweepEvery)
	defer timer.Stop()
	for {
		select {
		case <-s.wake:
		case <-timer.C:
		}
		if s.turn(time.Now()) {
			return
		}
		timer.Reset(s.pause(time.Now()))
	}
}

// turn does everything that is due at now; true ends the shard.
func (s *shard) turn(now time.Time) bool {
	s.mu.Lock()
	inbox := s.inbox
	s.inbox = s.spare[:0]
	var touched []string
	for topic := range s.touched {
		touched = append(touched, topic)
	}
	clear(s.touched)
	s.mu.Unlock()
	for i := range inbox {
		if inbox[i].kind == evEnd {
			return true
		}
		s.handle(&inbox[i], now)
	}
	clear(inbox) // lets go of the clients and frames
	s.spare = inbox
	for _, topic := range touched {
		if a := s.audiences[topic]; a != nil {
			a.state = s.hub.state(topic)
			for i := len(a.members) - 1; i >= 0; i-- { // serving may take the member out, and puts a served one in its place
				s.serve(a.members[i].client, now)
			}
		}
	}
	s.retryBlocked(now)
	if now.Sub(s.swept) >= sweepEvery {
		s.swept = now
		s.sweep(now)
	}
	return false
}

func (s *shard) pause(now time.Time) time.Duration {
	next := s.swept.Add(sweepEvery)
	for _, c := range s.blocked {
		if c.retry.Before(next) {
			next = c.retry
		}
	}
	return max(time.Millisecond, next.Sub(now))
}

func (s *shard) handle(e *event, now time.Time) {
	c := e.client
	if c != nil && c.dropped && e.kind != evGone && e.kind != evWritten {
		return
	}
	switch e.kind {
	case evJoin:
		c.index = len(s.clients)
		s.clients = append(s.clients, c)
		c.beat, c.pinged = now, now.Add(-rand.N(s.hub.cfg.Ping))
		s.admit(c, now)
	case evRequest:
		s.request(c, e.request, now)
	case evFault:
		c.queue(appendFrame(nil, opText, appendError(nil, e.code, e.text)))
		s.serve(c, now)
	case evControl:
		s.control(c, e.frame, now)
	case evWritten:
		c.sink.(*pumpSink).settle()
		if e.err != nil && !c.dropped {
			s.stalledOrLost(c, e.err)
		}
		s.serve(c, now)
		if c.ended && (c.dropped || c.sink.idle()) {
			s.forget(c)
		}
	case evGone:
		if c.ended = true; c.dropped || c.sink.idle() {
			s.forget(c)
		} // else its closing frame is still being written
	case evShutdown, evCut:
		s.closing, s.cut = true, e.kind == evCut
		for _, c := range s.clients {
			s.admit(c, now)
		}
	}
}

// admit sends a client away when the hub is closing.
func (s *shard) admit(c *client, now time.Time) {
	switch {
	case s.cut:
		s.drop(c)
	case s.closing:
		s.bye(c, closeFrame(websocket.CloseServiceRestart, s.hub.retryReason()), now)
	}
}

func (s *shard) control(c *client, frame []byte, now time.Time) {
	if frame[0]&0xf == opClose {
		s.bye(c, frame, now)
		return
	}
	c.queue(frame)
	s.serve(c, now)
}

// bye sends a closing frame after what is under way; the first one said counts.
func (s *shard) bye(c *client, frame []byte, now time.Time) {
	if c.goodbye == nil {
		c.goodbye = frame
	}
	s.serve(c, now)
}

// drop ends a connection at once. Its reader notices and reports, and forget follows.
func (s *shard) drop(c *client) {
	if c.dropped {
		return
	}
	c.dropped = true
	for len(c.subs) > 0 {
		s.unfollow(c.subs[0])
	}
	if plain, ok := c.mouth.Conn.(interface{ SetLinger(int) error }); ok && len(c.rest[0])+len(c.rest[1]) > 0 {
		_ = plain.SetLinger(0) // a half-written frame is worth nothing: give the kernel its buffer back
	}
	c.rest, c.small = [2][]byte{}, nil
	_ = c.mouth.Close()
	c.sink.close()
}

// stalledOrLost drops a client whose pump gave up.
func (s *shard) stalledOrLost(c *client, err error) {
	if isTimeout(err) {
		s.counts.stalled.Add(1)
	}
	s.drop(c)
}

// forget takes out a client whose reader has ended.
func (s *shard) forget(c *client) {
	s.drop(c)
	last := s.clients[len(s.clients)-1]
	s.clients[c.index], last.index = last, c.index
	s.clients[len(s.clients)-1] = nil
	s.clients = s.clients[:len(s.clients)-1]
}

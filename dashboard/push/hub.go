package push

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"regexp"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gorilla/websocket"
)

// Hub holds the last state of each topic and the sockets that follow it. It is safe for concurrent use.
type Hub struct {
	cfg      Config
	shards   []*shard
	places   *places
	turn     atomic.Uint64 // deals new sockets out to the shards
	upgrader websocket.Upgrader

	mu     sync.RWMutex
	topics map[string]state
	latest state // of whichever topic moved last; what a client without a subscription hears

	readers          sync.WaitGroup // one per socket, from the hand-over to the last read
	loops            sync.WaitGroup
	started, stopped sync.Once
}

// state is what is known of a topic: the last snapshot and how far it has been vouched for since.
type state struct {
	snap  *snapshot // nil: nothing published yet
	epoch string
	seq   uint64
	asOf  time.Time
}

var (
	topicForm = regexp.MustCompile(`^wall:(current|[0-9]{4}(-(Q[1-4]|W[0-5][0-9]|[01][0-9](-[0-3][0-9])?)(\.[1-9])?)?)$`)
	epochForm = regexp.MustCompile(`^[0-9A-Za-z-]{1,64}$`)
)

// New checks cfg and returns a hub that serves once it is started.
func New(cfg Config) (*Hub, error) {
	if err := cfg.Validate(); err != nil {
		return nil, fmt.Errorf("check push configuration: %w", err)
	}
	h := &Hub{cfg: cfg, places: newPlaces(cfg.MaxClients, cfg.MaxPerAddress), topics: map[string]state{}}
	h.upgrader = websocket.Upgrader{
		ReadBufferSize: 256, WriteBufferPool: &sync.Pool{}, HandshakeTimeout: 5 * time.Second,
		Subprotocols: []string{Subprotocol},
		CheckOrigin:  originChecked,
	}
	for range cfg.Shards {
		h.shards = append(h.shards, newShard(h))
	}
	return h, nil
}

// Start begins to serve.
func (h *Hub) Start() {
	h.started.Do(func() {
		for _, s := range h.shards {
			h.loops.Go(s.run)
		}
	})
}

// Stop refuses new sockets, tells every client to come back later (1012 with a retry hint), gives them until ctx ends
// to take it, and closes what is left. It returns when no goroutine of the hub is running.
func (h *Hub) Stop(ctx context.Context) error {
	var err error
	h.stopped.Do(func() {
		h.places.shut()
		for _, s := range h.shards {
			s.post(event{kind: evShutdown})
		}
		gone := make(chan struct{})
		go func() {
			h.readers.Wait()
			close(gone)
		}()
		select {
		case <-gone:
		case <-ctx.Done():
			err = errors.New("some clients did not take the closing frame in time and were cut off")
			for _, s := range h.shards {
				s.post(event{kind: evCut})
			}
			<-gone
		}
		for _, s := range h.shards {
			s.post(event{kind: evEnd})
		}
		h.loops.Wait()
	})
	return err
}

// Publish makes frame the state of topic. The data is encoded by the caller, once; every client gets the same bytes.
// A frame that does not come after the last one of its epoch is refused.
func (h *Hub) Publish(topic string, frame Frame) error {
	switch {
	case !topicForm.MatchString(topic):
		return fmt.Errorf("publish %q: %w", topic, errUnknownTopic)
	case !epochForm.MatchString(frame.Epoch):
		return fmt.Errorf("publish %s: epoch %q is not 1 to 64 letters and digits", topic, frame.Epoch)
	case frame.AsOf.IsZero():
		return fmt.Errorf("publish %s: no as_of", topic)
	case !json.Valid(frame.Data):
		return fmt.Errorf("publish %s: the data is not JSON", topic)
	}
	next := state{snap: newSnapshot(topic, frame), epoch: frame.Epoch, seq: frame.Seq, asOf: frame.AsOf}
	h.mu.Lock()
	last := h.topics[topic]
	if last.epoch == frame.Epoch && frame.Seq <= last.snap.Seq {
		h.mu.Unlock()
		return fmt.Errorf("publish %s: step %d comes after step %d", topic, frame.Seq, last.snap.Seq)
	}
	if last.epoch == frame.Epoch {
		next.seq, next.asOf = max(next.seq, last.seq), later(next.asOf, last.asOf)
	}
	h.topics[topic], h.latest = next, next
	h.mu.Unlock()
	for _, s := range h.shards {
		s.touch(topic)
	}
	return nil
}

// Vouch says that nothing in topic changed up to asOf, as found by step seq. Clients learn it from heartbeats, and
// new ones from the envelope of their snapshot. It never goes back.
func (h *Hub) Vouch(topic string, seq uint64, asOf time.Time) {
	h.mu.Lock()
	defer h.mu.Unlock()
	st, ok := h.topics[topic]
	if !ok {
		return
	}
	st.seq, st.asOf = max(st.seq, seq), later(st.asOf, asOf)
	h.topics[topic], h.latest = st, st
}

// Last is the whole snap frame of topic as a socket would get it at now, for those who must poll; false if nothing
// has been published.
func (h *Hub) Last(topic string, now time.Time) ([]byte, bool) {
	st := h.state(topic)
	if st.snap == nil {
		return nil, false
	}
	return append(st.snap.appendHead(nil, st.asOf, now, h.cfg.Zone), st.snap.tail...), true
}

// Clients is how many sockets there are.
func (h *Hub) Clients() int { return h.places.taken() }

func (h *Hub) state(topic string) state {
	h.mu.RLock()
	defer h.mu.RUnlock()
	return h.topics[topic]
}

func (h *Hub) lastOfAll() state {
	h.mu.RLock()
	defer h.mu.RUnlock()
	return h.latest
}

// retryReason is the hint of a 1012: come back after so many milliseconds. Each client gets another number, so that
// they do not come back all at once.
func (h *Hub) retryReason() string {
	spread := h.cfg.RetrySpread.Milliseconds()
	return "retry_ms=" + strconv.FormatInt(250+rand.Int64N(max(1, spread)), 10)
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// Stats are the hub's own counts since the start; Clients is of now.
type Stats struct {
	Clients                                                        int
	Snapshots, Heartbeats, Bytes, Skipped, Stalled, Unacknowledged uint64
}

// Stats adds the shards up.
func (h *Hub) Stats() Stats {
	out := Stats{Clients: h.Clients()}
	for _, s := range h.shards {
		out.Snapshots += s.counts.snapshots.Load()
		out.Heartbeats += s.counts.beats.Load()
		out.Bytes += s.counts.bytes.Load()
		out.Skipped += s.counts.skipped.Load()
		out.Stalled += s.counts.stalled.Load()
		out.Unacknowledged += s.counts.unanswered.Load()
	}
	return out
}

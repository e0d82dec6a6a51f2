package ingest

import (
	"context"
	"log/slog"
	"time"

	"github.com/segmentio/kafka-go"
)

// hints commits offsets to Kafka so that its usual tools show the lag. They are never read back; a failure is harmless
// and the next commit makes up for it.
type hints struct {
	group  string
	client *kafka.Client
	log    *slog.Logger
	latest map[place]int64
	sentAt time.Time
	busy   chan struct{} // holds one token while a commit is on its way
}

// hintsEvery keeps the commits rare: a tool that shows lag is looked at by people.
const hintsEvery = time.Second

func newHints(cfg Config, side *kafkaSide, log *slog.Logger) *hints {
	return &hints{
		group:  cfg.Group,
		client: &kafka.Client{Addr: side.addr, Transport: side.transport, Timeout: cfg.BrokerTimeout},
		log:    log, latest: map[place]int64{}, busy: make(chan struct{}, 1),
	}
}

// note remembers offsets and sends them in the background, at most one commit at a time.
func (h *hints) note(ctx context.Context, reach map[*partition]int64) {
	if h.group == "" {
		return
	}
	for p, next := range reach {
		h.latest[p.place] = next
	}
	if time.Since(h.sentAt) < hintsEvery {
		return
	}
	select {
	case h.busy <- struct{}{}:
		req := h.request()
		go func() {
			defer func() { <-h.busy }()
			h.send(ctx, req)
		}()
	default:
	}
}

// last sends where every partition stands and waits for it: also what was sent before, for it may have failed (a new
// broker has no coordinator at first).
func (h *hints) last(ctx context.Context) {
	if h.group == "" {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, 2*time.Second) // a stop must not wait for a broker that is away
	defer cancel()
	select {
	case h.busy <- struct{}{}:
		if len(h.latest) > 0 {
			h.send(ctx, h.request())
		}
	case <-ctx.Done():
	}
}

func (h *hints) request() *kafka.OffsetCommitRequest {
	topics := map[string][]kafka.OffsetCommit{}
	for at, next := range h.latest {
		topics[at.topic] = append(topics[at.topic], kafka.OffsetCommit{Partition: at.partition, Offset: next})
	}
	h.sentAt = time.Now()
	return &kafka.OffsetCommitRequest{GroupID: h.group, GenerationID: -1, Topics: topics}
}

func (h *hints) send(ctx context.Context, req *kafka.OffsetCommitRequest) {
	ctx, cancel := context.WithTimeout(ctx, h.client.Timeout)
	defer cancel()
	res, err := h.client.OffsetCommit(ctx, req)
	if err != nil {
		h.log.Debug("offsets were not committed as hints", "error", err)
		return
	}
	for topic, parts := range res.Topics {
		for _, p := range parts {
			if p.Error != nil {
				h.log.Debug("offset was not committed as a hint", "topic", topic, "partition", p.Partition, "error", p.Error)
			}
		}
	}
}

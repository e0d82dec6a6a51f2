package ingest

import (
	"context"
	"errors"
	"sync/atomic"
	"time"

	"github.com/segmentio/kafka-go"
	"github.com/segmentio/kafka-go/protocol"

	"unionscreen/ingest/event"
)

// partition reads one partition of one topic id, in one goroutine: fetch, decode, hand on.
type partition struct {
	place
	src    string
	side   *kafkaSide
	out    chan<- chunk
	budget *budget
	deps   *Deps
	meters *meters

	mark    atomic.Int64 // first offset that is not in the ledger; -1 until the start of an unread log is known
	end     atomic.Int64 // end of the log as last heard of
	trouble atomic.Pointer[string]
	alarm   atomic.Pointer[Alarm]

	// Only the goroutine knows the rest.
	begun    bool
	next     int64 // the offset to fetch
	flowing  bool  // the last fetch brought records
	growth   int64 // fetch size while fetches bring no progress
	decoder  Decoder
	value    []byte // of the record at hand
	headers  []event.Header
	lastTime time.Time
}

const (
	eagerMin  = 64 << 10               // while records flow, a fetch waits for this much …
	eagerWait = 100 * time.Millisecond // … or this long: part of the latency, and it saves many small fetches
	maxGrowth = 64 << 20
)

// errRetired says that the topic was deleted or recreated: the new topic id is another source.
var errRetired = errors.New("the topic id is gone")

// run reads until ctx is done, the topic id is gone, or the partition must stand still.
func (p *partition) run(ctx context.Context) {
	pause := backoff{min: p.side.cfg.BackoffMin, max: p.side.cfg.BackoffMax}
	for ctx.Err() == nil {
		err := p.step(ctx)
		switch {
		case err == nil:
			p.trouble.Store(nil)
			pause.reset()
			continue
		case ctx.Err() != nil, errors.Is(err, errRetired):
			return
		case p.alarm.Load() != nil:
			p.deps.Log.Error("partition stands still", "error", err)
			return
		}
		// Every other error passes: the broker is away, a leader moves. Never give up.
		text := err.Error()
		if old := p.trouble.Swap(&text); old == nil {
			p.deps.Log.Warn("fetch fails, trying again", "error", err)
		}
		p.flowing = false
		pause.wait(ctx)
	}
}

// step fetches once and hands on what came.
func (p *partition) step(ctx context.Context) error {
	// 1. The start is the ledger's mark; an unread log is read from its first offset.
	if !p.begun {
		if err := p.begin(ctx); err != nil {
			return err
		}
	}
	// 2. Fetch.
	minBytes, wait := int64(1), p.side.cfg.FetchWait
	if p.flowing {
		minBytes, wait = min(eagerMin, p.side.cfg.FetchBytes), min(eagerWait, wait)
	}
	began := time.Now()
	part, err := p.side.fetch(ctx, p.place, p.next, minBytes, max(p.side.cfg.FetchBytes, p.growth), wait)
	if err != nil {
		if errors.Is(err, kafka.OffsetOutOfRange) || errors.Is(err, kafka.UnknownTopicOrPartition) || errors.Is(err, protocol.ErrNoTopic) {
			return errors.Join(err, p.examine(ctx))
		}
		return err
	}
	p.end.Store(max(p.end.Load(), part.HighWatermark))
	if part.RecordSet.Records == nil {
		p.flowing = false
		return nil
	}
	p.meters.fetch.Add(time.Since(began).Seconds())
	// 3. Decode and hand on.
	before := p.next
	if err := p.take(ctx, part); err != nil {
		return err
	}
	// 4. Compaction may leave a batch whose last offsets are empty; kafka-go does not tell how far it reaches, so a
	// larger fetch has to bring the next one.
	p.flowing = p.next > before
	if p.flowing {
		p.growth = 0
	} else {
		p.growth = min(maxGrowth, 2*max(p.side.cfg.FetchBytes, p.growth))
	}
	return nil
}

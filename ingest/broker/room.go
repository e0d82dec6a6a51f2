package broker

import (
	"context"
	"fmt"
	"time"
)

// Position says how far the reader of a partition has come for good: Next is the first offset that is not yet in the
// ledger.
type Position struct {
	Topic     string
	Partition int
	Next      int64
}

// Unread is the part of a partition that a reader has not taken yet.
type Unread struct {
	Topic     string
	Partition int
	Records   int64
	Bytes     int64 // as stored; a record's share of its batch is taken as even
}

type place struct {
	topic     string
	partition int
}

// roomPoll is how often a waiting producer looks again: far below the second in which retention could act.
const roomPoll = 10 * time.Millisecond

// Kept is the size in bytes that one partition keeps.
func (b *Broker) Kept() int64 { return b.cfg.RetentionBytes }

// Unread tells for every partition that has a reader what is unread. A partition that positions does not name is
// unread from its start.
func (b *Broker) Unread(positions []Position) ([]Unread, error) {
	next := make(map[place]int64, len(positions))
	for _, p := range positions {
		next[place{p.Topic, p.Partition}] = p.Next
	}
	b.mu.Lock() // the gauges are written
	defer b.mu.Unlock()
	if b.cluster == nil {
		return nil, ErrStopped
	}
	var out []Unread
	for _, t := range b.cfg.Topics {
		if t.NoReader {
			continue
		}
		for _, info := range b.cluster.PartitionInfos(t.Name) {
			at := place{t.Name, int(info.Partition)}
			g := b.gauges[at]
			if g == nil {
				g = &gauge{step: max(1, b.cfg.RetentionBytes/256)}
				b.gauges[at] = g
			}
			g.observe(info.LogStartOffset, info.HighWatermark, info.NumBytes)
			from := max(next[at], info.LogStartOffset)
			out = append(out, Unread{
				Topic: t.Name, Partition: at.partition,
				Records: max(0, info.HighWatermark-from), Bytes: g.unread(from),
			})
		}
	}
	return out, nil
}

// Room waits until no partition's unread part passes half of what is kept, so that retention never reaches a record
// that is not in the ledger. Our own producers call it before each write; what they write at once must be far less than
// the other half. positions is asked again on every look. It fails only when ctx is done or the broker stops.
func (b *Broker) Room(ctx context.Context, positions func() []Position) error {
	var timer *time.Timer
	for {
		unread, err := b.Unread(positions())
		if err != nil {
			return fmt.Errorf("wait for room in the log: %w", err)
		}
		if !crowded(unread, b.cfg.RetentionBytes/2) {
			return nil
		}
		if timer == nil {
			timer = time.NewTimer(roomPoll)
			defer timer.Stop()
		} else {
			timer.Reset(roomPoll)
		}
		select {
		case <-timer.C:
		case <-b.quit:
			return fmt.Errorf("wait for room in the log: %w", ErrStopped)
		case <-ctx.Done():
			return fmt.Errorf("wait for room in the log: %w", ctx.Err())
		}
	}
}

func crowded(unread []Unread, limit int64) bool {
	for _, u := range unread {
		if u.Bytes > limit {
			return true
		}
	}
	return false
}

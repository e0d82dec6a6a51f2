package ingest

import (
	"context"
	"sync"
)

// budget bounds the memory of rows that are decoded and not yet stored. One taker is always let in, so that a chunk
// above the whole limit cannot block for ever.
type budget struct {
	limit int64

	mu    sync.Mutex
	used  int64
	freed chan struct{} // closed at the next give
}

func newBudget(limit int64) *budget { return &budget{limit: limit, freed: make(chan struct{})} }

func (b *budget) take(ctx context.Context, n int64) error {
	for {
		b.mu.Lock()
		if b.used == 0 || b.used+n <= b.limit {
			b.used += n
			b.mu.Unlock()
			return nil
		}
		freed := b.freed
		b.mu.Unlock()
		select {
		case <-freed:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// give returns n; a negative n corrects an estimate that was too low.
func (b *budget) give(n int64) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.used -= n
	if n > 0 {
		close(b.freed)
		b.freed = make(chan struct{})
	}
}

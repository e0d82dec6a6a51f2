package ingest

import (
	"context"
	"time"
)

// backoff doubles the pause between attempts up to a bound.
type backoff struct{ min, max, now time.Duration }

func (b *backoff) reset() { b.now = 0 }

// wait pauses, or returns early when ctx is done.
func (b *backoff) wait(ctx context.Context) {
	b.now = min(b.max, max(b.min, 2*b.now))
	timer := time.NewTimer(b.now)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
}

package feed

import (
	"context"
	"time"
)

// Clock is the time of day. Wait returns after d, or earlier with the context's error.
type Clock interface {
	Now() time.Time
	Wait(ctx context.Context, d time.Duration) error
}

// WallClock is the machine's.
type WallClock struct{}

// Now is the time of the machine.
func (WallClock) Now() time.Time { return time.Now() }

// Wait waits by the machine's clock.
func (WallClock) Wait(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

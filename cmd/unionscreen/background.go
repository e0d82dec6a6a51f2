package main

import (
	"context"
	"log/slog"
)

// background runs a function until it is stopped.
type background struct {
	run   func(context.Context) error
	log   *slog.Logger
	stop  context.CancelFunc
	done  chan struct{}
	fault error // after done
}

func (b *background) Start(ctx context.Context) error {
	ctx, b.stop = context.WithCancel(context.WithoutCancel(ctx))
	b.done = make(chan struct{})
	go func() {
		defer close(b.done)
		if b.fault = b.run(ctx); b.fault != nil {
			b.log.Error("simulator stopped", "error", b.fault)
		}
	}()
	return nil
}

func (b *background) Stop(ctx context.Context) error {
	if b.stop == nil {
		return nil
	}
	b.stop()
	select {
	case <-b.done:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

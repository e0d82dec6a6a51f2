package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"
)

// stopWithin bounds how long all rooms together may take to stop.
const stopWithin = 20 * time.Second

// App holds what was started, so that it can be stopped in reverse.
type App struct {
	log     *slog.Logger
	cleanup []named
}

type named struct {
	name string
	stop func(context.Context) error
}

// part is a room with a life of its own.
type part interface {
	Start(context.Context) error
	Stop(context.Context) error
}

// start begins p and remembers how to end it. A part that did not start is stopped at once: it may hold sockets.
func (a *App) start(ctx context.Context, name string, p part) error {
	if err := p.Start(ctx); err != nil {
		return errors.Join(fmt.Errorf("start %s: %w", name, err), p.Stop(context.WithoutCancel(ctx)))
	}
	a.onStop(name, p.Stop)
	return nil
}

func (a *App) onStop(name string, stop func(context.Context) error) {
	a.cleanup = append(a.cleanup, named{name, stop})
}

// finish stops everything when a command ends; a fault of stopping is told only where the command itself has none.
func (a *App) finish(err *error) {
	if stopped := a.Stop(); *err == nil {
		*err = stopped
	}
}

// unlessStopped drops the error of a start that a signal cut short: to be stopped is no failure of a server.
func unlessStopped(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return nil
	}
	return err
}

// Stop ends what was started, last in first out, within stopWithin. It may be called more than once.
func (a *App) Stop() error {
	ctx, cancel := context.WithTimeout(context.Background(), stopWithin)
	defer cancel()
	var faults []error
	for len(a.cleanup) > 0 {
		last := a.cleanup[len(a.cleanup)-1]
		a.cleanup = a.cleanup[:len(a.cleanup)-1]
		if err := last.stop(ctx); err != nil {
			faults = append(faults, fmt.Errorf("stop %s: %w", last.name, err))
		}
	}
	return errors.Join(faults...)
}

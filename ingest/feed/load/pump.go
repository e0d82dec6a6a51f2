package load

import (
	"context"
	"errors"
	"fmt"
	"time"

	"unionscreen/ingest/feed"
)

// Pump brings a source's messages to Kafka. Progress is told after each acknowledged batch.
type Pump struct {
	Source   *Source
	Produce  feed.Produce
	Rate     float64    // messages a second; 0: as fast as they are taken
	Clock    feed.Clock // nil: the machine's
	Progress func(sent int)
}

const (
	greatestBatch = 5000
	batchesASec   = 5 // at a rate, so that it is even within a second
	tries         = 5 // of one batch; a broker that is away longer ends the run
	firstPause    = 500 * time.Millisecond
	finishing     = 30 * time.Second // for what is planned already when the context ends
)

// Run sends everything. When the context ends it plans nothing more, sends what is under way, and returns nil: the
// source's truth is then of exactly what was sent. Any error means that the truth says nothing.
func (p Pump) Run(ctx context.Context) error {
	if p.Clock == nil {
		p.Clock = feed.WallClock{}
	}
	size := greatestBatch
	if p.Rate > 0 {
		size = min(size, max(1, int(p.Rate/batchesASec)))
	}
	began, sent := p.Clock.Now(), 0
	for ctx.Err() == nil {
		batch := p.Source.Next(size)
		if len(batch) == 0 {
			return nil
		}
		if err := p.send(ctx, batch); err != nil {
			return err
		}
		sent += len(batch)
		p.tell(sent)
		if p.Rate > 0 {
			due := began.Add(time.Duration(float64(sent) / p.Rate * float64(time.Second)))
			if rest := due.Sub(p.Clock.Now()); rest > 0 {
				_ = p.Clock.Wait(ctx, rest) // its only error is the context's, which the loop sees
			}
		}
	}
	return p.finish(context.WithoutCancel(ctx), sent)
}

// finish sends what is planned, without regard to the rate.
func (p Pump) finish(ctx context.Context, sent int) error {
	ctx, cancel := context.WithTimeout(ctx, finishing)
	defer cancel()
	p.Source.Stop()
	for batch := p.Source.Next(greatestBatch); len(batch) > 0; batch = p.Source.Next(greatestBatch) {
		if err := p.send(ctx, batch); err != nil {
			return err
		}
		sent += len(batch)
		p.tell(sent)
	}
	return nil
}

// send tries a batch again and again; what arrives twice counts once. A batch that is under way when the context ends
// is brought to its end: what is planned must be sent.
func (p Pump) send(ctx context.Context, batch []feed.Message) error {
	whole, cancel := context.WithCancel(context.WithoutCancel(ctx))
	defer cancel()
	stop := context.AfterFunc(ctx, func() { time.AfterFunc(finishing, cancel) })
	defer stop()
	pause := firstPause
	var faults []error
	for range tries {
		err := p.Produce(whole, batch)
		if err == nil {
			return nil
		}
		faults = append(faults, err)
		if p.Clock.Wait(whole, pause) != nil {
			break
		}
		pause *= 2
	}
	return fmt.Errorf("send %d messages, %d times: %w; start the broker and begin again", len(batch), len(faults), errors.Join(faults...))
}

func (p Pump) tell(sent int) {
	if p.Progress != nil {
		p.Progress(sent)
	}
}

package load

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"unionscreen/ingest/feed"
)

// handClock moves only when somebody waits.
type handClock struct{ now time.Time }

func (c *handClock) Now() time.Time { return c.now }

func (c *handClock) Wait(ctx context.Context, d time.Duration) error {
	c.now = c.now.Add(d)
	return ctx.Err()
}

func pumpOf(t *testing.T, events int) (Pump, *handClock, *int) {
	t.Helper()
	cfg := testConfig(t, events)
	cfg.Disorder = 100
	source, err := New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	clock, sent := &handClock{now: time.Unix(0, 0)}, new(int)
	return Pump{Source: source, Clock: clock, Produce: func(_ context.Context, batch []feed.Message) error {
		*sent += len(batch)
		return nil
	}}, clock, sent
}

func TestRunKeepsItsRate(t *testing.T) {
	p, clock, sent := pumpOf(t, 2000)
	p.Rate = 500
	if err := p.Run(t.Context()); err != nil {
		t.Fatal(err)
	}
	if want := p.Source.Truth().Messages; *sent != want {
		t.Errorf("%d messages were sent, the truth says %d", *sent, want)
	}
	if want, got := float64(*sent)/500, clock.now.Sub(time.Unix(0, 0)).Seconds(); got < want-0.001 || got > want+0.001 {
		t.Errorf("%d messages at 500 a second took %.3f s, want %.3f", *sent, got, want)
	}
}

// TestRunEndsWithWhatWasSent: Ctrl-C leaves a truth of exactly the messages that went out.
func TestRunEndsWithWhatWasSent(t *testing.T) {
	p, _, sent := pumpOf(t, 100_000)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	p.Rate = 1000
	p.Progress = func(n int) {
		if n >= 3000 {
			cancel()
		}
	}
	if err := p.Run(ctx); err != nil {
		t.Fatal(err)
	}
	truth := p.Source.Truth()
	if truth.Messages != *sent || !truth.Stopped || *sent < 3000 || *sent > 3500 {
		t.Errorf("%d messages were sent; the truth says %d, stopped %v", *sent, truth.Messages, truth.Stopped)
	}
}

func TestRunTriesAgain(t *testing.T) {
	p, _, sent := pumpOf(t, 2000)
	calls, send := 0, p.Produce
	p.Produce = func(ctx context.Context, batch []feed.Message) error {
		if calls++; calls%3 != 0 {
			return errors.New("broker away")
		}
		return send(ctx, batch)
	}
	if err := p.Run(t.Context()); err != nil || *sent != p.Source.Truth().Messages {
		t.Errorf("%d messages were sent, %v", *sent, err)
	}
	p, _, _ = pumpOf(t, 2000)
	p.Produce = func(context.Context, []feed.Message) error { return errors.New("broker away") }
	if err := p.Run(t.Context()); err == nil || !strings.Contains(err.Error(), "broker away") {
		t.Errorf("a broker that stays away gives %v", err)
	}
}

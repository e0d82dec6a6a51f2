package simulator

import (
	"context"
	"encoding/json"
	"errors"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"unionscreen/ingest/feed"
)

// handClock moves only when somebody waits.
type handClock struct {
	mu  sync.Mutex
	now time.Time
	end time.Time // the context ends when the clock gets here
	off context.CancelFunc
}

func (c *handClock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *handClock) Wait(ctx context.Context, d time.Duration) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
	if !c.now.Before(c.end) {
		c.off()
	}
	return ctx.Err()
}

// memory keeps a position without a disk.
type memory struct{ at Position }

func (m *memory) Load() (Position, error) { return m.at, nil }
func (m *memory) Save(p Position) error   { m.at = p; return nil }

type sent struct {
	feed.Message
	at time.Time
}

// run lets the city live from the clock's begin to its end.
func run(t *testing.T, cfg Config, state State, begin, end string, refuse func(n int) error) ([]sent, error) {
	t.Helper()
	ctx, off := context.WithCancel(t.Context())
	defer off()
	clock := &handClock{now: instant(t, begin), end: instant(t, end), off: off}
	var all []sent
	calls := 0
	sim, err := New(cfg, Deps{State: state, Clock: clock, Produce: func(ctx context.Context, batch []feed.Message) error {
		calls++
		if refuse != nil {
			if err := refuse(calls); err != nil {
				return err
			}
		}
		if len(batch) == 0 || len(batch) > batchSize {
			t.Errorf("a batch of %d messages", len(batch))
		}
		for _, m := range batch {
			all = append(all, sent{m, clock.Now()})
		}
		return ctx.Err()
	}})
	if err != nil {
		t.Fatal(err)
	}
	err = sim.Run(ctx)
	return all, err
}

func small(t *testing.T) Config {
	cfg := demoConfig(t)
	cfg.Scale = 0.1
	return cfg
}

func TestRunTellsThePastThenLives(t *testing.T) {
	state := FileState{Path: filepath.Join(t.TempDir(), "simulator.json")}
	first, err := run(t, small(t), state, "2026-10-20T10:00:00+08:00", "2026-10-20T10:01:00+08:00", nil)
	if err != nil {
		t.Fatal(err)
	}
	live := 0
	for _, m := range first {
		if m.at.After(instant(t, "2026-10-20T10:00:00+08:00")) {
			live++
		}
		var w wire
		if json.Unmarshal(m.Value, &w) == nil && w.Time.After(m.at) {
			t.Fatalf("%s is dated %s, ahead of %s", w.ID, w.Time, m.at)
		}
	}
	if live < 60*10 || live > 60*60 {
		t.Errorf("%d messages in a live minute at 20 a second", live)
	}
	at, err := state.Load()
	if err != nil || !at.Start.Equal(instant(t, "2026-10-01T00:00:00+08:00")) || at.Until.Before(instant(t, "2026-10-20T10:00:58+08:00")) {
		t.Fatalf("position %+v, %v", at, err)
	}

	// Two days later the gap is told by the city's own life only, and nothing of the past comes again.
	second, err := run(t, small(t), state, "2026-10-22T10:00:00+08:00", "2026-10-22T10:00:05+08:00", nil)
	if err != nil {
		t.Fatal(err)
	}
	whole, err := run(t, small(t), &memory{}, "2026-10-22T10:00:00+08:00", "2026-10-22T10:00:05+08:00", nil)
	if err != nil {
		t.Fatal(err)
	}
	if len(second) == 0 || len(second) > 1000 {
		t.Errorf("%d messages for a gap of two days", len(second))
	}
	told := map[string]int{}
	for _, m := range slices.Concat(first, second) {
		told[string(m.Value)]++
	}
	for _, m := range whole {
		if told[string(m.Value)] == 0 {
			t.Fatalf("with a stop between, this is never told: %s", m.Value)
		}
	}
}

func TestRunTriesAgain(t *testing.T) {
	away := errors.New("broker away")
	refuse := func(n int) error {
		if n%3 != 0 {
			return away
		}
		return nil
	}
	begin, end := "2026-10-05T10:00:00+08:00", "2026-10-05T10:02:00+08:00"
	calm, err := run(t, small(t), &memory{}, begin, end, nil)
	if err != nil {
		t.Fatal(err)
	}
	rough, err := run(t, small(t), &memory{}, begin, end, refuse)
	if err != nil {
		t.Fatal(err)
	}
	told := map[string]bool{}
	for _, m := range rough {
		told[string(m.Value)] = true
	}
	past := 0
	for _, m := range calm {
		if m.at.After(instant(t, begin)) {
			break // the live minutes are spent on waiting in the other run
		}
		past++
		if !told[string(m.Value)] {
			t.Fatalf("lost on the way: %s", m.Value)
		}
	}
	if past < 1000 {
		t.Fatalf("only %d messages of the past", past)
	}
}

func TestRunAtASpeed(t *testing.T) {
	cfg := small(t)
	cfg.Speed, cfg.Start = 3600, instant(t, "2026-10-01T00:00:00+08:00")
	state := &memory{}
	if _, err := run(t, cfg, state, "2026-10-03T00:00:00+08:00", "2026-10-03T00:00:10+08:00", nil); err != nil {
		t.Fatal(err)
	}
	at, err := state.Load()
	if want := instant(t, "2026-10-01T10:00:00+08:00"); err != nil || !at.Until.Equal(want) {
		t.Errorf("ten seconds at 3600 lead to %s, want %s (%v)", at.Until, want, err)
	}
}

func TestAnotherCityIsRefused(t *testing.T) {
	state := &memory{}
	if _, err := run(t, small(t), state, "2026-10-02T00:00:00+08:00", "2026-10-02T00:00:02+08:00", nil); err != nil {
		t.Fatal(err)
	}
	other := small(t)
	other.Seed = 9
	if _, err := run(t, other, state, "2026-10-02T00:00:02+08:00", "2026-10-02T00:00:04+08:00", nil); err == nil || !strings.Contains(err.Error(), "another city") {
		t.Errorf("another seed: %v", err)
	}
}

func TestConfigRefuses(t *testing.T) {
	cfg := Default()
	cfg.Rate, cfg.Speed, cfg.Scale = 1e6, 0.5, 0
	cfg.Services = []Service{{"a", "service", 30}}
	_, err := New(cfg, Deps{})
	for _, part := range []string{"no unions", "rate 1e+06", "speed 0.5", "scale 0", "30 days"} {
		if err == nil || !strings.Contains(err.Error(), part) {
			t.Errorf("error %v does not name %q", err, part)
		}
	}
	good := demoConfig(t)
	if _, err := New(good, Deps{}); err == nil {
		t.Error("a simulator without Produce")
	}
}

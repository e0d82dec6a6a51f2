// Package simulator is the life of a fictional city of unions: what its websites, registers and service halls would
// send. Its duty is to make events that a producer could have made, with their rhythm, their lateness, their
// repetitions and their mistakes, and to hand each on once its instant has come. It does not know Kafka, and it claims
// no figures: what counts is decided behind the ledger like everybody else's.
//
// Decisions, with what would change our mind:
//   - Every event is a function of the seed and of the minute it springs from. A restart generates the last weeks again
//     to find what is still to come, and whatever is sent twice is the same event. A store of pending events would be
//     smaller work at the start and a second thing to keep consistent.
//   - Live readings (Config.Rate) come on top, have no consequences and are not made up for after a stop: a night
//     without the machine costs seconds at the next start, not hours.
//   - A position belongs to one city (seed, unions, characters, services, scale). Another city over the same events
//     would contradict them, so it is refused.
package simulator

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"unionscreen/ingest/feed"
)

// version is part of the fingerprint: raise it whenever a change makes other events of the same slots.
const version = 2

const (
	liveWithin  = 30 * time.Second       // a gap up to this is lived through second by second, a longer one is replayed
	replayChunk = 6 * time.Hour          // of the past, between two acknowledgements
	batchSize   = 2000                   // messages handed to Produce at once: about 700 kB
	firstPause  = 500 * time.Millisecond // before a refused batch is tried again; doubled up to lastPause
	lastPause   = 10 * time.Second
	saveEvery   = 5 * time.Second // of live time; what lies after the last save is sent again after a crash
)

// Simulator lets a city live. Make it with New, run it once.
type Simulator struct {
	cfg   Config
	deps  Deps
	units []unit

	present chan struct{}
	once    sync.Once
}

// New checks the configuration and settles the city. It reads no state yet.
func New(cfg Config, deps Deps) (*Simulator, error) {
	if err := cfg.Validate(); err != nil {
		return nil, fmt.Errorf("configure the simulator: %w", err)
	}
	if deps.Produce == nil || deps.State == nil {
		return nil, fmt.Errorf("configure the simulator: it needs Produce and State")
	}
	units, err := settle(cfg.Unions, cfg.Characters)
	if err != nil {
		return nil, fmt.Errorf("configure the simulator: %w", err)
	}
	if deps.Clock == nil {
		deps.Clock = feed.WallClock{}
	}
	if deps.Log == nil {
		deps.Log = slog.New(slog.DiscardHandler)
	}
	return &Simulator{cfg: cfg, deps: deps, units: units, present: make(chan struct{})}, nil
}

// Present is closed when the past is told and the city lives in the present.
func (s *Simulator) Present() <-chan struct{} { return s.present }

// Run tells the past, then lives in the present until the context ends, which is no error. It returns an error only
// when the position cannot be kept or belongs to another city; a refusing Produce is tried again for ever.
func (s *Simulator) Run(ctx context.Context) error {
	at, err := s.resume()
	if err != nil {
		return err
	}
	life := newStream(s.cfg, s.units, at.Start, at.Until)
	saved := at.Until
	for ctx.Err() == nil {
		now := s.deps.Clock.Now().Truncate(time.Second)
		gap := now.Sub(at.Until)
		if gap < time.Second {
			s.once.Do(func() { close(s.present) })
			if s.deps.Clock.Wait(ctx, min(time.Second, time.Second-gap)) != nil { // a clock set back is waited out
				break
			}
			continue
		}
		to, err := s.tell(ctx, life, at.Until, now)
		if err != nil {
			return err
		}
		at.Until = to
		if gap > liveWithin || to.Sub(saved) >= saveEvery {
			if err := s.deps.State.Save(at); err != nil {
				return err
			}
			saved = to
		}
	}
	if at.Until.After(saved) {
		return s.deps.State.Save(at)
	}
	return nil
}

// tell sends what happens from `from` on, a second of the present or a chunk of the past at the wanted speed, and gives
// the instant up to which all is acknowledged: `from` itself when the context ended before that.
func (s *Simulator) tell(ctx context.Context, life *stream, from, now time.Time) (time.Time, error) {
	if now.Sub(from) <= liveWithin {
		to := from.Add(time.Second)
		batch, err := life.upTo(to)
		batch = append(batch, life.live(from, s.cfg.Rate)...)
		if err = errors.Join(err, life.err); err != nil {
			return from, err
		}
		if !s.produce(ctx, batch) {
			return from, nil
		}
		return to, nil
	}
	chunk := replayChunk
	if s.cfg.Speed > 0 {
		chunk = max(time.Second, min(chunk, time.Duration(s.cfg.Speed*float64(time.Second)/2)).Truncate(time.Second))
	}
	to := from.Add(chunk)
	if to.After(now) {
		to = now
	}
	began := s.deps.Clock.Now()
	batch, err := life.upTo(to)
	if err != nil {
		return from, err
	}
	if !s.produce(ctx, batch) {
		return from, nil
	}
	if s.cfg.Speed > 0 {
		due := began.Add(time.Duration(float64(to.Sub(from)) / s.cfg.Speed))
		if rest := due.Sub(s.deps.Clock.Now()); rest > 0 {
			_ = s.deps.Clock.Wait(ctx, rest) // its only error is the context's, which Run sees
		}
	}
	return to, nil
}

// produce sends until all is acknowledged; it is false when the context ends before that.
func (s *Simulator) produce(ctx context.Context, batch []feed.Message) bool {
	pause := firstPause
	for len(batch) > 0 && ctx.Err() == nil {
		part := batch[:min(len(batch), batchSize)]
		err := s.deps.Produce(ctx, part)
		if err == nil {
			batch, pause = batch[len(part):], firstPause
			continue
		}
		if ctx.Err() != nil {
			return false
		}
		s.deps.Log.Warn("simulator waits for the broker", "error", err, "retry_in", pause)
		if s.deps.Clock.Wait(ctx, pause) != nil {
			return false
		}
		pause = min(2*pause, lastPause)
	}
	return len(batch) == 0
}

func (s *Simulator) resume() (Position, error) {
	at, err := s.deps.State.Load()
	if err != nil {
		return Position{}, err
	}
	city := s.fingerprint()
	if at.Start.IsZero() {
		start := s.cfg.Start
		if start.IsZero() {
			start, _ = quarterOf(s.deps.Clock.Now())
		}
		start = start.Truncate(time.Minute)
		return Position{City: city, Start: start, Until: start}, nil
	}
	if at.City != city {
		return Position{}, fmt.Errorf("the simulator's position belongs to another city (other seed, unions, characters, services or version): start with an empty folder, or with the seed it was started with")
	}
	return at, nil
}

func (s *Simulator) fingerprint() string {
	h := sha256.New()
	fmt.Fprintln(h, version, s.cfg.Seed, s.cfg.Scale, s.cfg.Services)
	for _, u := range s.units {
		fmt.Fprintln(h, u.Character, u.below)
	}
	return hex.EncodeToString(h.Sum(nil)[:8])
}

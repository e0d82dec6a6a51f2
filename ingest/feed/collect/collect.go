// Package collect is the way in over HTTP: it judges events exactly as ingest will, brings the good ones to Kafka and
// answers only after Kafka acknowledged them, each refused one with its reason.
//
// It knows neither HTTP nor Kafka: requests come as inputs, messages leave through a function. Who may send is the
// caller's to say.
//
// Decisions, and what would change them:
//   - Refused events are answered and not kept: the sender has them, and knows why. (The beacon of a website cannot
//     mend anything, so what it sends wrongly is lost with a count.)
//   - What waits for Kafka is bounded by bytes over all requests; beyond it senders are told to come back. (A queue on
//     disk would take a burst, and would have to be proved as carefully as the ledger.)
package collect

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"unionscreen/ingest/event"
	"unionscreen/ingest/feed"
)

// Config of a Collector.
type Config struct {
	Topics  feed.Topics
	Waiting int64         // bytes of all requests that may wait for Kafka at once
	Answer  time.Duration // how long Kafka may take to acknowledge one request
}

// Default is for one dashboard on a small machine.
func Default() Config {
	return Config{Topics: feed.DefaultTopics(), Waiting: 64 << 20, Answer: 15 * time.Second}
}

// Validate lists every fault.
func (c Config) Validate() error {
	var faults []error
	if c.Waiting < event.MaxBatchBytes {
		faults = append(faults, fmt.Errorf("waiting is %d bytes: a single batch may have %d", c.Waiting, event.MaxBatchBytes))
	}
	if c.Answer <= 0 {
		faults = append(faults, errors.New("answer must be a positive duration"))
	}
	return errors.Join(faults...)
}

// Deps are the rooms and things that a Collector meets.
type Deps struct {
	Decoder func() (*event.Decoder, error) // one for each goroutine that judges
	Produce feed.Produce
	Now     func() time.Time
}

// Collector takes events in. It is for concurrent use.
type Collector struct {
	cfg      Config
	deps     Deps
	decoders sync.Pool

	mu      sync.Mutex
	waiting int64
}

// BusyError says that events cannot be taken at the moment, and when to try again. Crowded: this sender and the others
// together send faster than Kafka takes; else Kafka does not answer, or what it holds is not read.
type BusyError struct {
	Crowded bool
	After   time.Duration
	Cause   error
}

func (e *BusyError) Error() string {
	if e.Crowded {
		return "too many events wait for Kafka at once"
	}
	return fmt.Sprintf("Kafka does not take events at the moment: %v", e.Cause)
}

func (e *BusyError) Unwrap() error { return e.Cause }

// Refused is an event that was not taken, by its place in the request, with the reasons of events.md.
type Refused struct {
	Index  int    `json:"index"`
	Reason string `json:"reason"`
	Detail string `json:"detail"`
}

// Taken is what became of a request's events.
type Taken struct {
	Accepted int       `json:"accepted"`
	Rejected []Refused `json:"rejected"`
}

// Scope says whether a sender is bound to a source, and whether a union is within what it may report.
type Scope func(source, union string) (known, inScope bool)

// New checks cfg.
func New(cfg Config, deps Deps) (*Collector, error) {
	if err := cfg.Validate(); err != nil {
		return nil, fmt.Errorf("check the collector's configuration: %w", err)
	}
	if deps.Decoder == nil || deps.Produce == nil || deps.Now == nil {
		return nil, errors.New("check the collector's dependencies: one is missing")
	}
	c := &Collector{cfg: cfg, deps: deps}
	decoder, err := deps.Decoder() // a fault of its configuration shows now, not at the first request
	if err != nil {
		return nil, err
	}
	c.decoders.Put(decoder)
	return c, nil
}

// Take judges a request's events and brings the good ones to Kafka. They are acknowledged when it returns nil; after a
// *BusyError any part may have arrived, and sending all again is right, because an event counts once.
func (c *Collector) Take(ctx context.Context, inputs []event.Input, scope Scope) (Taken, error) {
	return c.take(ctx, inputs, scope, func() error { return nil })
}

// TakeNoted takes one event that note is called for before it is sent; what is refused is not noted.
func (c *Collector) TakeNoted(ctx context.Context, input event.Input, scope Scope, note func() error) (Taken, error) {
	return c.take(ctx, []event.Input{input}, scope, note)
}

func (c *Collector) take(ctx context.Context, inputs []event.Input, scope Scope, note func() error) (Taken, error) {
	taken := Taken{Rejected: []Refused{}}
	messages, err := c.judge(inputs, scope, &taken)
	if err != nil || len(messages) == 0 {
		return taken, err
	}
	var size int64
	for _, m := range messages {
		size += int64(len(m.Value)) + 256
	}
	if err := c.reserve(size); err != nil {
		return Taken{}, err
	}
	if err := note(); err != nil {
		c.release(size)
		return Taken{}, err
	}
	if err := c.produce(ctx, messages, size); err != nil {
		return Taken{}, &BusyError{After: 10 * time.Second, Cause: err}
	}
	taken.Accepted = len(messages)
	return taken, nil
}

// produce waits for Kafka as long as a sender may. What is given up on stays in the queue of Kafka's client until that
// gives it up, too, and counts as waiting as long: else a Kafka that is silent for an hour would fill the memory.
func (c *Collector) produce(ctx context.Context, messages []feed.Message, size int64) error {
	bounded, cancel := context.WithTimeout(ctx, c.cfg.Answer)
	defer cancel()
	answer := make(chan error, 1)
	go func() {
		err := c.deps.Produce(context.WithoutCancel(ctx), messages)
		c.release(size)
		answer <- err
	}()
	select {
	case err := <-answer:
		return err
	case <-bounded.Done():
		return bounded.Err()
	}
}

// judge decodes each event as ingest will, and holds it against what the sender may report.
func (c *Collector) judge(inputs []event.Input, scope Scope, taken *Taken) ([]feed.Message, error) {
	decoder, _ := c.decoders.Get().(*event.Decoder)
	if decoder == nil {
		var err error
		if decoder, err = c.deps.Decoder(); err != nil {
			return nil, fmt.Errorf("make a decoder: %w", err)
		}
	}
	defer c.decoders.Put(decoder)
	var messages []feed.Message
	now := c.deps.Now()
	for i, in := range inputs {
		in.At = now // as Kafka will stamp it, a moment later
		ev, rejection := decoder.Decode(in)
		if rejection == nil {
			rejection = outside(ev, scope)
		}
		if rejection != nil {
			taken.Rejected = append(taken.Rejected, Refused{i, rejection.Reason, rejection.Detail})
			continue
		}
		messages = append(messages, feed.Message{Topic: c.cfg.Topics.Of(ev.Type), Key: ev.Union, Value: bytes.Clone(in.Value), Headers: in.Headers}) // an event must not hold its whole list in memory
	}
	return messages, nil
}

// outside refuses what the sender is not bound to, with the reasons that ingest gives.
func outside(ev event.Event, scope Scope) *event.Rejection {
	known, inScope := scope(ev.Source, ev.Union)
	switch {
	case !known:
		return &event.Rejection{Reason: "unknown_source", Detail: fmt.Sprintf("the token is not bound to the source %s; send with the token of its producer, or have the source added to it.", ev.Source)}
	case !inScope:
		return &event.Rejection{Reason: "out_of_scope", Detail: fmt.Sprintf("the token may not report for the union %s; check the union, or have it added to the producer.", ev.Union)}
	}
	return nil
}

func (c *Collector) reserve(size int64) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.waiting > 0 && c.waiting+size > c.cfg.Waiting {
		return &BusyError{Crowded: true, After: time.Second}
	}
	c.waiting += size
	return nil
}

func (c *Collector) release(size int64) {
	c.mu.Lock()
	c.waiting -= size
	c.mu.Unlock()
}

// Package load is a source of events whose figures are known before a single one of them is sent. Its duty is to plan
// things (articles, persons, cases, groups, merchants, posts, accounts …) with a life each, to decide from that life
// alone what the thing contributes to every measure of a quarter, of its months and of the quarter after it, and then
// to tell the life in events: out of order, with copies, corrections, voids, conflicts, refused records and everything
// that happens at a quarter's edges. It knows neither Kafka nor SQL nor the recount, and it takes no figure from an
// event: an event is written for what is already counted.
//
// Decisions, with what would change our mind:
//   - A thing's life is a timeline (who was verified where and when, when a case was paused, done and reopened), and
//     what counts is read off the timeline. Deriving it from the events would be a third implementation of the rules and
//     would share their misunderstandings.
//   - Things are planned one after the other from (seed, number) and streamed through a window of bounded size, so that
//     ten million events need no more memory than a million. What grows is the truth: per union and period, not per event.
//   - Disturbances (corrections, voids, conflicts, refused records, copies) are put around events without touching what
//     the thing counts; that they change nothing is the claim under test.
//   - Where events.md and indicators.md leave a choice (a transfer from or to a union that nobody knows, a pause before
//     the submission), no such event is made: a truth must not depend on a reading of the text.
package load

import (
	"errors"
	"fmt"
	"time"

	"unionscreen/ingest/feed"
)

// Service is a service of the catalogue: its code and kind (service, appeal or suggestion).
type Service struct{ Code, Kind string }

// Limits answers the deadline and the acceptance limit that the catalogue gives a service; zero where it gives none.
type Limits func(service string, submitted time.Time) (due, acceptBy time.Time)

// Config says what is planned and how it is disturbed.
type Config struct {
	Seed        uint64
	Events      int            // distinct accepted identities
	Quarter     string         // such as 2026-Q3: where nearly all business times lie
	Latest      time.Time      // no business time lies at or after it; zero: 30 days after the quarter
	Zone        *time.Location // of the calendar
	Unions      []Union        // the registry
	Services    []Service
	Limits      Limits // nil: every case names its own deadline, and nothing is said of acceptance in time
	RepeatLimit int    // readings of one reader, article and day that count
	Duplicates  int    // of a hundred messages, how many are sent one to five times more
	Disorder    int    // how many messages a message may be late
	Topics      feed.Topics
	Topic       string // if given, everything goes there
}

// Default is everything but the quarter, the registry and the services.
func Default() Config {
	return Config{
		Seed: 1, Events: 100_000, Zone: time.FixedZone("Asia/Shanghai", 8*3600), RepeatLimit: 3,
		Duplicates: 10, Disorder: 10_000, Topics: feed.DefaultTopics(),
	}
}

// Limits of the configuration: beyond them a run would not end, or the window would not fit into memory.
const (
	maxEvents   = 50_000_000
	maxDisorder = 2_000_000
	afterwards  = 30 * 24 * time.Hour // how long the quarter's things go on after it
	leastAfter  = 24 * time.Hour
)

// Validate reports all faults, joined.
func (c Config) Validate() error {
	var faults []error
	fault := func(bad bool, format string, args ...any) {
		if bad {
			faults = append(faults, fmt.Errorf(format, args...))
		}
	}
	fault(c.Events < 1 || c.Events > maxEvents, "events %d: choose 1 to %d", c.Events, maxEvents)
	fault(c.Duplicates < 0 || c.Duplicates > 100, "duplicates %d: choose 0 to 100 in a hundred", c.Duplicates)
	fault(c.Disorder < 0 || c.Disorder > maxDisorder, "disorder %d: choose 0 to %d messages", c.Disorder, maxDisorder)
	fault(len(c.Unions) == 0, "no unions: give a registry")
	fault(len(c.Services) == 0, "no services: give a services catalogue")
	fault(c.RepeatLimit < 1, "repeat limit %d: choose at least 1", c.RepeatLimit)
	fault(c.Zone == nil, "no zone: days cannot be told apart")
	if c.Zone != nil {
		quarter, err := parseQuarter(c.Quarter, c.Zone)
		if err != nil {
			faults = append(faults, err)
		}
		fault(err == nil && !c.Latest.IsZero() && c.Latest.Before(quarter.end.Add(leastAfter)),
			"latest %s: %s must have ended a day before; choose an earlier quarter", c.Latest, c.Quarter)
	}
	return errors.Join(faults...)
}

// Source plans and gives messages. It is not safe for concurrent use and reads no clock.
type Source struct {
	world    *world
	window   reorder
	truth    *truth
	things   int
	fixed    []maker // things that are there once: reports of each union
	finished bool
}

// New checks the configuration. The same configuration always gives the same messages in the same order.
func New(cfg Config) (*Source, error) {
	if err := cfg.Validate(); err != nil {
		return nil, fmt.Errorf("configure the load source: %w", err)
	}
	w, err := newWorld(cfg)
	if err != nil {
		return nil, fmt.Errorf("configure the load source: %w", err)
	}
	return &Source{
		world: w, truth: newTruth(w), fixed: w.fixedThings(),
		window: reorder{dice: w.dice("order"), distance: cfg.Disorder},
	}, nil
}

// Next gives up to n messages; none when all are given.
func (s *Source) Next(n int) []feed.Message {
	for !s.finished && s.window.ready() < n {
		s.plan()
	}
	return s.window.take(n, s.finished)
}

// Stop ends the planning early: Next gives only what is planned, and the truth is of that.
func (s *Source) Stop() { s.finished = true }

// plan makes one thing and puts its messages into the window. What does not fit into the wanted number of events any
// more is given up as a whole, and single anonymous readings fill the rest.
func (s *Source) plan() {
	left := s.world.cfg.Events - s.truth.events
	if left <= 0 {
		s.finished = true
		return
	}
	made, told := s.make(s.nextMaker())
	if told.identities > left {
		made, told = s.make(oneReading)
	}
	s.truth.take(made, told)
	for _, m := range told.messages {
		s.window.put(m)
	}
}

func (s *Source) make(m maker) (thing, *teller) {
	s.things++
	p := s.world.planner(s.things)
	made := m(p)
	told := newTeller(p)
	made.tell(told)
	return made, told
}

// nextMaker takes a fixed thing for every other one until none is left.
func (s *Source) nextMaker() maker {
	if len(s.fixed) > 0 && s.things%2 == 0 {
		m := s.fixed[0]
		s.fixed = s.fixed[1:]
		return m
	}
	return anyThing
}

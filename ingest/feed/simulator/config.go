package simulator

import (
	"errors"
	"fmt"
	"log/slog"
	"time"

	"unionscreen/ingest/feed"
)

// Config says which city lives, and how fast.
type Config struct {
	Seed       uint64
	Unions     []Union     // the whole registry, root included
	Characters []Character // of ranked unions; others get one that derives from their code
	Services   []Service
	Start      time.Time // beginning of the city's life at the first start; zero: the start of the quarter that holds now
	Rate       float64   // live readings a second on top of the city's own life (about one event a minute); 0: none
	Speed      float64   // seconds of the past replayed in a second; 0: as fast as Produce takes them
	Scale      float64   // volume of the city's own life, where 1 makes about 110,000 events in a quarter
	Topics     feed.Topics
}

// Default is the demo's configuration; unions, characters and services come with the city's files.
func Default() Config {
	return Config{Seed: 1, Rate: 20, Scale: 1, Topics: feed.DefaultTopics()}
}

// Validate reports all faults, joined.
func (c Config) Validate() error {
	var faults []error
	fault := func(bad bool, format string, args ...any) {
		if bad {
			faults = append(faults, fmt.Errorf(format, args...))
		}
	}
	fault(len(c.Unions) == 0, "no unions: give the registry of the city")
	fault(len(c.Services) == 0, "no services: give the services catalogue of the city")
	fault(!(c.Rate >= 0 && c.Rate <= 200), "rate %g: choose 0 to 200 events a second", c.Rate)
	fault(c.Speed != 0 && !(c.Speed >= 2 && c.Speed <= 1e7), "speed %g: choose 0 (as fast as it goes) or 2 to 10000000", c.Speed)
	fault(!(c.Scale > 0 && c.Scale <= 20), "scale %g: choose more than 0, at most 20", c.Scale)
	t := c.Topics
	fault(t.Reads == "" || t.Members == "" || t.Applications == "" || t.Completions == "" || t.Work == "", "a topic has no name")
	for _, s := range c.Services {
		fault(s.Days < 1 || s.Days > 15, "service %s: a limit of %d days; the simulator knows 1 to 15", s.Code, s.Days)
	}
	return errors.Join(faults...)
}

// Deps are the simulator's connections. Clock nil means the machine's clock, Log nil means silence.
type Deps struct {
	Produce feed.Produce
	State   State
	Clock   feed.Clock
	Log     *slog.Logger
}

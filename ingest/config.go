package ingest

import (
	"errors"
	"fmt"
	"slices"
	"time"
)

// Config of ingest. Default gives values measured on two cores with 300-byte events.
type Config struct {
	Brokers         []string // host:port of at least one broker
	Topics          []string // read from their beginning, or from the ledger's marks
	DeadLetterTopic string   // gets a copy of what is rejected; empty = none
	Group           string   // group id under which offsets are committed as hints for others' tools; empty = none
	ClientID        string   // as brokers log it
	Security        Security // of every connection to the brokers

	MaxRows  int           // rows of one INSERT
	MaxAge   time.Duration // how long the oldest row waits for its INSERT; part of the latency seen on the wall
	MaxBytes int64         // memory of one INSERT's rows; twice this is the bound for all rows not yet in the ledger

	FetchBytes int64         // of one fetch; 1 MiB was faster than 4 MiB
	FetchWait  time.Duration // how long an idle fetch waits at the broker
	Poll       time.Duration // how often the ends of the log are asked for; the grain of AsOf

	LedgerTimeout time.Duration // of one call to the ledger, so that a half-open connection ends in an error
	BrokerTimeout time.Duration // of one call to the broker, beyond what it waits on purpose
	ProbeEvery    time.Duration // how often the ledger's marks are compared with ours
	BackoffMin    time.Duration // pause after the first failure; doubled up to BackoffMax
	BackoffMax    time.Duration // a return of engine or broker is noticed within this
}

// Default returns everything but Brokers.
func Default() Config {
	return Config{
		Topics:          []string{"article-reads", "verified-members", "applications", "completions", "union-work"},
		DeadLetterTopic: "unionscreen-dead-letters",
		Group:           "unionscreen",
		ClientID:        "unionscreen",
		MaxRows:         100_000,
		MaxAge:          250 * time.Millisecond,
		MaxBytes:        64 << 20,
		FetchBytes:      1 << 20,
		FetchWait:       500 * time.Millisecond,
		Poll:            200 * time.Millisecond,
		LedgerTimeout:   60 * time.Second,
		BrokerTimeout:   10 * time.Second,
		ProbeEvery:      5 * time.Second,
		BackoffMin:      100 * time.Millisecond,
		BackoffMax:      5 * time.Second,
	}
}

// Validate gives all faults at once.
func (c Config) Validate() error {
	var faults []error
	fault := func(bad bool, format string, args ...any) {
		if bad {
			faults = append(faults, fmt.Errorf(format, args...))
		}
	}
	fault(len(c.Brokers) == 0, "ingest.brokers is empty: name at least one host:port")
	fault(slices.Contains(c.Brokers, ""), "ingest.brokers holds an empty address")
	if err := c.Security.Validate(c.Brokers); err != nil {
		faults = append(faults, err)
	}
	fault(len(c.Topics) == 0, "ingest.topics is empty: name at least one topic")
	for n, t := range c.Topics {
		fault(t == "", "ingest.topics holds an empty name")
		fault(slices.Contains(c.Topics[:n], t), "ingest.topics names %q twice", t)
		fault(t != "" && t == c.DeadLetterTopic, "ingest.topics holds the dead-letter topic %q: rejected records would be read again for ever", t)
	}
	fault(c.MaxRows < 1 || c.MaxRows > 1_000_000, "ingest.max_rows is %d: use 1 to 1000000", c.MaxRows)
	fault(c.MaxAge <= 0 || c.MaxAge > time.Minute, "ingest.max_age is %s: use up to 1m", c.MaxAge)
	fault(c.MaxBytes < 1<<20, "ingest.max_bytes is %d: use at least 1 MiB", c.MaxBytes)
	fault(c.FetchBytes < 1<<10 || c.FetchBytes > 64<<20, "ingest.fetch_bytes is %d: use 1 KiB to 64 MiB", c.FetchBytes)
	for _, d := range []struct {
		name  string
		value time.Duration
	}{
		{"fetch_wait", c.FetchWait}, {"poll", c.Poll}, {"ledger_timeout", c.LedgerTimeout}, {"broker_timeout", c.BrokerTimeout},
		{"probe_every", c.ProbeEvery}, {"backoff_min", c.BackoffMin}, {"backoff_max", c.BackoffMax},
	} {
		fault(d.value <= 0, "ingest.%s is %s: use a positive duration", d.name, d.value)
	}
	fault(c.BackoffMax < c.BackoffMin, "ingest.backoff_max is below ingest.backoff_min")
	return errors.Join(faults...)
}

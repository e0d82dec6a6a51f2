// Package recount is the second calculation: the same figures as the first one's SQL, in plain Go over the rows of the
// ledger, so that reconcile, a quarter's closing and tests can hold one against the other.
//
// It shares no SQL and no code with the first calculation, takes nothing from derived tables and is written from the
// definitions alone; that is its only worth. It does not repair, does not know the tree of unions, and need not be fast:
// it reads the ledger three times. Memory grows with the conflicts, corrections and voids, with the members and with the
// cases, not with the events.
//
// What would change our mind: if members or cases outgrow memory, the ledger should be streamed per thing over all
// unions, which would make these folds as small as those of articles and readings.
package recount

import (
	"context"
	"errors"
	"fmt"
	"sort"
	"time"

	"unionscreen/queries"
)

// Ledger is what the recount reads: all accepted rows, duplicates included, in the asked order (ascending bytewise).
type Ledger interface {
	Scan(ctx context.Context, order queries.ScanOrder, fn func(queries.LedgerRow) error) error
}

// Rules are the settings that figures depend on.
type Rules struct {
	Zone        *time.Location          // whose calendar days the repeat limit goes by
	RepeatLimit int                     // readings per union, article, reader and day that count; at least 1
	Crawler     func(agent string) bool // whether an agent (never empty) is a crawler
}

// Validate reports everything that is missing, joined.
func (r Rules) Validate() error {
	var faults []error
	if r.Zone == nil {
		faults = append(faults, errors.New("no zone is given: days cannot be told apart"))
	}
	if r.RepeatLimit < 1 {
		faults = append(faults, fmt.Errorf("repeat limit is %d: it must be at least 1", r.RepeatLimit))
	}
	if r.Crawler == nil {
		faults = append(faults, errors.New("no crawler verdict is given"))
	}
	return errors.Join(faults...)
}

// Sum holds the OWN figures of one union, no tree applied. Counts has a key only where the figure is not zero; Reported
// says per family whether the union reported it, which a figure of zero does not tell.
type Sum struct {
	Union    string
	Counts   map[string]int64
	Reported map[string]bool
}

// Count calculates the figures of a window from the ledger, by union in bytewise order. Unions of which there is nothing
// to say are left out. A ledger that does not keep its order is an error, never a wrong figure. The ledger is read three
// times and must hold the same rows each time: who recounts a growing one bounds the scan.
func Count(ctx context.Context, ledger Ledger, rules Rules, window queries.Window) ([]Sum, error) {
	if err := rules.Validate(); err != nil {
		return nil, fmt.Errorf("check recount rules: %w", err)
	}
	out, err := settle(ctx, ledger)
	if err != nil {
		return nil, fmt.Errorf("settle identities: %w", err)
	}
	t := newTally(rules, window)
	if err := eachLive(ctx, ledger, out, t.take); err != nil {
		return nil, fmt.Errorf("read live events: %w", err)
	}
	t.finish()
	return t.sums(), nil
}

// span is the window as the measures use it.
type span struct {
	start   time.Time
	trueEnd time.Time // the period's end, running or not
	end     time.Time // min(trueEnd, as_of): nothing at or after it counts
	asOf    time.Time
}

func (s span) contains(t time.Time) bool { return !t.Before(s.start) && t.Before(s.end) }

func (s span) running() bool { return s.asOf.Before(s.trueEnd) }

// tally carries the measures through one pass over the live events.
type tally struct {
	span  span
	units map[string]*Sum

	articles articles
	reads    reads
	members  map[string]*member
	cases    map[string]*oneCase
}

func newTally(rules Rules, w queries.Window) *tally {
	end := w.End
	if w.AsOf.Before(end) {
		end = w.AsOf
	}
	return &tally{
		span:    span{start: w.Start, trueEnd: w.End, end: end, asOf: w.AsOf},
		units:   map[string]*Sum{},
		reads:   reads{rules: rules},
		members: map[string]*member{},
		cases:   map[string]*oneCase{},
	}
}

// take hands one live event to the measures that it concerns.
func (t *tally) take(row queries.LedgerRow) {
	t.report(row)
	switch row.Family {
	case queries.Articles:
		t.takeArticle(row)
	case queries.Reads:
		t.takeReading(row)
	case queries.Members:
		t.takeMember(row)
	case queries.Applications:
		t.takeCase(row)
	}
}

// finish counts what can only be told when all events are there.
func (t *tally) finish() {
	t.closeArticle()
	t.countVerifiedMembers()
	for _, c := range t.cases {
		t.countApplication(c)
		t.countCompletion(c)
		t.countDue(c)
		t.countOnTime(c)
		t.countOverdueOpen(c)
	}
}

func (t *tally) of(union string) *Sum {
	sum := t.units[union]
	if sum == nil {
		sum = &Sum{Union: union, Counts: map[string]int64{}, Reported: map[string]bool{}}
		t.units[union] = sum
	}
	return sum
}

func (t *tally) add(union, indicator string) { t.of(union).Counts[indicator]++ }

func (t *tally) sums() []Sum {
	sums := make([]Sum, 0, len(t.units))
	for _, sum := range t.units {
		sums = append(sums, *sum)
	}
	sort.Slice(sums, func(i, j int) bool { return sums[i].Union < sums[j].Union })
	return sums
}

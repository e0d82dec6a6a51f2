// Package recount is the second calculation: the same figures as the first one's SQL, in plain Go over the rows of the
// ledger, so that reconcile, a quarter's closing and tests can hold one against the other.
//
// It shares no SQL and no code with the first calculation, takes nothing from derived tables (not even the ledger's
// own column of business instants) and is written from the definitions alone; that is its only worth. It does not
// repair, does not know the tree of unions, and need not be fast: it reads the ledger three times. Memory grows with the
// conflicts, corrections and voids, with the persons, the cases' events, the articles' first days and, where readers
// are asked for, with the readers; not with the readings.
//
// What would change our mind: if persons or cases outgrow memory, the ledger should be streamed per thing over all
// unions, which would make these folds as small as those of articles and readings.
package recount

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"unionscreen/queries"
)

// Ledger is what the recount reads: all accepted rows, duplicates included, in the asked order (ascending bytewise).
type Ledger interface {
	Scan(ctx context.Context, order queries.ScanOrder, fn func(queries.LedgerRow) error) error
}

// Rules are the settings that figures depend on.
type Rules struct {
	Zone        *time.Location          // whose calendar days the repeat limit, reported days and article days go by
	RepeatLimit int                     // readings per union, article, reader and day that count; at least 1
	Crawler     func(agent string) bool // whether an agent (never empty) is a crawler

	// ReadsBasis says which reported rows make reads: "times", "users", or "best" (times where there are any).
	ReadsBasis string

	// Limit is the services catalogue: by when a case submitted then must be done and taken up, zero where the catalogue
	// says nothing of it. nil is an empty catalogue.
	Limit func(service string, submitted time.Time) (due, acceptBy time.Time)
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
	if !slices.Contains([]string{queries.BasisBest, queries.BasisTimes, queries.BasisUsers}, r.ReadsBasis) {
		faults = append(faults, fmt.Errorf("reads basis is %q: it must be best, times or users", r.ReadsBasis))
	}
	return errors.Join(faults...)
}

// Sum holds the OWN figures of one union, no tree applied. Counts has a key only where the figure is not zero, but for
// the figures of the base, which are there wherever the union has a report. Reported and Ever have the families of
// which the union said something in the window, and at any time before its end, which a figure of zero does not tell.
type Sum struct {
	Union    string
	Counts   map[string]int64
	Sets     map[string][]string // sorted, never empty
	Reported map[string]bool
	Ever     map[string]bool
}

// Question asks for the figures of a window. Subtrees names, by any keys, sets of unions over which distinct readers
// and medians are wanted; without any they are not calculated.
type Question struct {
	Window   queries.Window
	Where    queries.Where
	Subtrees map[string][]string
}

// Answer holds what was counted, by union in bytewise order. Unions of which there is nothing to say are left out, as
// are subtrees without a reader or without a handled case.
type Answer struct {
	Sums            []Sum
	Readers         map[string]int64
	HandlingMedians map[string]time.Duration
	Marks           []queries.ChannelMark
}

// Count calculates the figures of one window from the ledger.
func Count(ctx context.Context, ledger Ledger, rules Rules, window queries.Window, where queries.Where) ([]Sum, error) {
	answers, err := CountOver(ctx, ledger, rules, Question{Window: window, Where: where})
	if err != nil {
		return nil, err
	}
	return answers[0].Sums, nil
}

// CountOver answers several questions in the same passes over the ledger. A ledger that does not keep its order is an
// error, never a wrong figure. The ledger is read three times and must hold the same rows each time: who recounts a
// growing one bounds the scan.
func CountOver(ctx context.Context, ledger Ledger, rules Rules, questions ...Question) ([]Answer, error) {
	if err := rules.Validate(); err != nil {
		return nil, fmt.Errorf("check recount rules: %w", err)
	}
	out, err := settle(ctx, ledger)
	if err != nil {
		return nil, fmt.Errorf("settle identities: %w", err)
	}
	tallies := make([]*tally, len(questions))
	for i, q := range questions {
		tallies[i] = newTally(rules, q)
	}
	err = eachLive(ctx, ledger, out, func(row queries.LedgerRow) error {
		at, err := rules.happened(row)
		if err != nil {
			return err
		}
		for _, t := range tallies {
			if err := t.take(row, at); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read live events: %w", err)
	}
	answers := make([]Answer, len(questions))
	for i, t := range tallies {
		answers[i] = t.answer(questions[i].Subtrees)
	}
	return answers, nil
}

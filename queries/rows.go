// Package queries is everything of UnionScreen that speaks ClickHouse SQL: the
// ledger of offsets, the tables derived from it, and the figures of a period.
//
// It does not decode events, know the tree of unions, weigh or rank anything:
// figures are given per union as its OWN values, and the tree, the scheme and
// the targets are applied by the reader.
//
// Decisions, and what would change them:
//   - The ledger is the only table that cannot be rebuilt. One INSERT is one
//     block of one partition, so it lands whole or not at all; the marks are
//     read from it. (A server with transactions over tables would change this.)
//   - Derived tables are recomputed whole per key or cell, never incremented:
//     duplicates, corrections, voids and the reading guard are not additive.
//   - A figure is a function of the set of accepted events and of as_of alone.
//     Facts of things are kept independent of time; as_of is applied on reading.
package queries

import (
	"errors"
	"time"
)

// Status says what a row of the ledger is: every offset of the log is covered
// by exactly one row.
type Status uint8

// The three kinds of rows. Rejected and skipped rows take no identity and count
// nowhere; they are there so that offsets add up.
const (
	Accepted Status = 1
	Rejected Status = 2
	Skipped  Status = 3
)

// Families of events, as the ledger spells them.
const (
	Articles     = "articles"
	Reads        = "reads"
	Members      = "members"
	Applications = "applications"
	Control      = "control"
)

// LedgerRow is one offset of the log, or one skipped range of offsets.
type LedgerRow struct {
	Src               string // "<cluster id>/<topic id>/<partition>"
	Offset, OffsetEnd uint64 // OffsetEnd is the last offset covered, == Offset except for skipped ranges
	Status            Status
	RecordTime        time.Time // of the Kafka record, UTC, microseconds

	Reason, Detail string // of a rejected row
	Payload        []byte // of a rejected row: as received or redacted

	Source, ID, Type, Subject, Corrects, Family string

	Ident, Content             [16]byte
	CorrectsIdent, VoidsIdent  [16]byte // zero: none
	Time                       time.Time
	Union, UnionTo             string // UnionTo only for member.transferred
	Thing, Person              string
	Channel, Service, CaseKind string
	Outcome, Agent             string
	Due                        time.Time // zero: none
	Families                   []string  // of source.complete
	Upto                       time.Time // of source.complete, zero: none
	Data                       []byte    // canonical JSON
}

// Window is a period and the instant up to which events count. Start and End
// are midnights of the zone; the figures are those of [Start, min(End, AsOf)).
type Window struct{ Start, End, AsOf time.Time }

// until is the instant before which an event of the window must lie.
func (w Window) until() time.Time {
	if w.AsOf.Before(w.End) {
		return w.AsOf
	}
	return w.End
}

// UnionSum holds the OWN figures of one union: no tree is applied. Reported is
// false where the union said nothing of the family, which is not a zero.
type UnionSum struct {
	Union    string
	Reported bool
	Counts   map[string]int64
}

// Sums are the figures of one family in a window, by union.
type Sums struct {
	Rows []UnionSum
	// NextChange is the earliest instant after AsOf at which a figure changes
	// without a new event (a deadline passes, a row dated ahead begins to
	// count); zero: none.
	NextChange time.Time
}

// Advanced tells what one Advance brought in.
type Advanced struct {
	Marks map[string]uint64 // next offset per Src up to which the derived tables stand
	Rows  uint64            // ledger rows brought in
	Dirty map[string]bool   // families whose figures may have changed
}

// DayFigure holds the sums of some unions for one day ("2026-11-21").
type DayFigure struct {
	Day    string
	Counts map[string]int64
}

// OverdueRow counts the overdue open cases of a union by service and kind.
type OverdueRow struct {
	Union, Service, CaseKind string
	Count                    int64
	Oldest                   time.Time // earliest deadline among them
}

// BoardRecord is a board as it was shown: append-only.
type BoardRecord struct {
	Owner, Period, Cause string
	At                   time.Time
	Seq                  uint64
	Epoch                string
	Body                 []byte
}

// ErrNoBoard says that no board was recorded at or before the asked instant.
var ErrNoBoard = errors.New("no board recorded at that time")

// NoBoardError is ErrNoBoard with the nearest recorded instant (zero: none).
type NoBoardError struct{ Nearest time.Time }

// ScanOrder is the order in which Scan streams the ledger.
type ScanOrder uint8

// Orders of Scan.
const (
	OrderIdentity ScanOrder = iota // ident
	OrderThing                     // family, union, thing, person, time, id, source
)

// SourceCount adds up the offsets of one source. Skipped counts offsets, not
// rows; First is the first offset covered and Next the one after the last.
type SourceCount struct {
	Src                         string
	Accepted, Rejected, Skipped uint64
	First, Next                 uint64
}

func (e *NoBoardError) Error() string {
	if e.Nearest.IsZero() {
		return ErrNoBoard.Error()
	}
	return ErrNoBoard.Error() + "; the nearest is of " + e.Nearest.UTC().Format(time.RFC3339)
}

// Is makes errors.Is(err, ErrNoBoard) hold.
func (e *NoBoardError) Is(target error) bool { return target == ErrNoBoard }

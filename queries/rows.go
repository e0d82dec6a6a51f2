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
	Activities   = "activities"
	Merchants    = "merchants"
	Posts        = "posts"
	Channels     = "channels"
	Base         = "base"
	Control      = "control"
)

// Families lists those that bring figures: all but control.
func Families() []string {
	return []string{Articles, Reads, Members, Applications, Activities, Merchants, Posts, Channels, Base}
}

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
	Union, UnionTo             string // UnionTo only for transfers
	Thing, Person              string
	Channel, Service, CaseKind string
	Outcome, Agent             string
	Due                        time.Time // zero: none
	Families                   []string  // of source.complete
	Upto                       time.Time // of source.complete, zero: none
	Data                       []byte    // canonical JSON

	// What the row speaks of where that is not its time. Date is a whole day ("2026-09-30"). A report of the base
	// gives either the exact instant or a day, whose end it is. All empty: the event happened at its time.
	Date     string
	BaseAsOf time.Time
	BaseDate string

	// Happened is the business instant, by which figures take the row in: it counts at e where Happened < e. Append
	// works it out from the fields above and the zone; Scan gives it back.
	Happened time.Time
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

// Where restricts a question to values of closed dimensions. An empty list does
// not restrict.
type Where struct {
	Kinds    []string // of applications, activities, posts
	Channels []string // of articles, readings, accounts
	Columns  []string // of articles
	Services []string // of applications
	Levels   []string // of projects

	// States asks, of members, only for whether and where persons are verified (see MemberStates), which changes less
	// often and is had for less than what members do.
	States bool
}

// MemberStates are the counts of members that Where.States asks for.
func MemberStates() []string { return []string{"verified_members", "newly_verified"} }

// Doings is what Advanced.Dirty names when only that part of the members' figures may have changed that Where.States
// leaves out: whoever joins an activity or applies is an active member.
const Doings = "doings"

// args are the parameters by which a question restricts itself.
func (w Where) args(more ...any) []any {
	return append([]any{
		arg("kinds", some(w.Kinds)), arg("channels", some(w.Channels)), arg("columns", some(w.Columns)),
		arg("services", some(w.Services)), arg("levels", some(w.Levels)),
	}, more...)
}

// some makes a list that can be sent, empty or not.
func some(list []string) []string {
	if list == nil {
		return []string{}
	}
	return list
}

// UnionSum holds the OWN figures of one union: no tree is applied. A union that
// said nothing of the family is not a zero: Reported says that it did in the
// window (or declared that all is said), Ever that it did at any time before
// its end, which is what stocks and cases ask for.
type UnionSum struct {
	Union    string
	Reported bool
	Ever     bool
	Counts   map[string]int64
	Sets     map[string][]string // sorted; their union over a subtree is the subtree's set
}

// ChannelMark is the last index, or the last place in a list, that was reported
// of an account before the end of a window.
type ChannelMark struct {
	Union, Channel, Account string
	IndexName               string // of an index
	IndexMicro              int64  // in millionths
	List                    string // of a place; empty: this is an index
	Place                   int64
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
	Dirty map[string]bool   // families whose figures may have changed, and Doings
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

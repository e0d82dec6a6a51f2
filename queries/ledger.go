package queries

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"
)

// microsecond is the type of every instant.
const microsecond = "DateTime64(6, 'UTC')"

// Limits of one batch. Above the engine's own limits (1,048,449 rows, 256 MiB)
// it would cut the block in two, and half a batch could land.
const (
	MaxBatchRows  = 500_000
	MaxBatchBytes = 160 << 20
)

// ErrBatchTooLarge says that a batch must be cut by the caller.
var ErrBatchTooLarge = errors.New("batch too large for one block")

// ErrUnsettled says that an earlier Append ended in doubt.
var ErrUnsettled = errors.New("an earlier append ended in doubt: settle, then read the marks again")

// beyond is the last instant the client can send; later deadlines are stored as
// this one. first is the earliest.
var (
	first  = time.Date(1970, 1, 1, 0, 0, 0, 1000, time.UTC)
	beyond = time.Date(2262, 1, 1, 0, 0, 0, 0, time.UTC)
)

// Append stores a batch whole or not at all. The caller guarantees offsets at or
// above the marks. After any error the batch may still land: until Settle has
// returned nil, further calls fail with ErrUnsettled; then read Marks again.
func (s *Store) Append(ctx context.Context, rows []LedgerRow) error {
	if len(rows) == 0 {
		return nil
	}
	if err := fits(rows); err != nil {
		return err
	}
	s.appending.Lock()
	defer s.appending.Unlock()
	if !s.settled {
		return ErrUnsettled
	}
	arrived, err := s.stamp(ctx)
	if err != nil {
		return err
	}
	s.settled = false
	columns := s.ledgerColumns(rows, time.UnixMicro(arrived))
	if err := s.insertMarked(ctx, s.appendComment(), "append", columns); err != nil {
		return fmt.Errorf("append %d rows: %w", len(rows), err)
	}
	s.settled = true
	return nil
}

func fits(rows []LedgerRow) error {
	if len(rows) > MaxBatchRows {
		return fmt.Errorf("%w: %d rows, at most %d", ErrBatchTooLarge, len(rows), MaxBatchRows)
	}
	bytes := 0
	for i := range rows {
		r := &rows[i]
		bytes += 300 + len(r.Payload) + len(r.Data) + len(r.Detail) + len(r.ID) + len(r.Subject) + len(r.Corrects) + len(r.Thing) + len(r.Agent)
	}
	if bytes > MaxBatchBytes {
		return fmt.Errorf("%w: about %d bytes, at most %d", ErrBatchTooLarge, bytes, MaxBatchBytes)
	}
	return nil
}

// ledgerColumns turns rows into the columns of sql/append.sql.
func (s *Store) ledgerColumns(rows []LedgerRow, arrived time.Time) []column {
	return []column{
		{"arrived", microsecond, pick(rows, func(*LedgerRow) time.Time { return arrived })},
		{"day", "Date", pick(rows, func(r *LedgerRow) time.Time { return s.dayOf(r) })},
		{"src", "String", pick(rows, func(r *LedgerRow) string { return r.Src })},
		{"offset", "UInt64", pick(rows, func(r *LedgerRow) uint64 { return r.Offset })},
		{"offset_end", "UInt64", pick(rows, func(r *LedgerRow) uint64 { return r.OffsetEnd })},
		{"status", "Int8", pick(rows, func(r *LedgerRow) int8 { return int8(r.Status) })},
		{"record_time", microsecond, pick(rows, func(r *LedgerRow) time.Time { return storable(r.RecordTime) })},
		{"reason", "String", pick(rows, func(r *LedgerRow) string { return r.Reason })},
		{"detail", "String", pick(rows, func(r *LedgerRow) string { return r.Detail })},
		{"payload", "String", pick(rows, func(r *LedgerRow) []byte { return r.Payload })},
		{"source", "String", pick(rows, func(r *LedgerRow) string { return r.Source })},
		{"id", "String", pick(rows, func(r *LedgerRow) string { return r.ID })},
		{"type", "String", pick(rows, func(r *LedgerRow) string { return r.Type })},
		{"subject", "String", pick(rows, func(r *LedgerRow) string { return r.Subject })},
		{"corrects", "String", pick(rows, func(r *LedgerRow) string { return r.Corrects })},
		{"family", "String", pick(rows, func(r *LedgerRow) string { return r.Family })},
		{"ident", "FixedString(16)", pick(rows, func(r *LedgerRow) []byte { return r.Ident[:] })},
		{"content", "FixedString(16)", pick(rows, func(r *LedgerRow) []byte { return r.Content[:] })},
		{"corrects_ident", "FixedString(16)", pick(rows, func(r *LedgerRow) []byte { return r.CorrectsIdent[:] })},
		{"voids_ident", "FixedString(16)", pick(rows, func(r *LedgerRow) []byte { return r.VoidsIdent[:] })},
		{"time", microsecond, pick(rows, func(r *LedgerRow) time.Time { return storable(r.Time) })},
		{"happened", microsecond, pick(rows, func(r *LedgerRow) time.Time { return storable(s.happened(r)) })},
		{"union", "String", pick(rows, func(r *LedgerRow) string { return r.Union })},
		{"union_to", "String", pick(rows, func(r *LedgerRow) string { return r.UnionTo })},
		{"thing", "String", pick(rows, func(r *LedgerRow) string { return r.Thing })},
		{"person", "String", pick(rows, func(r *LedgerRow) string { return r.Person })},
		{"channel", "String", pick(rows, func(r *LedgerRow) string { return r.Channel })},
		{"service", "String", pick(rows, func(r *LedgerRow) string { return r.Service })},
		{"case_kind", "String", pick(rows, func(r *LedgerRow) string { return r.CaseKind })},
		{"outcome", "String", pick(rows, func(r *LedgerRow) string { return r.Outcome })},
		{"agent", "String", pick(rows, func(r *LedgerRow) string { return r.Agent })},
		{"due", microsecond, pick(rows, func(r *LedgerRow) time.Time { return storable(r.Due) })},
		{"families", "Array(String)", pick(rows, func(r *LedgerRow) []string { return r.Families })},
		{"upto", microsecond, pick(rows, func(r *LedgerRow) time.Time { return storable(r.Upto) })},
		{"data", "String", pick(rows, func(r *LedgerRow) []byte { return r.Data })},
	}
}

func pick[T any](rows []LedgerRow, field func(*LedgerRow) T) []T {
	values := make([]T, len(rows))
	for i := range rows {
		values[i] = field(&rows[i])
	}
	return values
}

// storable brings an instant into the range that can be stored; the zero time
// stays zero, which is stored as 1970-01-01 and means none.
func storable(t time.Time) time.Time {
	switch {
	case t.IsZero():
		return t
	case t.Before(first):
		return first
	case t.After(beyond):
		return beyond
	}
	return t
}

// happened is the business instant of a row. What speaks of a whole day counts
// from that day's start on; a report of the base counts where its as_of is at
// most the end of a period, which is one microsecond more than "before".
func (s *Store) happened(r *LedgerRow) time.Time {
	switch {
	case r.Date != "":
		if day, err := time.ParseInLocation(time.DateOnly, r.Date, s.cfg.Zone); err == nil {
			return day
		}
	case r.BaseDate != "":
		if day, err := time.ParseInLocation(time.DateOnly, r.BaseDate, s.cfg.Zone); err == nil {
			return day.AddDate(0, 0, 1).Add(-time.Microsecond)
		}
	case !r.BaseAsOf.IsZero():
		return r.BaseAsOf.Add(-time.Microsecond)
	}
	return r.Time
}

// dayOf is the day of the business instant in the zone, as the client wants it:
// the same date at midnight UTC. Rows without a business time lie on no day.
func (s *Store) dayOf(r *LedgerRow) time.Time {
	happened := s.happened(r)
	if happened.IsZero() {
		return time.Time{}
	}
	year, month, day := happened.In(s.cfg.Zone).Date()
	return time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
}

// Marks gives the next offset of each source by the ledger itself. It is for the
// writer: if an Append ended in doubt, or none was made yet (a killed process may
// have left an INSERT behind), it settles first.
func (s *Store) Marks(ctx context.Context) (map[string]uint64, error) {
	s.appending.Lock()
	defer s.appending.Unlock()
	if !s.settled {
		if err := s.settle(ctx); err != nil {
			return nil, err
		}
	}
	marks := map[string]uint64{}
	err := s.each(ctx, func(r driver.Rows) error {
		var src string
		var next uint64
		if err := r.Scan(&src, &next); err != nil {
			return err
		}
		marks[src] = next
		return nil
	}, "ledger_marks")
	if err != nil {
		return nil, err
	}
	return marks, nil
}

// appendComment marks the INSERTs of this ledger in the engine's process list.
func (s *Store) appendComment() string { return "unionscreen append to " + s.cfg.Database }

// settleRetry is the pause between two looks at the engine's process list.
const settleRetry = 20 * time.Millisecond

// Settle makes sure that no INSERT of an earlier attempt can still land, so that
// the marks may be read again. It waits as long as ctx allows.
func (s *Store) Settle(ctx context.Context) error {
	s.appending.Lock()
	defer s.appending.Unlock()
	return s.settle(ctx)
}

func (s *Store) settle(ctx context.Context) error {
	for {
		var running uint64
		err := s.each(ctx, func(r driver.Rows) error { return r.Scan(&running) }, "appends_running", arg("comment", s.appendComment()))
		if err != nil {
			return fmt.Errorf("settle appends: %w", err)
		}
		if running == 0 {
			s.settled = true
			s.doubts.Add(1) // what landed meanwhile may carry a stamp that Advance has passed already
			return s.raiseClock(ctx)
		}
		if err := s.exec(ctx, "appends_kill", arg("comment", s.appendComment())); err != nil {
			return fmt.Errorf("settle appends: %w", err)
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("settle appends: %d still running: %w", running, ctx.Err())
		case <-time.After(settleRetry):
		}
	}
}

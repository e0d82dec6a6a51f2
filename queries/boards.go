package queries

import (
	"context"
	"fmt"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"
)

// RecordBoard keeps a board as it was shown. Boards are never rewritten.
func (s *Store) RecordBoard(ctx context.Context, b BoardRecord) error {
	err := s.insert(ctx, "add_board", []column{
		{"owner", "String", []string{b.Owner}},
		{"period", "String", []string{b.Period}},
		{"cause", "String", []string{b.Cause}},
		{"at", microsecond, []time.Time{storable(b.At)}},
		{"seq", "UInt64", []uint64{b.Seq}},
		{"epoch", "String", []string{b.Epoch}},
		{"body", "String", [][]byte{b.Body}},
	})
	if err != nil {
		return fmt.Errorf("record board: %w", err)
	}
	return nil
}

// BoardAt gives the last board of the owner and period at or before at. If there
// is none the error is a *NoBoardError with the nearest recorded instant, and
// errors.Is(err, ErrNoBoard).
func (s *Store) BoardAt(ctx context.Context, owner, period string, at time.Time) (BoardRecord, error) {
	return s.board(ctx, owner, period, "", at)
}

// LastBoard gives the last board of that cause before an instant, or an error as
// BoardAt does.
func (s *Store) LastBoard(ctx context.Context, owner, period, cause string, before time.Time) (BoardRecord, error) {
	return s.board(ctx, owner, period, cause, before.Add(-time.Microsecond))
}

func (s *Store) board(ctx context.Context, owner, period, cause string, at time.Time) (BoardRecord, error) {
	var found []BoardRecord
	args := []any{arg("owner", owner), arg("period", period), arg("cause", cause), arg("at", micros(at))}
	err := s.each(ctx, func(r driver.Rows) error {
		var b BoardRecord
		if err := r.Scan(&b.Owner, &b.Period, &b.Cause, &b.At, &b.Seq, &b.Epoch, &b.Body); err != nil {
			return err
		}
		b.At = b.At.UTC()
		found = append(found, b)
		return nil
	}, "board_at", args...)
	if err != nil {
		return BoardRecord{}, fmt.Errorf("find board: %w", err)
	}
	if len(found) > 0 {
		return found[0], nil
	}
	var after int64
	err = s.each(ctx, func(r driver.Rows) error { return r.Scan(&after) }, "board_nearest", args...)
	if err != nil {
		return BoardRecord{}, fmt.Errorf("find the nearest board: %w", err)
	}
	return BoardRecord{}, &NoBoardError{Nearest: instant(after)}
}

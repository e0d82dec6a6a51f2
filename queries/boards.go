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

// BoardFilter names boards: of an owner and a cause, in some periods, the last
// one of each span.
type BoardFilter struct {
	Owner, Cause string
	Periods      []string
	Spans        []BoardSpan
}

// BoardSpan is the time after Start up to and including End, so that the board
// of the midnight that ends a month is that month's last.
type BoardSpan struct{ Start, End time.Time }

// BoardPlace is where a union stood on a recorded board, in its words. Rank 0:
// it had none. Of counts those of its group that had one.
type BoardPlace struct {
	Period           string
	At               time.Time
	Group            string
	Rank, Of         int64
	Total, FullMarks string
}

// BoardPlaces gives a union's places on the boards of a filter, in the order of
// time; boards that do not have the union are passed over.
func (s *Store) BoardPlaces(ctx context.Context, union string, f BoardFilter) ([]BoardPlace, error) {
	var starts, ends []int64
	for _, span := range f.Spans {
		starts, ends = append(starts, micros(span.Start)), append(ends, micros(span.End))
	}
	var found []BoardPlace
	err := s.each(ctx, func(r driver.Rows) error {
		var b BoardPlace
		err := r.Scan(&b.Period, &b.At, &b.Group, &b.Rank, &b.Of, &b.Total, &b.FullMarks)
		b.At = b.At.UTC()
		found = append(found, b)
		return err
	}, "board_places", arg("union", union), arg("owner", f.Owner), arg("cause", f.Cause), arg("periods", some(f.Periods)), arg("starts", starts), arg("ends", ends))
	if err != nil {
		return nil, fmt.Errorf("find places on boards: %w", err)
	}
	return found, nil
}

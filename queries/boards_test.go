package queries

import (
	"errors"
	"testing"
)

func TestBoards(t *testing.T) {
	s := newStore(t)
	record := func(owner, period, cause, when string, seq uint64) {
		t.Helper()
		err := s.RecordBoard(t.Context(), BoardRecord{Owner: owner, Period: period, Cause: cause, At: at(when), Seq: seq, Epoch: "e", Body: []byte(when)})
		if err != nil {
			t.Fatal(err)
		}
	}
	record("u1", "2026Q4", "hour", "2026-10-05 08:00:00.000001", 1)
	record("u1", "2026Q4", "day", "2026-10-06", 2)
	record("u1", "2026Q4", "hour", "2026-10-06", 3)
	record("u1", "2026Q4", "hour", "2026-10-07", 4)
	record("u2", "2026Q4", "hour", "2026-10-05", 5)
	record("u1", "2026Q3", "hour", "2026-10-05", 6)
	for _, c := range []struct {
		when string
		seq  uint64
	}{{"2026-10-05 08:00:00.000001", 1}, {"2026-10-05 23:00:00", 1}, {"2026-10-06", 3}, {"2027-01-01", 4}} {
		b, err := s.BoardAt(t.Context(), "u1", "2026Q4", at(c.when))
		if err != nil || b.Seq != c.seq || b.Owner != "u1" || b.Period != "2026Q4" || b.Epoch != "e" || len(b.Body) == 0 {
			t.Errorf("board at %s: seq %d, %v; want %d", c.when, b.Seq, err, c.seq)
		}
	}
	for _, c := range []struct {
		cause, before string
		seq           uint64
	}{{"hour", "2026-10-06", 1}, {"hour", "2026-10-06 00:00:00.000001", 3}, {"day", "2027-01-01", 2}} {
		b, err := s.LastBoard(t.Context(), "u1", "2026Q4", c.cause, at(c.before))
		if err != nil || b.Seq != c.seq || b.Cause != c.cause {
			t.Errorf("last %s before %s: seq %d, %v; want %d", c.cause, c.before, b.Seq, err, c.seq)
		}
	}
	_, err := s.BoardAt(t.Context(), "u1", "2026Q4", at("2026-10-05 08:00:00"))
	var none *NoBoardError
	if !errors.Is(err, ErrNoBoard) || !errors.As(err, &none) || !none.Nearest.Equal(at("2026-10-05 08:00:00.000001")) {
		t.Errorf("before the first board: %v", err)
	}
	if _, err = s.BoardAt(t.Context(), "u3", "2026Q4", at("2027-01-01")); !errors.As(err, &none) || !none.Nearest.IsZero() {
		t.Errorf("no board at all: %v", err)
	}
}

package aggregator

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"unionscreen/queries"
)

// kept lists the records of midnights: period and instant.
func kept(m *memory) string {
	var out []string
	for _, r := range m.records {
		out = append(out, r.Cause+" "+r.Period+" "+r.At.In(shanghai).Format("01-02 15:04"))
	}
	return strings.Join(out, ", ")
}

func moved(u Unit) string {
	if u.Movement == nil {
		return "none"
	}
	return fmt.Sprintf("%+d", *u.Movement)
}

func TestMovementAgainstMidnight(t *testing.T) {
	m := &memory{arrived: []fact{
		{"articles", "A", "articles", 1, at("2026-10-09 10:00:00")},
		{"articles", "B", "articles", 2, at("2026-10-09 11:00:00")},
		{"articles", "A", "articles", 5, at("2026-10-10 00:00:00")}, // the first instant of the new day
	}}
	s := open(t, m, small(), time.Time{})
	board := s.step(t, "2026-10-10 12:00:00")
	if a, b := unit(t, board, "A"), unit(t, board, "B"); a.Rank != 1 || moved(a) != "+1" || b.Rank != 2 || moved(b) != "-1" {
		t.Errorf("A is at %d, moved %s; B at %d, moved %s", a.Rank, moved(a), b.Rank, moved(b))
	}
	if got := kept(m); got != "midnight 2026-Q4 10-10 00:00" {
		t.Errorf("records: %s", got)
	}
	var recorded Board
	if err := json.Unmarshal(m.records[0].Body, &recorded); err != nil {
		t.Fatal(err)
	}
	if a := unit(t, &recorded, "A"); a.Rank != 2 || !recorded.AsOf.Equal(at("2026-10-10 00:00:00")) || headOf(t, &recorded, "articles").Today != "3" {
		t.Errorf("recorded: A at %d as of %s, %s articles on its day", a.Rank, recorded.AsOf, headOf(t, &recorded, "articles").Today)
	}
	// The record stands, whatever comes late; the next process reads it.
	m.come(fact{"articles", "A", "articles", 9, at("2026-10-09 09:00:00")})
	s.stepRested(t, "2026-10-10 12:01:00")
	again := open(t, m, small(), time.Time{})
	if a := unit(t, again.step(t, "2026-10-10 13:00:00"), "A"); moved(a) != "+1" {
		t.Errorf("after a restart A moved %s", moved(a))
	}
	// Over midnight the comparison is with the new record.
	if a := unit(t, again.step(t, "2026-10-11 00:00:01"), "A"); moved(a) != "+0" {
		t.Errorf("after midnight A moved %s", moved(a))
	}
	if got := kept(m); got != "midnight 2026-Q4 10-10 00:00, midnight 2026-Q4 10-11 00:00" {
		t.Errorf("records: %s", got)
	}
}

// TestNoMovementByAnotherScheme: ranks by other rules are not compared on the day the rules change.
func TestNoMovementByAnotherScheme(t *testing.T) {
	m := &memory{arrived: work()}
	open(t, m, small(), time.Time{}).step(t, "2026-10-10 12:00:00")
	changed := openWith(t, parsed(t, cityRules), m, small(), time.Time{})
	if got := moved(unit(t, changed.step(t, "2026-10-10 13:00:00"), "A")); got != "none" {
		t.Errorf("A moved %s", got)
	}
	if got := moved(unit(t, changed.step(t, "2026-10-11 00:00:01"), "A")); got != "+0" {
		t.Errorf("from the first midnight on A moved %s", got)
	}
}

func TestNoMovementAgainstAnEmptyBoard(t *testing.T) {
	s := open(t, &memory{}, small(), time.Time{})
	s.memory.come(fact{"articles", "A", "articles", 1, at("2026-10-10 10:00:00")})
	board := s.step(t, "2026-10-10 12:00:00")
	for _, union := range []string{"A", "B", "I"} {
		if got := moved(unit(t, board, union)); got != "none" {
			t.Errorf("%s moved %s against a board before the first event", union, got)
		}
	}
}

func TestNoMovementOnTheFirstDayOfAQuarter(t *testing.T) {
	s := open(t, &memory{}, small(), time.Time{})
	s.memory.come(fact{"articles", "A", "articles", 1, at("2026-09-20 10:00:00")}, fact{"articles", "A", "articles", 1, at("2026-10-01 00:00:00")})
	s.step(t, "2026-09-30 12:00:00")
	// At the last instant of the quarter it is complete; a microsecond later another one runs.
	if board := s.step(t, "2026-10-01 00:00:00"); board.Period.ID != "2026-Q3" || headOf(t, board, "articles").Value != "1" {
		t.Errorf("at its end: %s with %s articles", board.Period.ID, headOf(t, board, "articles").Value)
	}
	board := s.step(t, "2026-10-01 09:00:00")
	if board.Period.ID != "2026-Q4" || headOf(t, board, "articles").Value != "1" || moved(unit(t, board, "A")) != "none" {
		t.Errorf("%s: %s articles, moved %s", board.Period.ID, headOf(t, board, "articles").Value, moved(unit(t, board, "A")))
	}
	if got := kept(s.memory); got != "midnight 2026-Q3 09-30 00:00, midnight 2026-Q3 10-01 00:00" {
		t.Errorf("records: %s", got)
	}
	if board = s.step(t, "2026-10-02 09:00:00"); moved(unit(t, board, "A")) != "+0" {
		t.Errorf("on the second day A moved %s", moved(unit(t, board, "A")))
	}
}

func TestMissedMidnightsAreRecorded(t *testing.T) {
	m := &memory{}
	open(t, m, small(), time.Time{}).step(t, "2026-09-29 12:00:00")
	open(t, m, small(), time.Time{}).step(t, "2026-10-03 12:00:00")
	want := "midnight 2026-Q3 09-29 00:00, midnight 2026-Q3 09-30 00:00, midnight 2026-Q3 10-01 00:00, midnight 2026-Q4 10-02 00:00, midnight 2026-Q4 10-03 00:00"
	if got := kept(m); got != want {
		t.Errorf("records: %s\nwant     %s", got, want)
	}
	// After a year away only so many are made good.
	open(t, m, small(), time.Time{}).step(t, "2027-12-01 12:00:00")
	if n := len(m.records); n != 6 {
		t.Errorf("%d records after a year away, want one more than 5", n)
	}
	open(t, m, small(), time.Time{}).step(t, "2028-02-10 12:00:00")
	if n, first := len(m.records), m.records[6].At; n != 77 || !first.Equal(at("2027-12-02 00:00:00")) {
		t.Errorf("%d records after 71 days away, the first of %s", n, first)
	}
}

func TestAMidnightThatBrokeOffIsRepeated(t *testing.T) {
	m := &memory{}
	s := open(t, m, small(), time.Time{})
	s.step(t, "2026-10-10 12:00:00")
	m.fail = func(call string) error {
		if call == "trend" {
			return queries.ErrUnsettled
		}
		return nil
	}
	s.asOf = at("2026-10-12 00:00:01")
	if err := s.Step(t.Context()); err == nil || len(m.records) != 1 {
		t.Fatalf("error %v, %d records", err, len(m.records))
	}
	m.fail = nil
	s.step(t, "2026-10-12 00:00:02")
	if got := kept(m); got != "midnight 2026-Q4 10-10 00:00, midnight 2026-Q4 10-11 00:00, midnight 2026-Q4 10-12 00:00" {
		t.Errorf("records: %s", got)
	}
}

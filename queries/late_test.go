package queries

import (
	"testing"
	"time"
)

// an INSERT of an earlier stamp lands after a later one was brought in
func TestARowThatLandsBehindItsRepetitionIsBroughtIn(t *testing.T) {
	s := newStore(t)
	f := newFeed(t, s)
	f.send(published("1", "u1", "a", "2026-10-05 08:00:00"))
	late := time.Now()
	f.send(published("2", "u1", "b", "2026-10-05 08:00:00"))
	f.advance("2026-10-10")
	rows := []LedgerRow{published("3", "u1", "c", "2026-10-05 08:00:00").row()}
	rows[0].Src, rows[0].Offset, rows[0].OffsetEnd = f.src, 2, 2
	if err := s.insertMarked(t.Context(), s.appendComment(), "append", s.ledgerColumns(rows, late)); err != nil {
		t.Fatal(err)
	}
	f.next = 3
	m, _ := s.Marks(t.Context())
	t.Log("ledger marks", m)
	f.send(published("4", "u1", "d", "2026-10-05 08:00:00"))
	a := f.advance("2026-10-10")
	t.Log("advanced", a.Marks, a.Rows)
	f.expect(Articles, quarter("2026-10-10"), "u1 reported articles=4")
}

// the clock of a process that was killed ran ahead; its INSERT lands when the next process has asked for a stamp
func TestStampsGrowOverAProcessWhoseClockRanAhead(t *testing.T) {
	cfg := testConfig()
	s := openStore(t, cfg)
	if err := s.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Advance(t.Context(), at("2026-10-10")); err != nil {
		t.Fatal(err)
	} // first stamp: before Marks settles
	rows := []LedgerRow{published("1", "u1", "a", "2026-10-05 08:00:00").row()}
	rows[0].Src = "c/t/0"
	if err := s.insertMarked(t.Context(), s.appendComment(), "append", s.ledgerColumns(rows, time.Now().Add(time.Hour))); err != nil {
		t.Fatal(err)
	}
	if err := s.Settle(t.Context()); err != nil {
		t.Fatal(err)
	}
	f := newFeed(t, s)
	f.next = 1
	f.advance("2026-10-10")
	f.send(published("2", "u1", "b", "2026-10-05 08:00:00"))
	f.advance("2026-10-10")
	f.expect(Articles, quarter("2026-10-10"), "u1 reported articles=2")
}

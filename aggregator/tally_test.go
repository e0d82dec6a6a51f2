package aggregator

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"unionscreen/queries/office"
)

func TestNothingIsVouchedForBeforeIngestIsThere(t *testing.T) {
	s := open(t, &memory{}, small(), time.Time{})
	if err := s.Step(t.Context()); err != nil || s.Current() != nil || len(s.published) != 0 {
		t.Fatalf("error %v, board %v", err, s.Current())
	}
	if _, err := s.Board(t.Context(), ""); !errors.Is(err, ErrNoFigures) {
		t.Errorf("board: error %v", err)
	}
	if _, err := s.Measures(t.Context(), "2026-Q3", "A"); !errors.Is(err, ErrNoFigures) {
		t.Errorf("measures: error %v", err)
	}
}

func TestPublishesChangesAndVouchesOtherwise(t *testing.T) {
	s := open(t, &memory{}, small(), time.Time{})
	s.step(t, "2026-10-10 12:00:00")
	s.step(t, "2026-10-10 12:00:01")
	s.memory.come(fact{"articles", "A", "articles", 1, at("2026-10-10 11:00:00")})
	s.offset = 7
	s.stepRested(t, "2026-10-10 12:00:02")
	s.memory.come(fact{"articles", "A", "nothing shown", 1, at("2026-10-10 11:00:00")}) // dirty, and the same figures
	s.stepRested(t, "2026-10-10 12:00:03")
	s.memory.come(fact{"articles", "B", "articles", 2, at("2026-10-10 11:00:00")})
	s.stepRested(t, "2026-10-10 12:00:04")
	if len(s.published) != 3 || len(s.vouched) != 2 {
		t.Fatalf("%d boards and %d vouchings, want 3 and 2", len(s.published), len(s.vouched))
	}
	for i, board := range s.published {
		if board.Seq != uint64(i+1) || board.Epoch == "" || board.Epoch != s.published[0].Epoch {
			t.Errorf("board %d has seq %d of epoch %q", i, board.Seq, board.Epoch)
		}
	}
	for i, want := range []vouch{{1, at("2026-10-10 12:00:01")}, {2, at("2026-10-10 12:00:03")}} {
		if got := s.vouched[i]; got.seq != want.seq || !got.asOf.Equal(want.asOf) {
			t.Errorf("vouching %d: %v, want %v", i, got, want)
		}
	}
	if now := s.Current(); now.Seq != 3 || !now.AsOf.Equal(at("2026-10-10 12:00:04")) || now.CompleteTo[0].Offset != 7 {
		t.Errorf("current board: seq %d, as of %s, complete to %v", now.Seq, now.AsOf, now.CompleteTo)
	}
}

func TestARestingFamilyIsNotVouchedFor(t *testing.T) {
	s := open(t, &memory{}, small(), time.Time{})
	s.step(t, "2026-10-10 12:00:00")
	s.held(plain("reads")).took = time.Hour // it will rest for two
	s.memory.come(
		fact{"reads", "A", "reads", 5, at("2026-10-10 12:00:00")},
		fact{"articles", "A", "articles", 1, at("2026-10-10 12:00:00")},
	)
	s.held(plain("articles")).took = 0
	s.offset = 2
	board := s.step(t, "2026-10-10 12:00:05")
	if got := headOf(t, board, "articles").Value; got != "1" {
		t.Errorf("articles %q", got)
	}
	if got := headOf(t, board, "reads"); got.Value != "" || !got.AsOf.Equal(at("2026-10-10 12:00:00")) {
		t.Errorf("reads %q as of %s", got.Value, got.AsOf)
	}
	if !board.AsOf.Equal(at("2026-10-10 12:00:00")) || board.CompleteTo[0].Offset != 0 {
		t.Errorf("the board is as of %s and complete to %v, and does not show the readings", board.AsOf, board.CompleteTo)
	}
	s.offset = 3
	board = s.step(t, "2026-10-10 12:00:06") // still resting, and nothing else came
	if !board.AsOf.Equal(at("2026-10-10 12:00:00")) || board.CompleteTo[0].Offset != 0 {
		t.Errorf("a second later the board is as of %s and complete to %v", board.AsOf, board.CompleteTo)
	}
	for _, m := range []string{"articles", "reads"} {
		if as := s.measure(t, "", "A", m).AsOf; board.AsOf.After(as) {
			t.Errorf("the board is as of %s, %s as of %s", board.AsOf, m, as)
		}
	}
	board = s.stepRested(t, "2026-10-10 12:00:07")
	if got := headOf(t, board, "reads").Value; got != "5" || !board.AsOf.Equal(at("2026-10-10 12:00:07")) || board.CompleteTo[0].Offset != 3 {
		t.Errorf("reads %q as of %s, complete to %v", got, board.AsOf, board.CompleteTo)
	}
}

func TestAnInstantThatPassesIsReadAgain(t *testing.T) {
	deadline := at("2026-10-10 12:00:10")
	s := open(t, &memory{open: []openCase{{"B", "help", "service", deadline}}}, small(), time.Time{})
	s.memory.come(fact{"articles", "A", "articles", 1, at("2026-10-10 12:00:05")}) // dated ahead
	s.step(t, "2026-10-10 12:00:00")
	s.memory.forget()
	s.step(t, "2026-10-10 12:00:05") // at its own instant an event does not count yet
	if asked := s.memory.forget(); len(asked) != 0 {
		t.Errorf("nothing changed, and these were read: %v", asked)
	}
	for _, state := range s.readings {
		state.took = 0
	}
	s.asOf = at("2026-10-10 12:00:05").Add(time.Microsecond)
	if err := s.Step(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := headOf(t, s.Current(), "articles").Value; got != "1" {
		t.Errorf("articles %q after the instant passed", got)
	}
	if asked := s.memory.forget(); len(asked) != 2 || !strings.HasPrefix(asked[0], "articles ") {
		t.Errorf("read: %v, want the articles of the quarter and of the day", asked)
	}
	if n := s.step(t, "2026-10-10 12:00:10").Overdue.Total; n != 0 {
		t.Errorf("%d cases are overdue at their deadline", n)
	}
	s.asOf = deadline.Add(time.Microsecond)
	if err := s.Step(t.Context()); err != nil {
		t.Fatal(err)
	}
	if now := s.Current(); now.Overdue.Total != 1 || unit(t, now, "B").Overdue != 1 || s.measure(t, "", "B", "overdue_open").Value != "1" {
		t.Errorf("%d cases are overdue after their deadline", now.Overdue.Total)
	}
}

// TestAdvanceThatBreaksOff: the tables were written and what came with them is never told again.
func TestAdvanceThatBreaksOff(t *testing.T) {
	s := open(t, &memory{}, small(), time.Time{})
	s.step(t, "2026-10-10 12:00:00")
	if _, err := s.Board(t.Context(), "2026-Q3"); err != nil {
		t.Fatal(err)
	}
	s.memory.come(fact{"articles", "A", "articles", 1, at("2026-10-10 11:00:00")})
	lost := errors.New("connection lost after the last statement")
	s.memory.fail = func(call string) error {
		if call == "advanced" {
			return lost
		}
		return nil
	}
	s.asOf = at("2026-10-10 12:00:01")
	if err := s.Step(t.Context()); !errors.Is(err, lost) {
		t.Fatalf("error %v", err)
	}
	if _, err := s.Board(t.Context(), "2026"); !errors.Is(err, ErrNoFigures) {
		t.Errorf("figures of half-advanced tables: error %v", err)
	}
	if _, err := s.Board(t.Context(), "2026-Q3"); err != nil {
		t.Errorf("an answer that was given before: error %v", err)
	}
	s.memory.fail = nil
	board := s.stepRested(t, "2026-10-10 12:00:02")
	if got := headOf(t, board, "articles").Value; got != "1" {
		t.Errorf("articles %q as of %s", got, board.AsOf)
	}
}

func TestAReadingThatFailsIsRepeated(t *testing.T) {
	s := open(t, &memory{}, small(), time.Time{})
	s.step(t, "2026-10-10 12:00:00")
	for _, call := range []string{"members", "overdue", "trend", "record"} {
		s.memory.come(fact{"members", "A", "verified_members", 1, at("2026-10-10 11:00:00")}, fact{"applications", "A", "due", 1, at("2026-10-10 11:00:00")})
		away := errors.New("engine is away")
		s.memory.fail = func(asked string) error {
			if asked == call {
				return away
			}
			return nil
		}
		s.slow.day, s.previousDay = "", "" // all is due
		s.memory.records = nil
		for _, state := range s.readings {
			state.took = 0
		}
		before := s.Current()
		s.asOf = s.asOf.Add(time.Second)
		if err := s.Step(t.Context()); !errors.Is(err, away) {
			t.Fatalf("%s: error %v", call, err)
		}
		if s.Current() != before {
			t.Errorf("%s failed, and a board came of it", call)
		}
		s.memory.fail = nil
		s.stepRested(t, s.asOf.Add(time.Second).In(shanghai).Format(time.DateTime))
	}
	if got := headOf(t, s.Current(), "verified_members").Value; got != "4" {
		t.Errorf("%s members, want 4", got)
	}
}

func TestClockSetBack(t *testing.T) {
	s := open(t, &memory{}, small(), time.Time{})
	s.memory.come(fact{"articles", "A", "articles", 1, at("2026-10-10 11:59:30")})
	if got := headOf(t, s.step(t, "2026-10-10 12:00:00"), "articles").Value; got != "1" {
		t.Fatalf("articles %q", got)
	}
	board := s.stepRested(t, "2026-10-10 11:59:00")
	if got := headOf(t, board, "articles").Value; got != "" || !board.AsOf.Equal(at("2026-10-10 11:59:00")) {
		t.Errorf("articles %q as of %s, before it was published", got, board.AsOf)
	}
}

func TestRegistryTakesEffect(t *testing.T) {
	s := open(t, &memory{}, small(), time.Time{})
	s.memory.come(fact{"articles", "C", "articles", 4, at("2026-10-10 11:00:00")})
	s.step(t, "2026-10-10 12:00:00")
	if got := headOf(t, s.Current(), "articles"); got.State != "no_data" {
		t.Errorf("articles of an unknown union are shown: %+v", got)
	}
	if past, err := s.Board(t.Context(), "2026"); err != nil || headOf(t, past, "articles").State != "no_data" {
		t.Fatalf("board of the year: %v", err)
	}
	faulty := [][]office.Union{
		nil,
		append(small(), office.Union{Code: "C", Parent: "nobody"}),
		append(small(), office.Union{Code: "C", Parent: "R", Kind: "village"}), // in no group of the scheme
	}
	for _, unions := range faulty {
		if err := s.SetRegistry(unions); err == nil {
			t.Errorf("a faulty registry is taken: %v", unions)
		}
	}
	if n := len(s.Unions()); n != 5 {
		t.Errorf("%d unions after faulty registries", n)
	}
	if err := s.SetRegistry(append(small(), office.Union{Code: "C", Parent: "R", Kind: "county", Order: 9})); err != nil {
		t.Fatal(err)
	}
	board := s.step(t, "2026-10-10 12:00:01")
	if got := headOf(t, board, "articles").Value; got != "4" || board.Seq != 2 {
		t.Errorf("articles %q on board %d", got, board.Seq)
	}
	if row := unit(t, board, "C"); row.Rank != 1 || row.Items[0].Value != "4" {
		t.Errorf("row of the new union: %+v", row)
	}
	if past, err := s.Board(t.Context(), "2026"); err != nil || headOf(t, past, "articles").Value != "4" {
		t.Errorf("the year is answered by the older registry (error %v)", err)
	}
	if trended := s.memory.trended; !slices.Contains(trended, "C") {
		t.Errorf("the lines leave the new union out: %v", trended)
	}
}

func TestOwnerMustBeInTheRegistry(t *testing.T) {
	s := open(t, &memory{}, small(), time.Time{})
	if _, err := CheckRegistry(s.cfg.Scheme, "A", small()); err == nil || !strings.Contains(err.Error(), "A1") {
		t.Errorf("the grass-roots union below A is in no group: error %v", err)
	}
	if _, err := CheckRegistry(s.cfg.Scheme, "Q", small()); err == nil || !strings.Contains(err.Error(), "Q, is not in the registry") {
		t.Errorf("error %v", err)
	}
}

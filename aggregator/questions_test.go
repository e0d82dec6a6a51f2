package aggregator

import (
	"context"
	"encoding/json"
	"errors"
	"sync"
	"testing"
	"time"

	"unionscreen/queries/office"
)

func TestQuestionsAboutPeriods(t *testing.T) {
	s := open(t, &memory{}, small(), time.Time{})
	s.memory.come(
		fact{"articles", "A", "articles", 2, at("2026-09-30 23:59:59")},
		fact{"articles", "A", "articles", 1, at("2026-10-01 00:00:00")},
		fact{"applications", "A", "due", 1, at("2026-10-05 00:00:00")},
	)
	s.offset = 3
	s.step(t, "2026-10-10 12:00:00")
	s.offset = 9 // in the ledger, and in no figure yet
	for id, want := range map[string]string{"": "1", "current": "1", "2026-Q4": "1", "2026-Q3": "2", "2026": "3"} {
		board, err := s.Board(t.Context(), id)
		if err != nil {
			t.Errorf("board of %q: %v", id, err)
			continue
		}
		if got := headOf(t, board, "articles").Value; got != want || board.CompleteTo[0].Offset != 3 || !board.AsOf.Equal(at("2026-10-10 12:00:00")) {
			t.Errorf("board of %q: %s articles, want %s; complete to %v as of %s", id, got, want, board.CompleteTo, board.AsOf)
		}
	}
	for id, want := range map[string]string{"2026-10": "1", "2026-09-30": "2", "2026-10-01": "1", "2026-W40": "3"} {
		set, err := s.Measures(t.Context(), id, "A")
		if err != nil || len(set.Measures) != 41 || measure(t, set, "A", "articles").Value != want {
			t.Errorf("measures of %q: %v %+v", id, err, set.Measures)
		}
	}
	if past, _ := s.Board(t.Context(), "2026-Q3"); past.State != "grace" || s.Current().State != "open" {
		t.Errorf("states %s and %s", past.State, s.Current().State)
	}
	faults := []struct {
		id   string
		want error
	}{
		{"2027-Q1", ErrNotBegun}, {"2027", ErrNotBegun}, {"2026-10", ErrNotStandings}, {"2026-10-11", ErrNotBegun},
		{"2026-Q5", ErrNoPeriod}, {"2026-13", ErrNoPeriod}, {"2026-02-30", ErrNoPeriod}, {"x", ErrNoPeriod}, {"1999-Q1", ErrNoPeriod},
	}
	for _, f := range faults {
		if _, err := s.Board(t.Context(), f.id); !errors.Is(err, f.want) {
			t.Errorf("board of %q: error %v, want %v", f.id, err, f.want)
		}
	}
	if _, err := s.Measures(t.Context(), "2026-Q3", "nobody"); !errors.Is(err, ErrNoUnion) {
		t.Errorf("measures of nobody: error %v", err)
	}
}

func TestAPeriodBeginsAfterItsFirstInstant(t *testing.T) {
	s := open(t, &memory{}, small(), time.Time{})
	s.step(t, "2026-10-10 00:00:00")
	if _, err := s.Measures(t.Context(), "2026-10-10", ""); !errors.Is(err, ErrNotBegun) {
		t.Errorf("error %v", err)
	}
	s.step(t, "2026-10-10 00:00:01")
	if _, err := s.Measures(t.Context(), "2026-10-10", ""); err != nil {
		t.Errorf("error %v", err)
	}
}

func TestRecordKeepsTheBoardAsShown(t *testing.T) {
	s := open(t, &memory{}, small(), time.Time{})
	s.memory.come(fact{"articles", "A", "articles", 1, at("2026-10-09 10:00:00")})
	board := s.step(t, "2026-10-10 12:00:00")
	s.memory.come(fact{"articles", "A", "articles", 1, at("2026-10-09 10:00:00")}) // not shown yet
	when, err := s.Record(t.Context(), "")
	if err != nil || !when.Equal(board.AsOf) {
		t.Fatalf("recorded at %s, error %v", when, err)
	}
	body, err := s.BoardAt(t.Context(), "", at("2026-10-11 00:00:00"))
	if err != nil {
		t.Fatal(err)
	}
	shown, err := json.Marshal(board)
	if err != nil || string(body) != string(shown) {
		t.Errorf("recorded %s\nshown    %s", body, shown)
	}
}

// TestReadersAndSteps is for the race detector: everything at once, through Start and Stop.
func TestReadersAndSteps(t *testing.T) {
	s := open(t, &memory{}, small(), at("2026-10-10 12:00:00"))
	changed := make(chan struct{}, 1)
	seen := make(chan uint64, 1000)
	s.deps.Changed = changed
	s.deps.Publish = func(board *Board) { seen <- board.Seq }
	s.deps.Vouch = func(uint64, time.Time) {}
	s.cfg.Refresh = time.Millisecond
	if err := s.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	<-seen
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	var readers sync.WaitGroup
	for range 3 {
		readers.Go(func() {
			for i := range 100 {
				for _, id := range []string{"", "2026-Q3", "2026"} {
					if _, err := s.Board(ctx, id); err != nil {
						t.Error(err)
					}
				}
				unions := small()
				unions[0].Order = i
				if err := s.SetRegistry(append(unions, office.Union{Code: "C", Parent: "A"})); err != nil {
					t.Error(err)
				}
				if _, err := s.Measures(ctx, "2026-10", "A"); err != nil {
					t.Error(err)
				}
			}
		})
	}
	var last uint64
	for last < 20 {
		s.memory.come(fact{"articles", "A", "articles", 1, at("2026-10-10 11:00:00")})
		select {
		case changed <- struct{}{}:
		default:
		}
		select {
		case seq := <-seen:
			if seq <= last && last != 0 {
				t.Errorf("board %d after board %d", seq, last)
			}
			last = seq
		case <-time.After(time.Millisecond):
		case <-ctx.Done():
			t.Fatal("no further boards")
		}
	}
	readers.Wait()
	if err := s.Stop(ctx); err != nil || s.Health() != nil {
		t.Errorf("stop: %v, health: %v", err, s.Health())
	}
}

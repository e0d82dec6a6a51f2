package aggregator

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"unionscreen/queries/office"
)

// stood prints where the units of a board stood in the period before.
func stood(board *Board) string {
	var out []string
	for _, group := range board.Groups {
		for _, unit := range group.Units {
			text := unit.Union + ": none"
			if p := unit.Previous; p != nil {
				gained := "-"
				if p.Gained != nil {
					gained = fmt.Sprintf("%+d", *p.Gained)
				}
				text = strings.TrimSpace(fmt.Sprintf("%s: %d %s %s %s", unit.Union, p.Rank, p.Total, gained, p.Mark))
			}
			out = append(out, text)
		}
	}
	return strings.Join(out, ", ")
}

// compareNow does what runs beside the steps.
func (s *stage) compareNow(t *testing.T) {
	t.Helper()
	select {
	case <-s.compare:
	default:
		t.Fatal("no step asked for the period before")
	}
	if err := s.scoreBefore(t.Context()); err != nil {
		t.Fatal(err)
	}
}

func TestThePeriodBefore(t *testing.T) {
	// I was a county before October, X is new since, Y ended with September.
	unions := []office.Union{
		{Code: "R", Kind: "city"}, {Code: "A", Parent: "R", Kind: "county", Order: 1}, {Code: "B", Parent: "R", Kind: "county", Order: 2},
		until(office.Union{Code: "Y", Parent: "R", Kind: "county", Order: 3}, "2026-09-30", ""),
		from(office.Union{Code: "X", Parent: "R", Kind: "county", Order: 4}, "2026-10-01"),
	}
	last, now := at("2026-08-05 09:00:00"), at("2026-10-05 09:00:00")
	facts := []fact{
		{"articles", "A", "articles", 2, last}, {"articles", "B", "articles", 5, last}, {"articles", "Y", "articles", 9, last},
		{"applications", "A", "applications", 1, last}, {"applications", "B", "applications", 1, last}, {"applications", "Y", "applications", 1, last},
		{"articles", "A", "articles", 6, now}, {"articles", "B", "articles", 3, now}, {"articles", "X", "articles", 1, now},
	}
	s := openWith(t, parsed(t, cityRules), &memory{arrived: facts}, unions, time.Time{})
	board := s.step(t, "2026-10-10 12:00:00")
	if got := stood(board); got != "A: none, B: none, X: none" || board.Previous != nil {
		t.Errorf("before it was scored: %s", got)
	}
	s.compareNow(t)
	board = s.step(t, "2026-10-10 12:00:01")
	// Then Y 94.00, B 70.00, A 52.00: all had one application and full marks for it.
	if got := stood(board); got != "A: 3 52.00 +2, B: 2 70.00 +0, X: 0  - new" {
		t.Errorf("compared with the quarter before: %s", got)
	}
	if board.Previous == nil || *board.Previous != (Before{ID: "2026-Q3", State: "grace"}) || board.Seq != 2 {
		t.Errorf("the period before is %+v on board %d", board.Previous, board.Seq)
	}
	s.step(t, "2026-10-10 12:00:02")
	select {
	case <-s.compare:
		t.Error("a step asks for what is known")
	default:
	}
	// What comes late for it shows from the next day on.
	s.memory.come(fact{"articles", "A", "articles", 8, last})
	if got := stood(s.stepRested(t, "2026-10-10 12:00:03")); !strings.HasPrefix(got, "A: 3 52.00 +2") {
		t.Errorf("the same day: %s", got)
	}
	if got := stood(s.stepRested(t, "2026-10-11 12:00:00")); !strings.HasPrefix(got, "A: 3 52.00 +2") {
		t.Errorf("the next day, before it is scored again: %s", got)
	}
	s.compareNow(t)
	if got := stood(s.stepRested(t, "2026-10-11 12:00:01")); !strings.HasPrefix(got, "A: 1 100.00 +0, B: 3 70.00 +1") {
		t.Errorf("the next day: %s", got)
	}
	asked, err := s.Board(t.Context(), "2026-Q3")
	if err != nil || asked.Previous != nil || !strings.HasPrefix(stood(asked), "A: none") {
		t.Errorf("a quarter after one in which nothing had come: %s, %v", stood(asked), err)
	}
}

func TestTheYearBefore(t *testing.T) {
	s := openWith(t, parsed(t, cityRules), &memory{arrived: []fact{
		{"articles", "B", "articles", 5, at("2025-08-05 09:00:00")}, {"articles", "A", "articles", 6, at("2026-08-05 09:00:00")},
	}}, small(), time.Time{})
	s.step(t, "2026-10-10 12:00:00")
	year, err := s.Board(t.Context(), "2026")
	if err != nil || stood(year) != "A: 2 0.00 +1, B: 1 7.50 -1, I: 1 0.00 +0" || year.Previous.ID != "2025" {
		t.Errorf("the year before: %s, %v", stood(year), err)
	}
	s.memory.forget()
	s.asOf = at("2026-10-10 12:00:01")
	if _, err := s.Board(t.Context(), "2026-Q3"); err != nil {
		t.Fatal(err)
	}
	first := len(s.memory.forget())
	clear(s.answers) // as if some seconds had passed
	if _, err := s.Board(t.Context(), "2026-Q3"); err != nil {
		t.Fatal(err)
	}
	if again := len(s.memory.forget()); again == 0 || again >= first {
		t.Errorf("%d readings, then %d: the period before is read each time", first, again)
	}
}

func TestNothingCameBefore(t *testing.T) {
	stocks := strings.Replace(cityRules, "indicator: applications, points: 40, method: minmax", "indicator: verified_members, points: 40, method: minmax", 1)
	alone := strings.Replace(stocks, "indicator: articles, points: 60, method: target, target: 10", "indicator: followers, points: 60, method: minmax", 1)
	last, now := at("2026-08-05 09:00:00"), at("2026-10-05 09:00:00")
	members := []fact{{"members", "A", "verified_members", 5, last}, {"members", "A", "newly_verified", 5, last}, {"articles", "A", "articles", 5, now}}
	for name, c := range map[string]struct {
		rules, want string
		facts       []fact
	}{
		"nothing":                        {cityRules, "A: none, B: none, I: none", []fact{{"articles", "A", "articles", 5, now}}},
		"a stock beside what is done":    {stocks, "A: none, B: none, I: none", members},
		"only readings, not asked for":   {cityRules, "A: none, B: none, I: none", []fact{{"reads", "A", "reads", 5, last}, {"articles", "A", "articles", 5, now}}},
		"a scheme that asks only stocks": {alone, "A: 1 40.00 +0, B: 2 0.00 +0, I: 1 0.00 +0", members},
	} {
		s := openWith(t, parsed(t, c.rules), &memory{arrived: c.facts}, small(), time.Time{})
		s.step(t, "2026-10-10 12:00:00")
		s.compareNow(t)
		if board := s.step(t, "2026-10-10 12:00:01"); stood(board) != c.want || (board.Previous == nil) != strings.Contains(c.want, "none") {
			t.Errorf("%s: %s against %+v", name, stood(board), board.Previous)
		}
	}
}

func TestASchemeOfOneQuarterHasNoneBefore(t *testing.T) {
	rules := parsed(t, cityRules+"periods: [2026-Q4]\n")
	s := openWith(t, rules, &memory{arrived: []fact{{"articles", "A", "articles", 5, at("2026-08-05 09:00:00")}}}, small(), time.Time{})
	s.step(t, "2026-10-10 12:00:00")
	s.compareNow(t)
	if board := s.step(t, "2026-10-10 12:00:01"); board.Previous != nil {
		t.Errorf("compared with %+v, which the scheme is not for", board.Previous)
	}
}

// TestThePeriodBeforeIsScoredBesideTheSteps runs the Tally as the product does.
func TestThePeriodBeforeIsScoredBesideTheSteps(t *testing.T) {
	m := &memory{arrived: []fact{{"articles", "A", "articles", 5, at("2026-08-05 09:00:00")}, {"articles", "B", "articles", 5, at("2026-10-05 09:00:00")}}}
	shown := make(chan *Board, 8)
	s := openAs(t, parsed(t, cityRules), m, small(), at("2026-10-10 12:00:00"), func(_ *Config, deps *Deps) { deps.Publish = func(b *Board) { shown <- b } })
	if err := s.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := s.Stop(t.Context()); err != nil {
			t.Error(err)
		}
	}()
	deadline := time.After(10 * time.Second)
	for {
		select {
		case board := <-shown:
			if board.Previous == nil {
				continue
			}
			if got := stood(board); got != "B: 2 0.00 +1, A: 1 30.00 -1, I: 1 0.00 +0" {
				t.Errorf("compared: %s", got)
			}
			return
		case <-deadline:
			t.Fatal("no board says where the units stood before")
		}
	}
}

func TestThePeriodBeforeThatCannotBeRead(t *testing.T) {
	s := openWith(t, parsed(t, cityRules), &memory{arrived: work()}, twoLevels(), time.Time{})
	if err := s.scoreBefore(t.Context()); !errors.Is(err, ErrNoFigures) {
		t.Errorf("before the first step: %v", err)
	}
	s.step(t, "2026-10-10 12:00:00")
	away := errors.New("engine is away")
	s.memory.fail = func(call string) error {
		if call == "articles" {
			return away
		}
		return nil
	}
	if err := s.scoreBefore(t.Context()); !errors.Is(err, away) {
		t.Errorf("error %v", err)
	}
	if board := s.step(t, "2026-10-10 12:00:01"); board.Previous != nil || board.Seq != 1 {
		t.Errorf("the wall shows a comparison that failed: %+v", board.Previous)
	}
}

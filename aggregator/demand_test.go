package aggregator

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"unionscreen/queries"
	"unionscreen/queries/office"
)

// families read, in order, with how often.
func (s *stage) read(t *testing.T) string {
	t.Helper()
	var out []string
	for _, asked := range s.memory.forget() {
		family, _, _ := strings.Cut(asked, " ")
		out = append(out, family)
	}
	return strings.Join(out, " ")
}

// TestStepsReadWhatTheBoardShows: everything else waits until somebody asks.
func TestStepsReadWhatTheBoardShows(t *testing.T) {
	s := open(t, &memory{}, small(), time.Time{})
	s.step(t, "2026-10-10 12:00:00")
	s.memory.forget()
	s.memory.come(
		fact{"posts", "A", "posts", 1, at("2026-10-10 11:00:00")}, fact{"activities", "A", "activities", 1, at("2026-10-10 11:00:00")},
		fact{"applications", "A", "applications", 1, at("2026-10-10 11:00:00")},
	)
	s.stepRested(t, "2026-10-10 12:00:01")
	if got := s.read(t); got != "applications applications" { // of the quarter and of the day
		t.Errorf("a step read %q", got)
	}
	s.hold(t, []want{{"", "A", "posts", "1 = 1"}, {"", "A", "activities", "1 = 1"}, {"", "B", "posts", "no_data"}})
	asked := s.read(t)
	for _, family := range queries.Families() {
		if n := strings.Count(asked+" ", family+" "); n > 1 && family != "applications" && family != "activities" {
			t.Errorf("%s was read %d times for one question of everything: %s", family, n, asked)
		}
	}
	if !strings.Contains(asked, "posts") || strings.Contains(asked, "articles") {
		t.Errorf("the first question read %q, and articles were read by the step", asked)
	}
	s.stepRested(t, "2026-10-10 12:00:02")
	s.hold(t, []want{{"", "A", "posts", "1 = 1"}})
	if got := s.read(t); got != "" {
		t.Errorf("nothing came, and these were read again: %q", got)
	}
	s.memory.come(fact{"posts", "A", "posts", 2, at("2026-10-10 12:00:02")})
	s.stepRested(t, "2026-10-10 12:00:03")
	s.hold(t, []want{{"", "A", "posts", "3 = 3"}, {"", "A", "articles", "no_data"}})
	if got := s.read(t); got != "posts" {
		t.Errorf("a post came, and these were read: %q", got)
	}
}

func TestReadersAreCountedAnew(t *testing.T) {
	s := openWith(t, quotaScheme(t), &memory{}, small(), time.Time{})
	s.memory.readers = []said{{"A1", "", "kim", at(morning)}, {"C", "", "lee", at(morning)}}
	s.memory.come(fact{"reads", "A", "reads@wechat", 2, at(morning)})
	value := func(board *Board) string { return unit(t, board, "A").Items[4].Value }
	if got := value(s.step(t, "2026-10-10 12:00:00")); got != "1" {
		t.Fatalf("%s readers", got)
	}
	if asked := s.memory.forget(); !slices.Contains(asked, "readers of 4") { // the owner, two counties and an industry
		t.Errorf("asked for %q", asked)
	}
	s.stepRested(t, "2026-10-10 12:00:01")
	if got := s.read(t); got != "" {
		t.Errorf("nothing came, and the step read %q", got)
	}
	if err := s.SetRegistry(append(small(), office.Union{Code: "C", Parent: "A", Kind: "grassroots"})); err != nil {
		t.Fatal(err)
	}
	if got := value(s.stepRested(t, "2026-10-10 12:00:02")); got != "2" {
		t.Errorf("%s readers with a union more", got)
	}
	s.memory.readers = append(s.memory.readers, said{"A", "", "moe", at(morning)})
	s.memory.come(fact{"reads", "A", "reads@wechat", 1, at(morning)})
	if got := value(s.stepRested(t, "2026-10-10 12:00:03")); got != "3" {
		t.Errorf("%s readers after another reading", got)
	}
	past, err := s.Board(t.Context(), "2026-Q3")
	if err != nil || value(past) != "" {
		t.Errorf("readers of another quarter: %v", err)
	}
}

func TestQuestionsWhenSomethingIsAway(t *testing.T) {
	s := open(t, &memory{}, small(), time.Time{})
	s.memory.come(fact{"posts", "A", "posts", 1, at("2026-10-10 11:00:00")})
	s.step(t, "2026-10-10 12:00:00")
	away := errors.New("engine is away")
	for _, call := range []string{"posts", "readers", "medians", "marks"} {
		s.memory.fail = func(asked string) error {
			if asked == call {
				return away
			}
			return nil
		}
		clear(s.sheets)
		for _, state := range s.readings {
			state.every = beside{} // what was read before the fault need not be read again
		}
		for _, period := range []string{"", "2026-10"} {
			if _, err := s.Measures(t.Context(), period, "A"); !errors.Is(err, away) {
				t.Errorf("%s is away, measures of %q: error %v", call, period, err)
			}
		}
	}
	s.memory.fail = nil
	s.hold(t, []want{{"", "A", "posts", "1 = 1"}, {"2026-10", "A", "posts", "1 = 1"}})

	s.memory.fail = func(asked string) error {
		if asked == "advance" {
			return away
		}
		return nil
	}
	if err := s.Step(t.Context()); !errors.Is(err, away) {
		t.Fatalf("error %v", err)
	}
	s.hold(t, []want{{"", "A", "posts", "1 = 1"}, {"2026-10", "A", "posts", "1 = 1"}}) // answers that were given before
	if _, err := s.Measures(t.Context(), "2026-09", "A"); !errors.Is(err, ErrNoFigures) {
		t.Errorf("figures of half-advanced tables: error %v", err)
	}
}

func TestMeasuresSayUpToWhereTheyCount(t *testing.T) {
	s := open(t, &memory{}, small(), time.Time{})
	s.offset = 1
	s.step(t, "2026-10-10 12:00:00")
	s.hold(t, []want{{"", "A", "posts", "no_data"}})
	s.held(plain("posts")).took = time.Hour // it will rest for two
	s.memory.come(fact{"posts", "A", "posts", 1, at("2026-10-10 11:00:00")})
	s.offset = 2
	s.step(t, "2026-10-10 12:00:05")
	set, err := s.Measures(t.Context(), "", "A")
	if err != nil {
		t.Fatal(err)
	}
	posts, articles := measure(t, set, "A", "posts"), measure(t, set, "A", "articles")
	if !posts.AsOf.Equal(at("2026-10-10 12:00:00")) || !articles.AsOf.Equal(at("2026-10-10 12:00:05")) || posts.State != "no_data" {
		t.Errorf("posts %s as of %s, articles as of %s", posts.State, posts.AsOf, articles.AsOf)
	}
	if !set.AsOf.Equal(posts.AsOf) || set.CompleteTo[0].Offset != 1 || set.Period != "2026-Q4" || !set.End.Equal(at("2027-01-01 00:00:00")) {
		t.Errorf("the set: as of %s, complete to %v, %s to %s", set.AsOf, set.CompleteTo, set.Period, set.End)
	}
}

package aggregator

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"unionscreen/queries"
)

func pointsOf(t *testing.T, s *stage, union, period string) string {
	t.Helper()
	trend, err := s.Trend(t.Context(), union, period)
	if err != nil {
		t.Fatalf("trend of %s in %q: %v", union, period, err)
	}
	var out []string
	for _, p := range trend.Points {
		out = append(out, fmt.Sprintf("%s %s %s %d/%d", p.At.Format("01-02T15:04-07"), p.Period, p.Group, p.Rank, p.Of))
	}
	return strings.Join(out, ", ")
}

// TestTrend steps through 2026: B leads until A writes in the middle of August.
func TestTrend(t *testing.T) {
	s := open(t, &memory{arrived: []fact{{"articles", "B", "articles", 1, at("2026-07-01 10:00:00")}}}, small(), time.Time{})
	if _, err := s.Trend(t.Context(), "A", ""); !errors.Is(err, ErrNoFigures) {
		t.Errorf("before the first step: %v", err)
	}
	s.step(t, "2026-07-20 12:00:00")
	if got, want := pointsOf(t, s, "A", ""), "07-20T00:00+08 2026-Q3 county 2/2"; got != want {
		t.Errorf("after the first day: %s, want %s", got, want)
	}
	s.step(t, "2026-08-10 12:00:00")
	s.memory.come(fact{"articles", "A", "articles", 9, at("2026-08-10 13:00:00")})
	s.step(t, "2026-08-11 12:00:00")
	s.memory.come(fact{"articles", "B", "articles", 1, at("2026-10-02 10:00:00")})
	s.step(t, "2026-10-07 12:00:00")
	const july, august, september, latest = "08-01T00:00+08 2026-Q3 county 2/2", "09-01T00:00+08 2026-Q3 county 1/2", "10-01T00:00+08 2026-Q3 county 1/2", "10-07T00:00+08 2026-Q4 county 2/2"
	for period, want := range map[string]string{
		"":        strings.Join([]string{july, august, september, latest}, ", "),
		"current": strings.Join([]string{july, august, september, latest}, ", "),
		"2026":    strings.Join([]string{july, august, september, latest}, ", "),
		"2026-Q4": "10-05T00:00+08 2026-Q4 county 2/2, " + latest,
		"2026-Q3": "07-20T00:00+08 2026-Q3 county 2/2, 07-27T00:00+08 2026-Q3 county 2/2, 08-03T00:00+08 2026-Q3 county 2/2, 08-10T00:00+08 2026-Q3 county 2/2, " +
			"08-17T00:00+08 2026-Q3 county 1/2, 08-24T00:00+08 2026-Q3 county 1/2, 08-31T00:00+08 2026-Q3 county 1/2, 09-07T00:00+08 2026-Q3 county 1/2, " +
			"09-14T00:00+08 2026-Q3 county 1/2, 09-21T00:00+08 2026-Q3 county 1/2, 09-28T00:00+08 2026-Q3 county 1/2, " + september,
		"2026-Q2": "", "2025": "",
	} {
		if got := pointsOf(t, s, "A", period); got != want {
			t.Errorf("trend in %q:\n got %s\nwant %s", period, got, want)
		}
	}
	if got := pointsOf(t, s, "A1", ""); got != "" {
		t.Errorf("of a union that nobody ranks: %s", got)
	}
	for _, c := range []struct {
		union, period string
		want          error
	}{{"nobody", "", ErrNoUnion}, {"A", "2027-Q1", ErrNotBegun}, {"A", "2026-10", ErrNotStandings}, {"A", "2026-W40", ErrNotStandings}, {"A", "2026-Q5", ErrNoPeriod}} {
		if _, err := s.Trend(t.Context(), c.union, c.period); !errors.Is(err, c.want) {
			t.Errorf("%s in %s: %v, want %v", c.union, c.period, err, c.want)
		}
	}
	s.memory.fail = func(call string) error {
		if call == "places" {
			return queries.ErrUnsettled
		}
		return nil
	}
	if _, err := s.Trend(t.Context(), "A", ""); !errors.Is(err, queries.ErrUnsettled) {
		t.Errorf("a broken question: %v", err)
	}
}

// TestStagesOfAMidnight: at the first midnight of a month the month that ended is the latest.
func TestStagesOfAMidnight(t *testing.T) {
	s := open(t, &memory{}, small(), time.Time{})
	for asOf, want := range map[string]string{"2026-10-01 00:00:00": "2026-03 2026-09", "2026-10-01 00:00:01": "2026-04 2026-10", "2027-01-15 00:00:00": "2026-07 2027-01"} {
		stages, err := s.stages("", at(asOf))
		if err != nil || len(stages) != 7 || stages[0].ID+" "+stages[6].ID != want {
			t.Errorf("%s: %v %v, want %s", asOf, err, stages, want)
		}
	}
}

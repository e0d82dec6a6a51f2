package aggregator

import (
	"errors"
	"fmt"
	"testing"
	"time"
)

func TestGuardReport(t *testing.T) {
	reads := func(union, count string, n int64) fact { return fact{"reads", union, count, n, at(morning)} }
	s := open(t, &memory{arrived: []fact{
		reads("A", "reads", 12), reads("A", "reads_single", 7), reads("A", "reads_reported", 5), reads("A", "reads_anonymous", 2),
		reads("A1", "reads", 3), reads("A1", "reads_single", 3), reads("A1", "reads_crawler", 40), reads("A1", "reads_repeat", 6),
		reads("A1", "reads_anonymous", 1),
		reads("B", "reads_single", 10), reads("B", "reads", 10), reads("B", "reads_anonymous", 4),
		reads("I", "reads_anonymous", 3), reads("I", "reads_reported", -2), reads("I", "reads", -2),
	}}, small(), time.Time{})
	board := s.step(t, "2026-10-10 12:00:00")
	line := func(r GuardReport) string {
		return fmt.Sprint(r.State, " ", r.Reads, "=", r.Single, "+", r.Reported, " ", r.Excluded, " ", r.Anonymous, " ", r.AnonymousShare, " ", r.Flagged)
	}
	for union, want := range map[string]string{
		"A":  "value 15=10+5 [{crawler 40} {repeat 6}] 3 0.3000 false", // at the limit, not above it
		"A1": "value 3=3+0 [{crawler 40} {repeat 6}] 1 0.3333 true",
		"B":  "value 10=10+0 [{crawler 0} {repeat 0}] 4 0.4000 true",
		"I":  "value -2=0+-2 [{crawler 0} {repeat 0}] 3  false",
	} {
		r, err := s.Guard(t.Context(), "", union)
		if err != nil || line(r) != want {
			t.Errorf("%s: %s, want %s (error %v)", union, line(r), want, err)
		}
		if r.Union != union || r.Period != "2026-Q4" || r.CrawlerList != "1.60.0" || r.RepeatLimit != 3 || r.AnonymousShareLimit != "0.3" {
			t.Errorf("%s: %+v", union, r)
		}
	}
	if r, err := s.Guard(t.Context(), "2026-10-04", "A"); err != nil || r.State != "no_data" {
		t.Errorf("a day without readings: %+v, %v", r, err)
	}
	if got := headOf(t, board, "reads").Value; got != "23" {
		t.Errorf("a flag changed the reads to %s", got)
	}
	for union, want := range map[string]error{"nobody": ErrNoUnion, "": ErrNoUnion} {
		if _, err := s.Guard(t.Context(), "", union); !errors.Is(err, want) {
			t.Errorf("union %q: error %v", union, err)
		}
	}
}

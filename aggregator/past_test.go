package aggregator

import (
	"errors"
	"testing"
	"time"

	"unionscreen/queries"
)

// TestADemoMakesUpForItsPast: its trend has every week and month of the running quarter, each as it stood then.
func TestADemoMakesUpForItsPast(t *testing.T) {
	m := &memory{arrived: []fact{
		{"articles", "B", "articles", 1, at("2026-10-02 10:00:00")}, {"articles", "A", "articles", 2, at("2026-10-20 10:00:00")},
	}}
	s := open(t, m, small(), time.Time{})
	if err := s.recordPast(t.Context()); err != nil || len(m.records) != 0 {
		t.Fatalf("before the first step: %v, %d records", err, len(m.records))
	}
	s.step(t, "2026-11-10 12:00:00")
	rounds := func() {
		t.Helper()
		for range 10 {
			s.past.rested = time.Time{}
			if err := s.recordPast(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
	}
	m.fail = func(call string) error {
		if call == "record" {
			return queries.ErrUnsettled
		}
		return nil
	}
	if err := s.recordPast(t.Context()); !errors.Is(err, queries.ErrUnsettled) {
		t.Errorf("a record that broke off: %v", err)
	}
	m.fail, m.records = nil, m.records[:1] // the memory keeps what it says it did not
	rounds()
	const want = "10-05T00:00+08 2026-Q4 county 2/2, 10-12T00:00+08 2026-Q4 county 2/2, 10-19T00:00+08 2026-Q4 county 2/2, " +
		"10-26T00:00+08 2026-Q4 county 1/2, 11-02T00:00+08 2026-Q4 county 1/2, 11-09T00:00+08 2026-Q4 county 1/2, 11-10T00:00+08 2026-Q4 county 1/2"
	if got := pointsOf(t, s, "A", "2026-Q4"); got != want {
		t.Errorf("trend\n got %s\nwant %s", got, want)
	}
	if got, want := pointsOf(t, s, "A", ""), "11-01T00:00+08 2026-Q4 county 1/2, 11-10T00:00+08 2026-Q4 county 1/2"; got != want {
		t.Errorf("trend by months: %s, want %s", got, want)
	}
	if n := len(m.records); n != 8 {
		t.Errorf("%d records", n)
	}
	again := open(t, m, small(), time.Time{}) // the next start finds them all
	again.step(t, "2026-11-10 13:00:00")
	s = again
	rounds()
	if n := len(m.records); n != 8 {
		t.Errorf("%d records after a restart", n)
	}
	s.past.rested = time.Now().Add(time.Hour)
	s.past.period = ""
	if err := s.recordPast(t.Context()); err != nil || s.past.period != "" {
		t.Errorf("it does not rest: %v, %+v", err, s.past)
	}
}

package simulator

import (
	"testing"

	"unionscreen/ingest/feed"
)

var indicators = []string{"articles", "reads", "verified_members", "applications", "completions"}

// The demo must be worth looking at on any day from the second week on: no union far over or under its targets, totals
// that spread, overdue cases in a few unions only, and a past that is told within seconds.
func TestTargetsFitTheCity(t *testing.T) {
	cfg, targets := demoConfig(t), demoTargets(t)
	start := instant(t, "2026-10-01T00:00:00+08:00")
	units, err := settle(cfg.Unions, cfg.Characters)
	if err != nil {
		t.Fatal(err)
	}
	life := newStream(cfg, units, start, start)
	var batch []feed.Message
	for _, tc := range []struct {
		end                              string
		events, low, high, spread, least int
	}{
		{"2026-10-15T00:00:00+08:00", 60_000, 20, 70, 12, 2},
		{"2026-11-21T12:00:00+08:00", 100_000, 55, 97, 22, 8},
		{"2027-01-01T00:00:00+08:00", 130_000, 70, 100, 15, 8},
	} {
		end := instant(t, tc.end)
		more, err := life.upTo(end)
		if err != nil {
			t.Fatal(err)
		}
		batch = append(batch, more...)
		if len(batch) < tc.events || len(batch) > 170_000 {
			t.Errorf("%s: %d events, want %d to 170000", tc.end, len(batch), tc.events)
		}
		out := foldCity(t, cfg, batch, end)
		low, high, overdue := 1000.0, 0.0, 0
		for _, c := range cfg.Characters {
			total := 0.0
			for _, indicator := range indicators {
				ratio := float64(out.figures[c.Union][indicator]) / float64(targets[c.Union][indicator])
				if ratio > 1.8 {
					t.Errorf("%s: %s of %s at %.2f of its target", tc.end, indicator, c.Union, ratio)
				}
				total += 20 * min(ratio, 1)
			}
			low, high, overdue = min(low, total), max(high, total), overdue+out.overdue[c.Union]
		}
		t.Logf("%s: %d events, totals %.1f to %.1f, %d overdue in %d unions, %d bad", tc.end, len(batch), low, high, overdue, len(out.overdue), out.bad)
		if low < float64(tc.low) || high > float64(tc.high) || high-low < float64(tc.spread) {
			t.Errorf("%s: totals from %.1f to %.1f, want them within %d to %d and %d apart", tc.end, low, high, tc.low, tc.high, tc.spread)
		}
		if overdue < tc.least || overdue > 45 || len(out.overdue) > 8 {
			t.Errorf("%s: %d overdue in %d unions, want %d to 45 in at most 8", tc.end, overdue, len(out.overdue), tc.least)
		}
	}
}

package aggregator

import (
	"errors"
	"testing"
	"time"

	"unionscreen/aggregator/scheme"
)

func calendar(t *testing.T, zone string, startMonth int) scheme.Calendar {
	t.Helper()
	c, err := scheme.NewCalendar(zone, startMonth)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

const minute = "2006-01-02T15:04-07:00"

func TestParsePeriod(t *testing.T) {
	cases := []struct {
		name, id, zone string
		startMonth     int
		kind           string
		start, end     string
		previous       string
	}{
		{"natural quarter", "2026-Q4", "Asia/Shanghai", 1, "quarter", "2026-10-01T00:00+08:00", "2027-01-01T00:00+08:00", "2026-Q3"},
		{"first natural quarter", "2026-Q1", "Asia/Shanghai", 1, "quarter", "2026-01-01T00:00+08:00", "2026-04-01T00:00+08:00", "2025-Q4"},
		{"natural year", "2026", "Asia/Shanghai", 1, "year", "2026-01-01T00:00+08:00", "2027-01-01T00:00+08:00", "2025"},
		{"December to November, named by its end", "2026-Q1", "Asia/Shanghai", 12, "quarter", "2025-12-01T00:00+08:00", "2026-03-01T00:00+08:00", "2025-Q4"},
		{"the year of it", "2026", "Asia/Shanghai", 12, "year", "2025-12-01T00:00+08:00", "2026-12-01T00:00+08:00", "2025"},
		{"October to September", "2026-Q2", "Asia/Shanghai", 10, "quarter", "2026-01-01T00:00+08:00", "2026-04-01T00:00+08:00", "2026-Q1"},
		{"July to June, named by its end", "2026", "Asia/Shanghai", 7, "year", "2025-07-01T00:00+08:00", "2026-07-01T00:00+08:00", "2025"},
		{"June to May, named by its start", "2026-Q4", "Asia/Shanghai", 6, "quarter", "2027-03-01T00:00+08:00", "2027-06-01T00:00+08:00", "2026-Q3"},
		{"April to March", "2026", "Asia/Shanghai", 4, "year", "2026-04-01T00:00+08:00", "2027-04-01T00:00+08:00", "2025"},
		{"month", "2026-11", "Asia/Shanghai", 12, "month", "2026-11-01T00:00+08:00", "2026-12-01T00:00+08:00", "2026-10"},
		{"December", "2026-12", "Asia/Shanghai", 1, "month", "2026-12-01T00:00+08:00", "2027-01-01T00:00+08:00", "2026-11"},
		{"week", "2026-W47", "Asia/Shanghai", 1, "week", "2026-11-16T00:00+08:00", "2026-11-23T00:00+08:00", "2026-W46"},
		{"a week that begins in the year before", "2026-W01", "Asia/Shanghai", 1, "week", "2025-12-29T00:00+08:00", "2026-01-05T00:00+08:00", "2025-W52"},
		{"week 53", "2026-W53", "Asia/Shanghai", 1, "week", "2026-12-28T00:00+08:00", "2027-01-04T00:00+08:00", "2026-W52"},
		{"day", "2026-11-21", "Asia/Shanghai", 1, "day", "2026-11-21T00:00+08:00", "2026-11-22T00:00+08:00", "2026-11-20"},
		{"leap day", "2028-02-29", "Asia/Shanghai", 1, "day", "2028-02-29T00:00+08:00", "2028-03-01T00:00+08:00", "2028-02-28"},
		{"a quarter over a change of the clock", "2026-Q4", "Europe/Berlin", 1, "quarter", "2026-10-01T00:00+02:00", "2027-01-01T00:00+01:00", "2026-Q3"},
		{"a day of 23 hours", "2026-03-29", "Europe/Berlin", 1, "day", "2026-03-29T00:00+01:00", "2026-03-30T00:00+02:00", "2026-03-28"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			cal := calendar(t, c.zone, c.startMonth)
			p, err := ParsePeriod(c.id, cal)
			if err != nil {
				t.Fatal(err)
			}
			if p.ID != c.id || p.Kind != c.kind || p.Start.Format(minute) != c.start || p.End.Format(minute) != c.end {
				t.Errorf("got %s %s [%s, %s), want %s [%s, %s)", p.ID, p.Kind, p.Start.Format(minute), p.End.Format(minute), c.kind, c.start, c.end)
			}
			for _, at := range []time.Time{p.Start, p.End.Add(-time.Microsecond), p.Start.UTC()} {
				if again := PeriodAt(p.Kind, at, cal); again.ID != c.id || !again.Start.Equal(p.Start) || !again.End.Equal(p.End) {
					t.Errorf("the %s at %v is %s", p.Kind, at, again.ID)
				}
				if !p.Contains(at) {
					t.Errorf("%v is not in it", at)
				}
			}
			if after := PeriodAt(p.Kind, p.End, cal); after.ID == c.id || !after.Start.Equal(p.End) {
				t.Errorf("at its end %s begins at %v", after.ID, after.Start)
			}
			if p.Contains(p.End) {
				t.Error("the end is in it")
			}
			before := PreviousPeriod(p, cal)
			if before.ID != c.previous || !before.End.Equal(p.Start) {
				t.Errorf("the previous one is %s and ends at %v, want %s", before.ID, before.End, c.previous)
			}
		})
	}
}

func TestNoPeriods(t *testing.T) {
	cal := calendar(t, "Asia/Shanghai", 1)
	for _, id := range []string{
		"", "current", "2026-Q0", "2026-Q5", "2026-q4", "2026-13", "2026-00", "2026-W00", "2026-W54", "2025-W53", "2026-02-29",
		"2026-11-31", "2026-11-00", "2026-1", "26-Q4", "1999", "2200-Q1", "2026-Q4 ", "2026-Q4\n", "２０２６", "2026-Q4.2",
	} {
		if p, err := ParsePeriod(id, cal); !errors.Is(err, ErrNoPeriod) {
			t.Errorf("%q: %+v, error %v", id, p, err)
		}
	}
	if p := PeriodAt("fortnight", date("2026-11-21"), cal); p != (Period{}) {
		t.Errorf("a fortnight is %+v", p)
	}
}

package office

import (
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"unionscreen/deploy/calendar"
)

func china(t testing.TB) *Calendar {
	t.Helper()
	c, err := ParseCalendar(calendar.CN)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func shanghai(t testing.TB) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation("Asia/Shanghai")
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

// TestWorkingDaysOfEachYear counts the working days of the announced years; the figures were also counted by three
// other calendars.
func TestWorkingDaysOfEachYear(t *testing.T) {
	want := []int{249, 250, 249, 250, 250, 249, 250, 249, 249, 251, 248, 248}
	c := china(t)
	for i, days := range want {
		got, first := 0, time.Date(2015+i, 1, 1, 0, 0, 0, 0, time.UTC)
		for d := first; d.Year() == first.Year(); d = d.AddDate(0, 0, 1) {
			working, known := c.Working(d)
			if working {
				got++
			}
			if !known {
				t.Errorf("%v is not known", d)
			}
		}
		if got != days {
			t.Errorf("%d has %d working days, want %d", first.Year(), got, days)
		}
	}
}

func TestWorking(t *testing.T) {
	c := china(t)
	for text, want := range map[string][2]bool{
		"2026-09-30": {true, true},
		"2026-10-01": {false, true},
		"2026-10-07": {false, true},
		"2026-10-10": {true, true},   // Saturday, worked for the holiday
		"2026-10-11": {false, true},  // Sunday
		"2018-12-29": {true, true},   // announced with 2019
		"2018-12-31": {false, true},  // the same
		"2020-02-01": {false, true},  // was to be worked until the holiday was prolonged
		"2015-09-03": {false, true},  // one time only
		"2027-01-01": {true, false},  // not announced: a Friday
		"2027-01-02": {false, false}, // a Saturday
		"2014-10-01": {true, false},  // before the first year
	} {
		if working, known := c.Working(day(text)); working != want[0] || known != want[1] {
			t.Errorf("%s: working %v, known %v", text, working, known)
		}
	}
}

func TestCalendarFaults(t *testing.T) {
	for text, want := range map[string]string{
		"years: []": "it names no year",
		"years:\n- {year: 2026, notice: n, off: {a: 2026-01-01/2026-01-02}, work: [2026-01-05]}": "2026-01-05 is no day of a weekend",
		"years:\n- {year: 2026, notice: n, off: {a: 2026-01-01/2026-01-03}, work: [2026-01-03]}": "2026-01-03 is both off and worked",
		"years:\n- {year: 2026, notice: n, off: {a: 2026-01-03/2026-01-01}}":                     "a: 2026-01-03/2026-01-01 is no span",
		"years:\n- {year: 2026, notice: n, off: {a: 2026-01-03}}":                                "is no span",
		"years:\n- {year: 2026, notice: n, off: {a: 2025-11-30/2025-12-01}}":                     "2025-11-30 does not belong to 2026",
		"years:\n- {year: 2026, off: {}}":                                                        "year 2026: notice is empty",
		"years:\n- {year: 2026, notice: n}\n- {year: 2028, notice: n}":                           "year 2028 does not follow 2026",
		"years:\n- {year: 2026, notice: n, of: {}}":                                              "unknown field",
		"years:\n- {year: 2026, notice: n, work: [2026-02-30]}":                                  "year 2026: parsing time",
	} {
		if _, err := ParseCalendar([]byte(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", text, err, want)
		}
	}
}

func TestLimits(t *testing.T) {
	l := NewLimits([]Service{
		{Code: "aid", Limit: 10, Unit: CalendarDays, AcceptLimit: 2, ValidFrom: day("2026-01-01")},
		{Code: "aid", Limit: 5, Unit: WorkingDays, AcceptLimit: 1, ValidFrom: day("2026-07-01")},
		{Code: "call", Limit: 36, Unit: Hours},
		{Code: "accept", AcceptLimit: 1, Unit: CalendarDays},
		{Code: "free"},
	}, china(t), shanghai(t))
	for _, c := range []struct {
		name, service, submitted, due, accept string
		provisional                           bool
	}{
		{"before the service began", "aid", "2025-12-31T23:59:59+08:00", "", "", false},
		{"its first instant", "aid", "2026-01-01T00:00:00+08:00", "2026-01-12T00:00:00+08:00", "2026-01-04T00:00:00+08:00", false},
		{"the last instant of the old row", "aid", "2026-06-30T23:59:59.999999+08:00", "2026-07-11T00:00:00+08:00", "2026-07-03T00:00:00+08:00", false},
		{"the first of the new row, in UTC", "aid", "2026-06-30T16:00:00Z", "2026-07-09T00:00:00+08:00", "2026-07-03T00:00:00+08:00", false},
		{"over the national holiday", "aid", "2026-09-30T12:00:00+08:00", "2026-10-14T00:00:00+08:00", "2026-10-09T00:00:00+08:00", false},
		{"submitted on a day off", "aid", "2026-10-03T12:00:00+08:00", "2026-10-14T00:00:00+08:00", "2026-10-09T00:00:00+08:00", false},
		{"into a worked Saturday", "aid", "2026-10-09T09:00:00+08:00", "2026-10-16T00:00:00+08:00", "2026-10-11T00:00:00+08:00", false},
		{"beyond what is announced", "aid", "2026-12-29T09:00:00+08:00", "2027-01-06T00:00:00+08:00", "2026-12-31T00:00:00+08:00", true},
		{"the last that is sure", "aid", "2026-12-24T09:00:00+08:00", "2027-01-01T00:00:00+08:00", "2026-12-26T00:00:00+08:00", false},
		{"hours", "call", "2026-09-30T12:00:00.000001+08:00", "2026-10-02T00:00:00.000001+08:00", "", false},
		{"acceptance only", "accept", "2026-12-31T23:00:00+08:00", "", "2027-01-02T00:00:00+08:00", false},
		{"no limit", "free", "2026-09-30T12:00:00+08:00", "", "", false},
		{"unknown service", "other", "2026-09-30T12:00:00+08:00", "", "", false},
	} {
		at, err := time.Parse(time.RFC3339Nano, c.submitted)
		must(t, err)
		d := l.Deadlines(c.service, at)
		if textOf(d.Due) != c.due || textOf(d.AcceptBy) != c.accept || d.Provisional != c.provisional {
			t.Errorf("%s: due %s, accept by %s, provisional %v", c.name, textOf(d.Due), textOf(d.AcceptBy), d.Provisional)
		}
		if due, accept := l.Limit(c.service, at); !due.Equal(d.Due) || !accept.Equal(d.AcceptBy) {
			t.Errorf("%s: Limit answers %v and %v", c.name, due, accept)
		}
	}
	if got := l.Services(day("2025-06-01")); !slices.Equal(got, []string{"accept", "call", "free"}) {
		t.Errorf("services of 2025: %q", got)
	}
	if got := l.Services(day("2026-01-01")); !slices.Equal(got, []string{"accept", "aid", "call", "free"}) {
		t.Errorf("services of 2026: %q", got)
	}
}

func textOf(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	return at.In(time.FixedZone("", 8*3600)).Format(time.RFC3339Nano)
}

func TestLimitsVersion(t *testing.T) {
	a, b := Service{Code: "a", Limit: 1, Unit: Hours}, Service{Code: "b"}
	base := NewLimits([]Service{a, b}, china(t), shanghai(t)).Version()
	if again := NewLimits([]Service{b, a}, china(t), shanghai(t)).Version(); again != base {
		t.Error("the order of rows changes the version")
	}
	other, err := ParseCalendar([]byte("years:\n- {year: 2026, notice: n}"))
	must(t, err)
	changed := a
	changed.Limit = 2
	for name, l := range map[string]*Limits{
		"a limit": NewLimits([]Service{changed, b}, china(t), shanghai(t)), "a service less": NewLimits([]Service{a}, china(t), shanghai(t)),
		"the calendar": NewLimits([]Service{a, b}, other, shanghai(t)), "the zone": NewLimits([]Service{a, b}, china(t), time.UTC),
	} {
		if l.Version() == base {
			t.Errorf("%s does not change the version", name)
		}
	}
}

// TestAddWorkingCounts holds the walk against a count of days.
func TestAddWorkingCounts(t *testing.T) {
	c := china(t)
	rapid.Check(t, func(t *rapid.T) {
		from := day("2014-12-01").AddDate(0, 0, rapid.IntRange(0, 4500).Draw(t, "day"))
		n := rapid.IntRange(1, 60).Draw(t, "n")
		last, known := c.AddWorking(from, n)
		count, sure := 0, true
		for d := from.AddDate(0, 0, 1); !d.After(last); d = d.AddDate(0, 0, 1) {
			working, ok := c.Working(d)
			sure = sure && ok
			if working {
				count++
			}
		}
		if working, _ := c.Working(last); count != n || !working || known != sure {
			t.Fatalf("from %v, %d: %v, with %d working days, known %v", from, n, last, count, known)
		}
	})
}

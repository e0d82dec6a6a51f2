package queries

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// The services catalogue of the tests stands at testLimits.
func TestLimits(t *testing.T) {
	live(t, []life{
		{name: "days: due at the midnight that ends the third day", steps: []string{"10-05T00:00 u1 submitted service=days", "10-09T00:00 u1 completed"},
			want: "u1 96h0m0s accept_due=1 applications=1 completions=1 due=1 due_completed=1 handled=1 on_time=1"},
		{name: "days: the same from the last microsecond of the day, and a microsecond later is late", steps: []string{"10-05T23:59:59.999999 u1 submitted service=days", "10-09T00:00:00.000001 u1 completed"},
			want: "u1 72h0m0.000002s accept_due=1 applications=1 completions=1 due=1 due_completed=1 handled=1"},
		{name: "hours: from the instant of submission", steps: []string{"10-05T23:59:59.999999 u1 submitted service=hours", "10-07T23:59:59.999999 u1 completed"},
			want: "u1 48h0m0s accept_due=1 applications=1 completions=1 due=1 due_completed=1 handled=1 on_time=1"},
		{name: "hours: a microsecond later is late", steps: []string{"10-05T00:00 u1 submitted service=hours", "10-07T00:00:00.000001 u1 completed"},
			want: "u1 48h0m0.000001s accept_due=1 applications=1 completions=1 due=1 due_completed=1 handled=1"},
		{name: "what the event states comes first, for acceptance there is the catalogue only", steps: []string{"10-05T08:00 u1 submitted service=hours due=10-20T08:00", "10-05T10:00 u1 accepted", "10-20T08:00 u1 completed"},
			want: "u1 360h0m0s accept_due=1 accept_on_time=1 applications=1 completions=1 due=1 due_completed=1 handled=1 on_time=1"},
		{name: "a pause moves a limit of the catalogue as well, but not that of acceptance", steps: []string{"10-05T08:00 u1 submitted service=hours", "10-05T09:00 u1 suspended", "10-06T09:00 u1 resumed",
			"10-06T10:00 u1 accepted", "10-08T08:00 u1 completed"}, want: "u1 48h0m0s accept_due=1 applications=1 completions=1 due=1 due_completed=1 handled=1 on_time=1"},
		{name: "the limit of the first submission", steps: []string{"10-05T08:00 u1 submitted service=other", "10-06T08:00 u1 submitted service=hours"}, want: "u1 applications=1"},
		{name: "accepted a microsecond late", steps: []string{"10-05T08:00 u1 submitted service=hours", "10-05T10:00:00.000001 u1 accepted"},
			want: "u1 accept_due=1 applications=1 due=1 overdue_open=1"},
		{name: "accepted by whoever was responsible just before, though a later one completes", steps: []string{"10-05T08:00 u1 submitted service=hours", "10-05T09:00 u5 accepted", "10-05T09:00 u1 transferred to=u2",
			"10-05T09:30 u2 accepted"}, want: "u1 accept_due=1 accept_on_time=1 applications=1; u2 due=1 overdue_open=1"},
		{name: "not accepted: responsible at the end", steps: []string{"10-05T08:00 u1 submitted service=hours", "10-30T08:00 u1 transferred to=u2"}, want: "u1 applications=1; u2 accept_due=1 due=1 overdue_open=1"},
		{name: "an acceptance limit at the end is of the next quarter", steps: []string{"12-30T08:00 u1 submitted service=days"}, want: "u1 applications=1"},
		{name: "and counts there", start: "2027-01-01", end: "2027-04-01", asOf: "2027-01-01T00:00", steps: []string{"12-30T08:00 u1 submitted service=days"}, want: "u1 accept_due=1"},
		{name: "its limit of acceptance comes after everything else", steps: []string{"09-30T08:00 u1 submitted service=days due=09-30T12:00", "09-30T09:00 u1 accepted", "09-30T10:00 u1 completed"},
			want: "u1 accept_due=1 accept_on_time=1"},
		{name: "withdrawn: no limit is due", steps: []string{"10-05T08:00 u1 submitted service=hours", "10-05T09:00 u1 accepted", "10-06T08:00 u1 withdrawn"}},
		{name: "accepted at as_of waits", asOf: "10-05T10:00", steps: []string{"10-05T08:00 u1 submitted service=hours", "10-05T10:00 u2 accepted"}, want: "u1 accept_due=1 applications=1"},
	})
}

func TestKindsAndServices(t *testing.T) {
	steps := []string{"10-05T08:00 u1 submitted service=s kind=appeal due=10-06T08:00 case=a", "10-06T08:00 u2 completed case=a", "10-07T08:00 u3 rated grade=4 case=a",
		"10-05T08:00 u1 submitted service=z kind=service case=b", "10-06T08:00 u2 completed case=b",
		"10-06T08:00 u4 completed case=d", "10-06T08:00 u4 rated grade=1 case=d"}
	appeal := "u1 applications=1 due=1 due_completed=1 on_time=1; u2 24h0m0s completions=1 handled=1; u3 rated=1 rated_well=1"
	live(t, []life{
		{name: "by kind; a case without submission is of none", where: Where{Kinds: []string{"appeal", "suggestion"}}, steps: steps, want: appeal},
		{name: "by service", where: Where{Services: []string{"s"}}, steps: steps, want: appeal},
		{name: "by both", where: Where{Kinds: []string{"appeal"}, Services: []string{"z"}}, steps: steps},
		{name: "a submission that is ahead makes no kind yet", where: Where{Kinds: []string{"appeal"}}, asOf: "10-05T08:00",
			steps: []string{"10-04T08:00 u1 completed", "10-05T08:00 u1 submitted kind=appeal"}},
		{name: "once it counts it does", where: Where{Kinds: []string{"appeal"}}, asOf: "10-05T08:00:00.000001",
			steps: []string{"10-04T08:00 u1 completed", "10-05T08:00 u1 submitted kind=appeal"}, want: "u1 applications=1 completions=1"},
	})
}

func TestServicesOfApplications(t *testing.T) {
	f := newFeed(t, newStore(t))
	l := life{steps: []string{"10-05T08:00 u1 submitted service=z case=a", "10-05T08:00 u1 submitted service=s case=b", "10-06T08:00 u1 submitted service=z case=d",
		"10-05T08:00 u1 submitted service=y case=e", "10-06T08:00 u1 withdrawn case=e", "09-05T08:00 u1 submitted service=x case=f", "10-06T08:00 u2 completed case=a"}}
	for i := range l.steps {
		f.send(l.event(0, i))
	}
	f.advance(closed)
	f.expect(Applications, quarter(closed), "000.u1 reported applications=3 services=s,z; 000.u2 reported completions=1 handled=1 handled_us=86400000000")
}

// A changed catalogue of services gives every case new deadlines.
func TestOtherLimitsGiveNewDeadlines(t *testing.T) {
	s := newStore(t)
	f := newFeed(t, s)
	f.send(ev{id: "1", kind: "application.submitted", union: "u1", thing: "a", service: "hours", at: "2026-10-05 08:00:00"},
		ev{id: "2", kind: "application.submitted", union: "u1", thing: "b", service: "s", at: "2026-10-05 08:00:00"})
	asOf := "2026-10-08"
	f.advance(asOf)
	f.expect(Applications, quarter(asOf), "u1 reported accept_due=1 applications=2 due=1 overdue_open=1 services=hours,s")
	cfg := s.cfg
	cfg.LimitsVersion = "limits 2"
	cfg.Limit = func(service string, submitted time.Time) (due, acceptBy time.Time) {
		if service == "s" {
			return submitted.Add(48 * time.Hour), time.Time{}
		}
		return submitted.Add(96 * time.Hour), time.Time{}
	}
	g := newFeed(t, openStore(t, cfg))
	g.advance(asOf)
	g.expect(Applications, quarter(asOf), "u1 reported applications=2 due=1 overdue_open=1 services=hours,s")
	open, err := g.s.Overdue(t.Context(), at(asOf))
	if want := (OverdueRow{"u1", "s", "", 1, at("2026-10-07 08:00:00")}); err != nil || len(open) != 1 || open[0] != want {
		t.Errorf("overdue %v, %v; want %v", open, err, want)
	}
}

func TestLimitsMustHoldForADay(t *testing.T) {
	cfg := testConfig()
	cfg.Limit = func(_ string, submitted time.Time) (due, acceptBy time.Time) {
		if submitted.In(shanghai).Hour() < 12 {
			return submitted.Add(time.Hour), time.Time{}
		}
		return submitted.Add(2 * time.Hour), time.Time{}
	}
	s := openStore(t, cfg)
	if err := s.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Marks(t.Context()); err != nil {
		t.Fatal(err)
	}
	newFeed(t, s).send(ev{id: "1", kind: "application.submitted", union: "u1", thing: "a", service: "odd", at: "2026-10-05 08:00:00"})
	if _, err := s.Advance(t.Context(), at("2026-10-08")); err == nil || !strings.Contains(err.Error(), "service odd for submissions of 2026-10-05") {
		t.Errorf("limits that change within a day: %v", err)
	}
}

func TestHandlingMedians(t *testing.T) {
	f := newFeed(t, newStore(t))
	for i, took := range []time.Duration{5 * time.Hour, time.Hour, 2 * time.Hour, 2*time.Hour + 3*time.Microsecond, 9 * time.Hour} {
		submitted, union := at("2026-10-05 08:00:00"), "u1"
		if i > 1 {
			union = "u2"
		}
		for k, e := range []ev{{kind: "application.submitted"}, {kind: "application.completed"}} {
			e.id, e.union, e.thing = fmt.Sprint(i, k), union, fmt.Sprint(i)
			e.at = submitted.Add(time.Duration(k) * took).In(shanghai).Format("2006-01-02 15:04:05.999999")
			f.send(e)
		}
	}
	f.send(completed("x", "u3", "none", "2026-10-06"))
	f.advance(closed)
	got, err := f.s.HandlingMedians(t.Context(), quarter(closed), Where{}, map[string][]string{
		"one": {"u1"}, "odd": {"u2", "u2"}, "none": {"u3"}, "all": {"u3", "u2", "u1"}, "empty": {}, "unknown": {"u8"}})
	if err != nil {
		t.Fatal(err)
	}
	if want := "map[all:2h0m0.000003s odd:2h0m0.000003s one:3h0m0s]"; fmt.Sprint(got) != want {
		t.Errorf("medians %v, want %s", got, want)
	}
	got, err = f.s.HandlingMedians(t.Context(), quarter("2026-10-05 13:00:00"), Where{}, map[string][]string{"all": {"u1", "u2"}})
	if want := "map[all:2h0m0s]"; err != nil || fmt.Sprint(got) != want {
		t.Errorf("medians of the running quarter %v, %v; want %s", got, err, want)
	}
}

// steps sends the steps of one life and advances.
func steps(t *testing.T, steps ...string) *feed {
	t.Helper()
	f := newFeed(t, newStore(t))
	for i := range steps {
		f.send(life{steps: steps}.event(0, i))
	}
	f.advance("2026-11-01")
	return f
}

func TestNextChangeOfACase(t *testing.T) {
	f := steps(t, "10-05T08:00 u1 submitted service=hours", "10-05T12:00 u1 suspended", "10-06T12:00 u1 resumed",
		"10-10T07:00 u1 rated grade=4", "10-10T08:00 u1 completed")
	for _, c := range []struct{ asOf, next string }{
		{"10-05T07:00", "10-05T08:00:00.000001"},
		{"10-05T08:00", "10-05T08:00:00.000001"},           // the submission begins to count
		{"10-05T08:00:00.000001", "10-05T10:00"},           // it is to be accepted
		{"10-05T10:00", "10-05T12:00:00.000001"},           // the pause comes before the deadline
		{"10-05T12:00:00.000001", "10-06T12:00:00.000001"}, // the pause ends; no deadline passes in it
		{"10-06T12:00:00.000001", "10-08T08:00"},           // the moved deadline
		{"10-08T08:00", "10-08T08:00:00.000001"},           // due at it, overdue behind it
		{"10-08T08:00:00.000001", "10-10T07:00:00.000001"}, // the rating
		{"10-10T07:59:59.999999", "10-10T08:00:00.000001"}, // the completion
		{"10-11", ""}, // nothing more
	} {
		got, err := f.s.FamilySums(t.Context(), Applications, quarter(when(c.asOf)), Where{})
		want := time.Time{}
		if c.next != "" {
			want = at(when(c.next))
		}
		if err != nil || !got.NextChange.Equal(want) {
			t.Errorf("as of %s the next change is %s, %v; want %s", c.asOf, got.NextChange.In(shanghai), err, want.In(shanghai))
		}
	}
}

func TestMedianOfWhatIsReopenedAtTheEnd(t *testing.T) {
	f := steps(t, "10-05T08:00 u1 submitted", "10-05T11:00 u1 completed", "10-06T08:00 u1 reopened")
	for asOf, want := range map[string]string{"10-06T08:00": "map[all:3h0m0s]", "10-06T08:00:00.000001": "map[]"} {
		got, err := f.s.HandlingMedians(t.Context(), quarter(when(asOf)), Where{}, map[string][]string{"all": {"000.u1"}})
		if err != nil || fmt.Sprint(got) != want {
			t.Errorf("medians as of %s: %v, %v; want %s", asOf, got, err, want)
		}
	}
}

// Each day of a trend is a window of its own: what is undone at its end still stands.
func TestTrendOfCases(t *testing.T) {
	f := steps(t, "10-05T08:00 u1 submitted case=a", "10-05T09:00 u1 completed case=a", "10-06T00:00 u1 reopened case=a", "10-06T08:00 u1 completed case=a",
		"10-06T23:59:59.999999 u1 reopened case=a", "10-05T08:00 u1 submitted case=b", "10-06T00:00 u1 withdrawn case=b", "10-06T08:00 u1 submitted case=d",
		"10-06T23:59:59.999999 u1 withdrawn case=d", "10-05T08:00 u2 submitted case=e")
	got, err := f.s.Trend(t.Context(), []string{"000.u1"}, at("2026-10-04"), at("2026-10-07"), at("2026-11-01"))
	if err != nil {
		t.Fatal(err)
	}
	var days []string
	for _, day := range got {
		days = append(days, fmt.Sprintf("%s %d %d", day.Day, day.Counts["applications"], day.Counts["completions"]))
	}
	if want := "2026-10-04 0 0; 2026-10-05 2 1; 2026-10-06 0 0"; strings.Join(days, "; ") != want {
		t.Errorf("trend %s, want %s", strings.Join(days, "; "), want)
	}
}

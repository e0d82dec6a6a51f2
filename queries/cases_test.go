package queries

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

// life is "what befell one case, figures out", calculated by hand from the definitions. Unless it says otherwise the window is the fourth quarter of 2026, asked when it is over.
type life struct {
	name  string
	steps []string // "10-05T08:00 u1 submitted due=10-10T08:00": their order decides at one instant
	asOf  string
	start string // of a window of one day, with end
	end   string
	where Where
	want  string // counts that are not zero, handled_us as a duration; services and who reported are left out
}

// when reads "10-05T08:00:00.000001" of 2026, or with another year before it; seconds may be left out.
func when(text string) string {
	date, clock, _ := strings.Cut(text, "T")
	if len(date) == len("10-05") {
		date = "2026-" + date
	}
	if len(clock) == len("08:00") {
		clock += ":00"
	}
	return strings.TrimSpace(date + " " + clock)
}

// event reads one step of the nth life, whose things, unions and ids are its own.
func (l life) event(nth, i int) ev {
	words := strings.Fields(l.steps[i])
	own := func(name string) string { return fmt.Sprintf("%03d.%s", nth, name) }
	e := ev{id: own(fmt.Sprintf("%02d", i)), kind: "application." + words[2], union: own(words[1]), thing: own("c"), at: when(words[0])}
	if words[2] == "voided" {
		e.kind = "rating.voided"
	}
	for _, word := range words[3:] {
		switch name, value, _ := strings.Cut(word, "="); name {
		case "due":
			e.due = when(value)
		case "service":
			e.service = value
		case "kind":
			e.caseKind = value
		case "to":
			e.to = own(value)
		case "grade":
			e.data = `{"grade":` + value + `}`
		case "case":
			e.thing = own(value)
		}
	}
	return e
}

// own keeps the figures of the nth life.
func own(nth int, s Sums) string {
	var kept []UnionSum
	for _, row := range s.Rows {
		union, mine := strings.CutPrefix(row.Union, fmt.Sprintf("%03d.", nth))
		if !mine {
			continue
		}
		counts := map[string]int64{}
		for name, n := range row.Counts {
			if name == "handled_us" && n != 0 {
				union += " " + (time.Duration(n) * time.Microsecond).String()
			} else {
				counts[name] = n
			}
		}
		kept = append(kept, UnionSum{Union: union, Counts: counts})
	}
	kept = slices.DeleteFunc(kept, func(u UnionSum) bool { return !strings.Contains(say(Sums{Rows: []UnionSum{u}}), "=") })
	return say(Sums{Rows: kept})
}

// live sends all lives into one store, in an order of their own, and asks for each.
func live(t *testing.T, lives []life) {
	t.Helper()
	s := newStore(t)
	var events []ev
	for nth, l := range lives {
		for i := range l.steps {
			events = append(events, l.event(nth, i))
		}
	}
	slices.Reverse(events)
	f := newFeed(t, s)
	f.send(events...)
	f.advance("2026-11-01")
	for nth, l := range lives {
		w := Window{at("2026-10-01"), at("2027-01-01"), at("2027-02-01")}
		if l.asOf != "" {
			w.AsOf = at(when(l.asOf))
		}
		if l.start != "" {
			w.Start, w.End = at(when(l.start)), at(when(l.end))
		}
		got, err := s.FamilySums(t.Context(), Applications, w, l.where)
		if err != nil {
			t.Fatal(err)
		}
		if got := own(nth, got); got != l.want {
			t.Errorf("%s:\n got %s\nwant %s", l.name, got, l.want)
		}
	}
}

func TestDeadlines(t *testing.T) {
	const asked = "10-05T08:00 u1 submitted due=10-10T08:00"
	live(t, []life{
		{name: "completed elsewhere, on time: the completion is the other's, the duty stays", steps: []string{asked, "10-10T08:00 u2 completed"},
			want: "u1 applications=1 due=1 due_completed=1 on_time=1; u2 120h0m0s completions=1 handled=1"},
		{name: "a microsecond late is late", steps: []string{asked, "10-10T08:00:00.000001 u1 completed"},
			want: "u1 120h0m0.000001s applications=1 completions=1 due=1 due_completed=1 handled=1"},
		{name: "not completed: due and overdue", steps: []string{asked}, want: "u1 applications=1 due=1 overdue_open=1"},
		{name: "a deadline in the last microsecond is of this quarter", steps: []string{"10-05T08:00 u1 submitted due=12-31T23:59:59.999999"},
			want: "u1 applications=1 due=1 overdue_open=1"},
		{name: "a deadline at the end is of the next", steps: []string{"10-05T08:00 u1 submitted due=2027-01-01T00:00"}, want: "u1 applications=1"},
		{name: "due in the quarter, submitted before it", steps: []string{"09-05T08:00 u1 submitted due=10-01T00:00"}, want: "u1 due=1 overdue_open=1"},
		{name: "overdue from before the quarter", steps: []string{"09-05T08:00 u1 submitted due=09-30T23:59:59.999999"}, want: "u1 overdue_open=1"},
		{name: "completed in the quarter, due before it", steps: []string{"09-05T08:00 u1 submitted due=09-10T08:00", "10-05T08:00 u1 completed"},
			want: "u1 720h0m0s completions=1 handled=1"},
		{name: "completed before the quarter, due in it", steps: []string{"09-05T08:00 u1 submitted due=10-05T08:00", "09-30T08:00 u1 completed"},
			want: "u1 due=1 due_completed=1 on_time=1"},
		{name: "completed at the end: not yet", steps: []string{asked, "2027-01-01T00:00 u2 completed"}, want: "u1 applications=1 due=1 overdue_open=1"},
		{name: "without a deadline never due", steps: []string{"10-05T08:00 u1 submitted"}, want: "u1 applications=1"},
		{name: "submitted after its deadline: due at once and overdue", steps: []string{"10-12T08:00 u1 submitted due=10-10T08:00"},
			want: "u1 applications=1 due=1 overdue_open=1"},
		{name: "running: due at as_of, not yet overdue", steps: []string{asked}, asOf: "10-10T08:00", want: "u1 applications=1 due=1"},
		{name: "running: a deadline ahead is not due", steps: []string{asked}, asOf: "10-10T07:59:59.999999", want: "u1 applications=1"},
		{name: "running: a microsecond after it is overdue", steps: []string{asked}, asOf: "10-10T08:00:00.000001",
			want: "u1 applications=1 due=1 overdue_open=1"},
		{name: "running: a completion at as_of waits", steps: []string{asked, "10-10T08:00 u2 completed"}, asOf: "10-10T08:00", want: "u1 applications=1 due=1"},
	})
}

func TestSubmissionAndWithdrawal(t *testing.T) {
	const asked = "10-05T08:00 u1 submitted due=10-10T08:00"
	live(t, []life{
		{name: "the edges of the quarter", steps: []string{"09-30T23:59:59.999999 u1 submitted case=a", "10-01T00:00 u2 submitted case=b",
			"12-31T23:59:59.999999 u3 submitted case=d", "2027-01-01T00:00 u4 submitted case=e"}, want: "u2 applications=1; u3 applications=1"},
		{name: "the first submission counts, with its deadline", steps: []string{asked, "10-06T08:00 u2 submitted due=10-07T08:00", "10-08T08:00 u3 completed"},
			want: "u1 applications=1 due=1 due_completed=1 on_time=1; u3 72h0m0s completions=1 handled=1"},
		{name: "withdrawn: nothing is left, not even the completion", steps: []string{asked, "10-06T08:00 u1 completed", "10-07T08:00 u1 withdrawn"}},
		{name: "completed after the withdrawal, at its instant: nothing", steps: []string{asked, "10-07T08:00 u1 withdrawn", "10-07T08:00 u1 completed"}},
		{name: "completed just before the withdrawal, at its instant: nothing either", steps: []string{asked, "10-07T08:00 u1 completed", "10-07T08:00 u1 withdrawn"}},
		{name: "withdrawn at the end still counts", steps: []string{asked, "2027-01-01T00:00 u1 withdrawn"}, want: "u1 applications=1 due=1 overdue_open=1"},
		{name: "withdrawn in the last microsecond does not", steps: []string{asked, "12-31T23:59:59.999999 u1 withdrawn"}},
		{name: "a withdrawal is final: no reopening, completion or second submission brings the case back", steps: []string{asked, "10-06T08:00 u1 withdrawn",
			"10-07T08:00 u1 reopened", "10-08T08:00 u1 submitted due=10-09T08:00", "10-09T08:00 u1 completed"}},
		{name: "reopened before it was withdrawn: that stays", steps: []string{asked, "10-06T08:00 u1 completed", "10-07T08:00 u2 reopened", "10-08T08:00 u1 withdrawn"},
			want: "u2 reopened=1"},
		{name: "withdrawn before it was submitted", steps: []string{"10-04T08:00 u1 withdrawn", asked, "10-06T08:00 u1 completed"}},
		{name: "rated after the withdrawal: ratings are a thread of their own", steps: []string{asked, "10-06T08:00 u1 withdrawn", "10-07T08:00 u2 rated grade=1"},
			want: "u2 rated=1"},
	})
}

func TestCompletionAndReopening(t *testing.T) {
	const asked = "10-05T08:00 u1 submitted due=10-10T08:00"
	live(t, []life{
		{name: "a repeated completion is ignored", steps: []string{asked, "10-08T08:00 u2 completed", "10-12T08:00 u3 completed"},
			want: "u1 applications=1 due=1 due_completed=1 on_time=1; u2 72h0m0s completions=1 handled=1"},
		{name: "repeated, then reopened: not completed", steps: []string{asked, "10-06T08:00 u1 completed", "10-07T08:00 u1 completed", "10-08T08:00 u1 reopened"},
			want: "u1 applications=1 due=1 overdue_open=1 reopened=1"},
		{name: "repeated in another quarter: still of the first", steps: []string{"09-05T08:00 u1 submitted", "09-08T08:00 u1 completed", "10-08T08:00 u1 completed"}},
		{name: "reopened and completed again: the last one that stands is judged", steps: []string{asked, "10-08T08:00 u1 completed", "10-09T08:00 u1 reopened", "10-11T08:00 u1 completed"},
			want: "u1 144h0m0s applications=1 completions=1 due=1 due_completed=1 handled=1 reopened=1"},
		{name: "reopened: not completed", steps: []string{asked, "10-08T08:00 u2 completed", "10-12T08:00 u3 reopened"},
			want: "u1 applications=1 due=1 overdue_open=1; u3 reopened=1"},
		{name: "reopened in the next quarter: completed in this one", steps: []string{asked, "10-08T08:00 u1 completed", "2027-01-01T00:00 u1 reopened"},
			want: "u1 72h0m0s applications=1 completions=1 due=1 due_completed=1 handled=1 on_time=1"},
		{name: "reopened in the last microsecond: not completed", steps: []string{asked, "10-08T08:00 u1 completed", "12-31T23:59:59.999999 u1 reopened"},
			want: "u1 applications=1 due=1 overdue_open=1 reopened=1"},
		{name: "the next quarter sees the reopening and the second completion only", start: "2027-01-01", end: "2027-04-01", asOf: "2027-04-02",
			steps: []string{asked, "10-08T08:00 u1 completed", "2027-01-01T00:00 u1 reopened", "2027-01-05T08:00 u2 completed"},
			want:  "u1 reopened=1; u2 2208h0m0s completions=1 handled=1"},
		{name: "a reopening of what is not completed has no effect", steps: []string{asked, "10-06T08:00 u1 reopened", "10-08T08:00 u1 completed", "10-09T08:00 u1 reopened",
			"10-09T09:00 u2 reopened", "10-09T10:00 u1 completed"}, want: "u1 98h0m0s applications=1 completions=1 due=1 due_completed=1 handled=1 on_time=1 reopened=1"},
		{name: "reopened twice: one case, by the last one", steps: []string{asked, "10-06T08:00 u1 completed", "10-07T08:00 u2 reopened", "10-08T08:00 u1 completed", "10-09T08:00 u3 reopened"},
			want: "u1 applications=1 due=1 overdue_open=1; u3 reopened=1"},
		{name: "reopened in two quarters: each has its own", start: "10-01", end: "10-08", steps: []string{asked, "10-06T08:00 u1 completed", "10-07T08:00 u2 reopened", "10-08T08:00 u1 completed", "10-09T08:00 u3 reopened"},
			want: "u1 applications=1; u2 reopened=1"},
		{name: "reopened before the quarter", steps: []string{"09-05T08:00 u1 submitted due=09-10T08:00", "09-06T08:00 u1 completed", "09-30T23:59:59.999999 u1 reopened"},
			want: "u1 overdue_open=1"},
		{name: "at one instant the order of events decides: completed, reopened", steps: []string{asked, "10-06T08:00 u1 completed", "10-06T08:00 u1 reopened"},
			want: "u1 applications=1 due=1 overdue_open=1 reopened=1"},
		{name: "at one instant the order of events decides: reopened, completed", steps: []string{asked, "10-06T08:00 u1 reopened", "10-06T08:00 u1 completed"},
			want: "u1 24h0m0s applications=1 completions=1 due=1 due_completed=1 handled=1 on_time=1"},
		{name: "a completion without a submission counts, and has no duration", steps: []string{"10-06T08:00 u1 completed"}, want: "u1 completions=1"},
		{name: "completed before the submission: counts, no duration", steps: []string{"10-04T08:00 u2 completed", asked},
			want: "u1 applications=1 due=1 due_completed=1 on_time=1; u2 completions=1"},
		{name: "completed at the instant of submission, after it: a duration of nothing", steps: []string{asked, "10-05T08:00 u1 completed"},
			want: "u1 applications=1 completions=1 due=1 due_completed=1 handled=1 on_time=1"},
		{name: "completed at the instant of submission, before it: none", steps: []string{"10-05T08:00 u1 completed", asked},
			want: "u1 applications=1 completions=1 due=1 due_completed=1 on_time=1"},
		{name: "running: between two completions", asOf: "10-09T08:00:00.000001", steps: []string{asked, "10-08T08:00 u1 completed", "10-09T08:00 u1 reopened", "10-11T08:00 u1 completed"},
			want: "u1 applications=1 reopened=1"},
		{name: "running: at the reopening it is still completed", asOf: "10-09T08:00", steps: []string{asked, "10-08T08:00 u1 completed", "10-09T08:00 u1 reopened", "10-11T08:00 u1 completed"},
			want: "u1 72h0m0s applications=1 completions=1 handled=1"},
	})
}

func TestPauses(t *testing.T) {
	const asked = "10-05T08:00 u1 submitted due=10-10T08:00"
	live(t, []life{
		{name: "a pause moves the deadline by its length, and stays out of the duration", steps: []string{asked, "10-06T08:00 u1 suspended", "10-08T08:00 u1 resumed", "10-12T08:00 u1 completed"},
			want: "u1 120h0m0s applications=1 completions=1 due=1 due_completed=1 handled=1 on_time=1"},
		{name: "not by a microsecond more", steps: []string{asked, "10-06T08:00 u1 suspended", "10-08T08:00 u1 resumed", "10-12T08:00:00.000001 u1 completed"},
			want: "u1 120h0m0.000001s applications=1 completions=1 due=1 due_completed=1 handled=1"},
		{name: "nested pauses are one: from the first suspension to the first resumption", steps: []string{asked, "10-06T08:00 u1 suspended", "10-07T08:00 u1 suspended",
			"10-08T08:00 u1 resumed", "10-09T08:00 u1 resumed", "10-12T08:00 u1 completed"}, want: "u1 120h0m0s applications=1 completions=1 due=1 due_completed=1 handled=1 on_time=1"},
		{name: "two pauses add up; the second begun before the moved deadline", steps: []string{asked, "10-06T08:00 u1 suspended", "10-08T08:00 u1 resumed",
			"10-12T07:59:59.999999 u1 suspended", "10-13T07:59:59.999999 u1 resumed", "10-13T08:00 u1 completed"},
			want: "u1 120h0m0s applications=1 completions=1 due=1 due_completed=1 handled=1 on_time=1"},
		{name: "begun at the deadline it moves nothing", steps: []string{asked, "10-10T08:00 u1 suspended", "10-12T08:00 u1 resumed", "10-12T08:00 u1 completed"},
			want: "u1 120h0m0s applications=1 completions=1 due=1 due_completed=1 handled=1"},
		{name: "begun a microsecond before, it does", steps: []string{asked, "10-10T07:59:59.999999 u1 suspended", "10-12T08:00 u1 resumed", "10-12T08:00:00.000001 u1 completed"},
			want: "u1 120h0m0s applications=1 completions=1 due=1 due_completed=1 handled=1 on_time=1"},
		{name: "after one that moves nothing none does", steps: []string{asked, "10-10T08:00 u1 suspended", "10-20T08:00 u1 resumed", "10-20T09:00 u1 suspended", "10-21T09:00 u1 resumed"},
			want: "u1 applications=1 due=1 overdue_open=1"},
		{name: "paused at the end: neither due nor overdue", steps: []string{asked, "10-06T08:00 u1 suspended", "2027-01-01T00:00 u1 resumed"}, want: "u1 applications=1"},
		{name: "paused after the deadline, at the end: neither", steps: []string{asked, "12-31T23:59:59.999999 u1 suspended"}, want: "u1 applications=1"},
		{name: "suspended at the end: due", steps: []string{asked, "2027-01-01T00:00 u1 suspended"}, want: "u1 applications=1 due=1 overdue_open=1"},
		{name: "resumed in the last microsecond: moved out of the quarter", steps: []string{asked, "10-06T08:00 u1 suspended", "12-31T23:59:59.999999 u1 resumed"}, want: "u1 applications=1"},
		{name: "a pause over the end moves the deadline into the next quarter", start: "2027-01-01", end: "2027-04-01", asOf: "2027-04-02",
			steps: []string{"12-25T08:00 u1 submitted due=12-31T08:00", "12-30T08:00 u1 suspended", "2027-01-10T08:00 u1 resumed", "2027-01-11T08:00 u1 completed"},
			want:  "u1 144h0m0s completions=1 due=1 due_completed=1 handled=1 on_time=1"},
		{name: "completion ends a pause", steps: []string{asked, "10-09T08:00 u1 suspended", "10-20T08:00 u1 completed", "10-25T08:00 u1 resumed"},
			want: "u1 96h0m0s applications=1 completions=1 due=1 due_completed=1 handled=1 on_time=1"},
		{name: "suspended while completed: nothing; after the reopening the deadline is the old one", steps: []string{asked, "10-06T08:00 u1 completed", "10-07T08:00 u1 suspended", "10-08T08:00 u1 reopened",
			"10-09T08:00 u1 resumed", "10-11T08:00 u1 completed"}, want: "u1 144h0m0s applications=1 completions=1 due=1 due_completed=1 handled=1 reopened=1"},
		{name: "suspended after a reopening: moves it", steps: []string{asked, "10-06T08:00 u1 completed", "10-07T08:00 u1 reopened", "10-08T08:00 u1 suspended", "10-09T08:00 u1 resumed", "10-11T08:00 u1 completed"},
			want: "u1 120h0m0s applications=1 completions=1 due=1 due_completed=1 handled=1 on_time=1 reopened=1"},
		{name: "a pause ended by a completion counts once, though reopened", steps: []string{asked, "10-06T08:00 u1 suspended", "10-07T08:00 u1 completed", "10-08T08:00 u1 reopened", "10-11T08:00 u1 completed"},
			want: "u1 120h0m0s applications=1 completions=1 due=1 due_completed=1 handled=1 on_time=1 reopened=1"},
		{name: "suspended and resumed at one instant: no pause", steps: []string{asked, "10-06T08:00 u1 suspended", "10-06T08:00 u1 resumed", "10-10T08:00:00.000001 u1 completed"},
			want: "u1 120h0m0.000001s applications=1 completions=1 due=1 due_completed=1 handled=1"},
		{name: "resumed, then suspended at one instant: a pause from there", steps: []string{asked, "10-06T08:00 u1 resumed", "10-06T08:00 u1 suspended", "10-07T08:00 u1 resumed", "10-11T08:00 u1 completed"},
			want: "u1 120h0m0s applications=1 completions=1 due=1 due_completed=1 handled=1 on_time=1"},
		{name: "a pause before the submission moves the deadline, and is outside of the duration", steps: []string{"10-04T08:00 u1 suspended", asked, "10-06T08:00 u1 resumed", "10-12T08:00 u1 completed"},
			want: "u1 144h0m0s applications=1 completions=1 due=1 due_completed=1 handled=1 on_time=1"},
		{name: "running: paused, then moved", asOf: "10-10T08:00:00.000001", steps: []string{asked, "10-06T08:00 u1 suspended", "10-10T08:00 u1 resumed"}, want: "u1 applications=1"},
		{name: "running: still paused where it resumes", asOf: "10-10T08:00", steps: []string{asked, "10-06T08:00 u1 suspended", "10-10T08:00 u1 resumed"}, want: "u1 applications=1"},
		{name: "without a deadline a pause moves none", steps: []string{"10-05T08:00 u1 submitted", "10-06T08:00 u1 suspended", "10-07T08:00 u1 resumed"}, want: "u1 applications=1"},
	})
}

func TestResponsibility(t *testing.T) {
	const asked = "10-05T08:00 u1 submitted due=10-10T08:00"
	live(t, []life{
		{name: "transferred: the duty moves, the application does not", steps: []string{asked, "10-06T08:00 u1 transferred to=u2"}, want: "u1 applications=1; u2 due=1 overdue_open=1"},
		{name: "transferred at the end: not yet", steps: []string{asked, "2027-01-01T00:00 u1 transferred to=u2"}, want: "u1 applications=1 due=1 overdue_open=1"},
		{name: "transferred in the last microsecond", steps: []string{asked, "12-31T23:59:59.999999 u1 transferred to=u2"}, want: "u1 applications=1; u2 due=1 overdue_open=1"},
		{name: "completed, then transferred: the duty was the first one's", steps: []string{asked, "10-08T08:00 u1 completed", "10-09T08:00 u1 transferred to=u2"},
			want: "u1 72h0m0s applications=1 completions=1 due=1 due_completed=1 handled=1 on_time=1"},
		{name: "at one instant: transferred, then completed", steps: []string{asked, "10-08T08:00 u1 transferred to=u2", "10-08T08:00 u3 completed"},
			want: "u1 applications=1; u2 due=1 due_completed=1 on_time=1; u3 72h0m0s completions=1 handled=1"},
		{name: "at one instant: completed, then transferred", steps: []string{asked, "10-08T08:00 u3 completed", "10-08T08:00 u1 transferred to=u2"},
			want: "u1 applications=1 due=1 due_completed=1 on_time=1; u3 72h0m0s completions=1 handled=1"},
		{name: "completed, transferred, reopened: open with the second", steps: []string{asked, "10-06T08:00 u1 completed", "10-07T08:00 u1 transferred to=u2", "10-08T08:00 u1 reopened"},
			want: "u1 applications=1 reopened=1; u2 due=1 overdue_open=1"},
		{name: "the last of several transfers, whatever they say of from", steps: []string{asked, "10-06T08:00 u1 transferred to=u2", "10-07T08:00 u7 transferred to=u3"},
			want: "u1 applications=1; u3 due=1 overdue_open=1"},
		{name: "transferred before it was submitted", steps: []string{"10-04T08:00 u5 transferred to=u2", asked}, want: "u1 applications=1; u2 due=1 overdue_open=1"},
		{name: "a transfer alone is no case", steps: []string{"10-04T08:00 u1 transferred to=u2"}},
		{name: "running: responsible at as_of", asOf: "10-12T00:00", steps: []string{asked, "10-06T08:00 u1 transferred to=u2", "10-12T00:00 u2 transferred to=u3"},
			want: "u1 applications=1; u2 due=1 overdue_open=1"},
	})
}

func TestRatings(t *testing.T) {
	live(t, []life{
		{name: "the last rating counts, in its union", steps: []string{"10-06T08:00 u1 rated grade=5", "10-07T08:00 u2 rated grade=2"}, want: "u2 rated=1"},
		{name: "grades from 3 on are good", steps: []string{"10-06T08:00 u1 rated grade=3 case=a", "10-06T08:00 u1 rated grade=2 case=b", "10-06T08:00 u1 rated grade=5 case=d"},
			want: "u1 rated=3 rated_well=2"},
		{name: "the edges of the quarter", steps: []string{"09-30T23:59:59.999999 u1 rated grade=3 case=a", "10-01T00:00 u2 rated grade=3 case=b",
			"12-31T23:59:59.999999 u3 rated grade=3 case=d", "2027-01-01T00:00 u4 rated grade=3 case=e"}, want: "u2 rated=1 rated_well=1; u3 rated=1 rated_well=1"},
		{name: "rated again after the end: this quarter keeps the first", steps: []string{"10-06T08:00 u1 rated grade=4", "2027-01-01T00:00 u1 rated grade=1"}, want: "u1 rated=1 rated_well=1"},
		{name: "a void takes all before it", steps: []string{"10-06T08:00 u1 rated grade=4", "10-07T08:00 u1 rated grade=5", "10-08T08:00 u1 voided"}},
		{name: "rated after a void", steps: []string{"10-06T08:00 u1 rated grade=1", "10-08T08:00 u1 voided", "10-09T08:00 u1 rated grade=4"}, want: "u1 rated=1 rated_well=1"},
		{name: "voided at the end: not yet", steps: []string{"10-06T08:00 u1 rated grade=1", "2027-01-01T00:00 u1 voided"}, want: "u1 rated=1"},
		{name: "at one instant: voided, then rated", steps: []string{"10-08T08:00 u1 voided", "10-08T08:00 u1 rated grade=4"}, want: "u1 rated=1 rated_well=1"},
		{name: "at one instant: rated, then voided", steps: []string{"10-08T08:00 u1 rated grade=4", "10-08T08:00 u1 voided"}},
		{name: "a void brings no earlier rating back into a quarter", start: "10-01", end: "10-05", steps: []string{"10-02T08:00 u1 rated grade=4", "10-06T08:00 u1 rated grade=1", "10-07T08:00 u1 voided"},
			want: "u1 rated=1 rated_well=1"},
	})
}

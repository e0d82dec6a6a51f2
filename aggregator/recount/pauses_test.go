package recount

import "testing"

// TestPauses: the case is submitted on 1 September and due on the 10th at noon. Days are whole, so that the moved
// deadline can be told by heart.
func TestPauses(t *testing.T) {
	const in = "09-01 09:00 u1 application.submitted c service=aid due=09-10T12:00"
	check(t, "due due_completed on_time overdue_open", []example{
		{"an ended pause of two days moves the deadline to the 12th: completed then is on time", september,
			story(in, "09-03 u1 application.suspended c", "09-05 u1 application.resumed c", "09-12 12:00 u1 application.completed c"), []string{"u1 due=1 due_completed=1 on_time=1"}},
		{"a microsecond after the moved deadline is late", september,
			story(in, "09-03 u1 application.suspended c", "09-05 u1 application.resumed c", "09-12 12:00:00.000001 u1 application.completed c"), []string{"u1 due=1 due_completed=1"}},
		{"a pause of a microsecond moves by a microsecond", september,
			story(in, "09-03 u1 application.suspended c", "09-03 00:00:00.000001 u1 application.resumed c", "09-10 12:00:00.000001 u1 application.completed c"),
			[]string{"u1 due=1 due_completed=1 on_time=1"}},
		{"nested pauses are one, which ends with the first resumption", september,
			story(in, "09-03 u1 application.suspended c", "09-04 u1 application.suspended c", "09-05 u1 application.resumed c", "09-08 u1 application.resumed c", "09-12 12:00:00.000001 u1 application.completed c"),
			[]string{"u1 due=1 due_completed=1"}},
		{"two pauses move twice: the 14th", september,
			story(in, "09-03 u1 application.suspended c", "09-05 u1 application.resumed c", "09-06 u1 application.suspended c", "09-08 u1 application.resumed c", "09-14 12:00 u1 application.completed c"),
			[]string{"u1 due=1 due_completed=1 on_time=1"}},
		{"a second pause after the first deadline but before the moved one counts", september,
			story(in, "09-03 u1 application.suspended c", "09-05 u1 application.resumed c", "09-11 u1 application.suspended c", "09-13 u1 application.resumed c", "09-14 12:00 u1 application.completed c"),
			[]string{"u1 due=1 due_completed=1 on_time=1"}},
		{"a pause begun exactly at the deadline moves nothing", september,
			story(in, "09-10 12:00 u1 application.suspended c", "09-11 u1 application.resumed c", "09-11 u1 application.completed c"), []string{"u1 due=1 due_completed=1"}},
		{"a pause begun a microsecond before it moves", september,
			story(in, "09-10 11:59:59.999999 u1 application.suspended c", "09-11 u1 application.resumed c", "09-11 u1 application.completed c"), []string{"u1 due=1 due_completed=1 on_time=1"}},
		{"a completion ends the pause: on time whatever the length", september,
			story(in, "09-08 u1 application.suspended c", "09-20 u1 application.completed c"), []string{"u1 due=1 due_completed=1 on_time=1"}},
		{"paused over the end of September: not due in it, nor overdue", september,
			story(in, "09-08 u1 application.suspended c", "10-03 u1 application.resumed c"), nil},
		{"but due in October: 25 days later, on the 5th", window("10-01", "11-01", ""),
			story(in, "09-08 u1 application.suspended c", "10-03 u1 application.resumed c"), []string{"u1 due=1 overdue_open=1"}},
		{"resumed in the last microsecond of September: the moved deadline lies in October", september,
			story(in, "09-08 u1 application.suspended c", "09-30 23:59:59.999999 u1 application.resumed c"), nil},
		{"paused past its deadline, resumed, late by then", september,
			story(in, "09-12 u1 application.suspended c", "09-13 u1 application.resumed c"), []string{"u1 due=1 overdue_open=1"}},
		{"paused past its deadline and still paused: not overdue, not due", september, story(in, "09-12 u1 application.suspended c"), nil},
		{"a running month sees the pause but not its end", running,
			story(in, "09-08 u1 application.suspended c", "09-15 12:00 u1 application.resumed c"), nil},
		{"completed, then suspended: no pause", september,
			story(in, "09-05 u1 application.completed c", "09-06 u1 application.suspended c"), []string{"u1 due=1 due_completed=1 on_time=1"}},
		{"reopened, then suspended: a pause, to the end", september,
			story(in, "09-05 u1 application.completed c", "09-06 u1 application.reopened c", "09-07 u1 application.suspended c"), nil},
		{"reopening does not move the deadline; completed again late", september,
			story(in, "09-05 u1 application.completed c", "09-06 u1 application.reopened c", "09-10 12:00:00.000001 u1 application.completed c"), []string{"u1 due=1 due_completed=1"}},
		{"suspended before it was submitted: a pause all the same, of two days", september,
			story("08-31 u1 application.suspended c", in, "09-02 u1 application.resumed c", "09-12 12:00 u1 application.completed c"), []string{"u1 due=1 due_completed=1 on_time=1"}},
		{"resumed without a pause moves nothing", september,
			story(in, "09-05 u1 application.resumed c", "09-10 12:00:00.000001 u1 application.completed c"), []string{"u1 due=1 due_completed=1"}},
		{"suspended and resumed at one instant: a pause of nothing", september,
			story(in, "09-05 u1 application.suspended c", "09-05 u1 application.resumed c"), []string{"u1 due=1 overdue_open=1"}},
		{"the resumption comes first by its id: the pause lasts", september,
			story(in, "09-05 u1 application.suspended c id=9", "09-05 u1 application.resumed c id=8"), nil},
	})
}

func TestReopenings(t *testing.T) {
	const in = "08-20 u1 application.submitted c service=aid due=09-10"
	check(t, "completions reopened due due_completed on_time overdue_open", []example{
		{"completed and reopened in September: open", september,
			story(in, "09-05 u1 application.completed c", "09-06 u2 application.reopened c"), []string{"u1 due=1 overdue_open=1", "u2 reopened=1"}},
		{"completed in September, reopened in October: September keeps it", september,
			story(in, "09-05 u1 application.completed c", "10-01 u2 application.reopened c"), []string{"u1 completions=1 due=1 due_completed=1 on_time=1"}},
		{"... and October has the reopening, and the open case", window("10-01", "11-01", ""),
			story(in, "09-05 u1 application.completed c", "10-01 u2 application.reopened c"), []string{"u1 overdue_open=1", "u2 reopened=1"}},
		{"completed again: the completion is the later one, by its union", september,
			story(in, "08-25 u1 application.completed c", "08-26 u1 application.reopened c", "09-12 u3 application.completed c"), []string{"u1 due=1 due_completed=1", "u3 completions=1"}},
		{"reopened what was never completed: no effect", september, story(in, "09-06 u2 application.reopened c"), []string{"u1 due=1 overdue_open=1"}},
		{"reopened before it was completed: no effect", september,
			story(in, "09-04 u2 application.reopened c", "09-05 u1 application.completed c"), []string{"u1 completions=1 due=1 due_completed=1 on_time=1"}},
		{"reopened twice without a completion between: the second has no effect", september,
			story(in, "08-25 u1 application.completed c", "08-26 u1 application.reopened c", "09-06 u2 application.reopened c"), []string{"u1 due=1 overdue_open=1"}},
		{"reopened twice with one between: one case, in the union of the last", september,
			story(in, "09-02 u1 application.completed c", "09-03 u2 application.reopened c", "09-04 u1 application.completed c", "09-05 u3 application.reopened c"),
			[]string{"u1 due=1 overdue_open=1", "u3 reopened=1"}},
		{"of these the last in the window counts", window("09-01", "09-05", ""),
			story(in, "09-02 u1 application.completed c", "09-03 u2 application.reopened c", "09-04 u1 application.completed c", "09-05 u3 application.reopened c"),
			[]string{"u1 completions=1", "u2 reopened=1"}},
		{"the repeated completion is not the one that stands after a reopening", september,
			story(in, "08-25 u1 application.completed c", "09-02 u1 application.completed c", "09-03 u2 application.reopened c"), []string{"u1 due=1 overdue_open=1", "u2 reopened=1"}},
		{"reopened, then withdrawn: it was reopened all the same", september,
			story(in, "09-02 u1 application.completed c", "09-03 u2 application.reopened c", "09-04 u1 application.withdrawn c"), []string{"u2 reopened=1"}},
		{"reopened after it was withdrawn: no effect", september,
			story(in, "09-02 u1 application.completed c", "09-03 u1 application.withdrawn c", "09-04 u2 application.reopened c", "09-05 u1 application.completed c"), nil},
		{"at one instant the id decides: reopened first, then completed", september,
			story(in, "09-05 u1 application.reopened c", "09-05 u1 application.completed c"), []string{"u1 completions=1 due=1 due_completed=1 on_time=1"}},
		{"without a submission a case can be completed and reopened", september,
			story("09-02 u1 application.completed c", "09-03 u2 application.reopened c"), []string{"u2 reopened=1"}},
	})
}

func TestTransfers(t *testing.T) {
	const in = "09-01 u1 application.submitted c service=aid due=09-10"
	check(t, "applications completions due due_completed on_time overdue_open", []example{
		{"the last union is responsible for what is open", september,
			story(in, "09-02 u1 application.transferred c to=u2", "09-03 u9 application.transferred c to=u3"), []string{"u1 applications=1", "u3 due=1 overdue_open=1"}},
		{"transferred after the deadline: the new one is responsible at the end", september,
			story(in, "09-20 u1 application.transferred c to=u2"), []string{"u1 applications=1", "u2 due=1 overdue_open=1"}},
		{"transferred after the end: not yet", september, story(in, "10-01 u1 application.transferred c to=u2"), []string{"u1 applications=1 due=1 overdue_open=1"}},
		{"completed: who was responsible then, not who says so", september,
			story(in, "09-02 u1 application.transferred c to=u2", "09-05 u3 application.completed c"), []string{"u1 applications=1", "u2 due=1 due_completed=1 on_time=1", "u3 completions=1"}},
		{"transferred after the completion: the old one answers for it", september,
			story(in, "09-05 u1 application.completed c", "09-06 u1 application.transferred c to=u2"), []string{"u1 applications=1 completions=1 due=1 due_completed=1 on_time=1"}},
		{"completed again after that: the new one", september,
			story(in, "09-05 u1 application.completed c", "09-06 u1 application.transferred c to=u2", "09-07 u1 application.reopened c", "09-08 u1 application.completed c"),
			[]string{"u1 applications=1 completions=1", "u2 due=1 due_completed=1 on_time=1"}},
		{"at the instant of the completion, before it by id", september,
			story(in, "09-05 u1 application.transferred c to=u2", "09-05 u1 application.completed c"), []string{"u1 applications=1 completions=1", "u2 due=1 due_completed=1 on_time=1"}},
		{"at the instant of the completion, after it by id", september,
			story(in, "09-05 u1 application.completed c", "09-05 u1 application.transferred c to=u2"), []string{"u1 applications=1 completions=1 due=1 due_completed=1 on_time=1"}},
		{"transferred before it was submitted: the transfer holds", september,
			story("08-30 u1 application.transferred c to=u2", in), []string{"u1 applications=1", "u2 due=1 overdue_open=1"}},
	})
}

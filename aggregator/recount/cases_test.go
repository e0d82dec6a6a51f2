package recount

import "testing"

func TestCases(t *testing.T) {
	sub := func(time, union, due string) ev {
		return ev{id: "s" + time + union, kind: "application.submitted", time: time, union: union, due: due, thing: "c"}
	}
	done := func(time, union string) ev {
		return ev{id: "c" + time + union, kind: "application.completed", time: time, union: union, thing: "c"}
	}
	back := func(time, union string) ev {
		return ev{id: "w" + time + union, kind: "application.withdrawn", time: time, union: union, thing: "c"}
	}
	check(t, "applications completions due on_time overdue_open", []example{
		{"submitted, no deadline: never due", september, []ev{sub("09-02", "u1", "")}, []string{"u1 applications=1"}},
		{"submitted before the window is no application of it", september, []ev{sub("08-31 23:59:59.999999", "u1", "")}, nil},
		{"the first submission counts, with its union and deadline", september, []ev{sub("09-02", "u1", "09-05"), sub("09-03", "u2", "11-05")},
			[]string{"u1 applications=1 due=1 overdue_open=1"}},
		{"completed on time by another union, the first stays responsible", september, []ev{sub("09-02", "u1", "09-05"), done("09-04", "u2")},
			[]string{"u1 applications=1 due=1 on_time=1", "u2 completions=1"}},
		{"completed exactly at the deadline", september, []ev{sub("09-02", "u1", "09-05"), done("09-05", "u1")},
			[]string{"u1 applications=1 completions=1 due=1 on_time=1"}},
		{"completed a microsecond late", september, []ev{sub("09-02", "u1", "09-05"), done("09-05 00:00:00.000001", "u1")},
			[]string{"u1 applications=1 completions=1 due=1"}},
		{"the first completion counts; repeats are ignored", september, []ev{sub("09-02", "u1", "09-05"), done("09-04", "u1"), done("09-06", "u2")},
			[]string{"u1 applications=1 completions=1 due=1 on_time=1"}},
		{"completed in an earlier window, repeated in this", september, []ev{sub("08-02", "u1", "08-05"), done("08-04", "u1"), done("09-06", "u1")}, nil},
		{"deadline at the start belongs to this window", september, []ev{sub("08-02", "u1", "09-01")}, []string{"u1 due=1 overdue_open=1"}},
		{"deadline at the end belongs to the next, and is not past", september, []ev{sub("09-02", "u1", "10-01")}, []string{"u1 applications=1"}},
		{"deadline of an earlier window stays overdue", september, []ev{sub("08-02", "u1", "08-05")}, []string{"u1 overdue_open=1"}},
		{"running: deadline at as_of is due, though not past", running, []ev{sub("09-02", "u1", "09-15 12:00")}, []string{"u1 applications=1 due=1"}},
		{"running: deadline a microsecond after as_of", running, []ev{sub("09-02", "u1", "09-15 12:00:00.000001")}, []string{"u1 applications=1"}},
		{"running: completed at as_of is not yet", running, []ev{sub("09-02", "u1", "09-15 11:00"), done("09-15 12:00", "u2")},
			[]string{"u1 applications=1 due=1 overdue_open=1"}},
		{"completed after the window's end: due, not done, of the union of submission", september, []ev{sub("09-02", "u1", "09-05"), done("10-01", "u2")},
			[]string{"u1 applications=1 due=1 overdue_open=1"}},
		{"due before it was submitted", september, []ev{sub("09-10", "u1", "09-05")}, []string{"u1 applications=1 due=1 overdue_open=1"}},
		{"submitted at the end of the window, due in it", september, []ev{sub("10-01", "u1", "09-05")}, nil},
		{"withdrawn in the window: gone from everything", september, []ev{sub("09-02", "u1", "09-05"), back("09-03", "u1")}, nil},
		{"withdrawn at the window's end: still there", september, []ev{sub("09-02", "u1", "09-05"), back("10-01", "u1")},
			[]string{"u1 applications=1 due=1 overdue_open=1"}},
		{"withdrawn after it was completed", september, []ev{sub("09-02", "u1", "09-05"), done("09-03", "u1"), back("09-20", "u1")}, nil},
		{"withdrawn after as_of", running, []ev{sub("09-02", "u1", "09-05"), done("09-03", "u1"), back("09-20", "u1")},
			[]string{"u1 applications=1 completions=1 due=1 on_time=1"}},
		{"completed at the withdrawal", september, []ev{sub("09-02", "u1", ""), back("09-03", "u1"), done("09-03", "u1")}, nil},
		{"withdrawn in August, completed in September", september, []ev{sub("08-02", "u1", ""), back("08-03", "u1"), done("09-03", "u1")}, nil},
		{"a completion without a submission counts", september, []ev{done("09-03", "u1")}, []string{"u1 completions=1"}},
		{"completed before it was submitted", september, []ev{done("09-03", "u1"), sub("09-04", "u1", "09-05")},
			[]string{"u1 applications=1 completions=1 due=1 on_time=1"}},
		{"completed in September, submitted in October", september, []ev{done("09-03", "u1"), sub("10-04", "u1", "09-05")}, []string{"u1 completions=1"}},
		{"the first submission is voided: the next counts", september, []ev{sub("09-02", "u1", "09-05"), sub("09-03", "u2", ""), void("v", "09-03", "s09-02u1")},
			[]string{"u2 applications=1"}},
		{"a correction moves the deadline", september, []ev{sub("09-02", "u1", "09-05"), {id: "k", kind: "application.submitted", time: "09-02", union: "u1", due: "10-05", thing: "c", corrects: "s09-02u1"}},
			[]string{"u1 applications=1"}},
	})
}

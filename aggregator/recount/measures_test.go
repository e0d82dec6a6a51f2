package recount

import "testing"

func article(id, kind, time, union, thing string) ev {
	return ev{id: id, kind: "article." + kind, time: time, union: union, thing: thing}
}

func TestArticles(t *testing.T) {
	check(t, []example{
		{"first instant of the window", september, []ev{article("1", "published", "09-01", "u1", "a")}, []string{"u1 articles=1 (articles)"}},
		{"last microsecond before it", september, []ev{article("1", "published", "08-31 23:59:59.999999", "u1", "a")}, nil},
		{"last microsecond of it", september, []ev{article("1", "published", "09-30 23:59:59.999999", "u1", "a")}, []string{"u1 articles=1 (articles)"}},
		{"its end belongs to the next", september, []ev{article("1", "published", "10-01", "u1", "a")}, nil},
		{"published on two channels is one article", september, []ev{article("1", "published", "09-02", "u1", "a"), article("2", "published", "09-03", "u1", "a")},
			[]string{"u1 articles=1 (articles)"}},
		{"first published before: not again, though it reports", september, []ev{article("1", "published", "08-02", "u1", "a"), article("2", "published", "09-03", "u1", "a")},
			[]string{"u1 (articles)"}},
		{"withdrawn in the window", september, []ev{article("1", "published", "09-02", "u1", "a"), article("2", "withdrawn", "09-03", "u1", "a")}, []string{"u1 (articles)"}},
		{"withdrawn at the window's end", september, []ev{article("1", "published", "09-02", "u1", "a"), article("2", "withdrawn", "10-01", "u1", "a")},
			[]string{"u1 articles=1 (articles)"}},
		{"withdrawn after as_of of a running window", running, []ev{article("1", "published", "09-02", "u1", "a"), article("2", "withdrawn", "09-16", "u1", "a")},
			[]string{"u1 articles=1 (articles)"}},
		{"as_of itself does not count yet", running, []ev{article("1", "published", "09-15 12:00", "u1", "a")}, nil},
		{"withdrawn and published again", september, []ev{article("1", "published", "09-02", "u1", "a"), article("2", "withdrawn", "09-03", "u1", "a"),
			article("3", "published", "09-04", "u1", "a")}, []string{"u1 articles=1 (articles)"}},
		{"withdrawn before it was published", september, []ev{article("1", "withdrawn", "09-01", "u1", "a"), article("2", "published", "09-04", "u1", "a")},
			[]string{"u1 articles=1 (articles)"}},
		{"at one instant the id decides: withdrawn last", september, []ev{article("1", "published", "09-02", "u1", "a"), article("2", "withdrawn", "09-02", "u1", "a")},
			[]string{"u1 (articles)"}},
		{"at one instant the id decides: published last", september, []ev{article("2", "published", "09-02", "u1", "a"), article("10", "withdrawn", "09-02", "u1", "a")},
			[]string{"u1 articles=1 (articles)"}},
		{"the same article of two unions is two", september, []ev{article("1", "published", "09-02", "u1", "a"), article("2", "published", "09-02", "u2", "a"),
			article("3", "published", "09-02", "u2", "b")}, []string{"u1 articles=1 (articles)", "u2 articles=2 (articles)"}},
		{"the first publication is voided: the next is the first", september, []ev{article("1", "published", "08-02", "u1", "a"), article("2", "published", "09-03", "u1", "a"),
			void("v", "09-04", "1")}, []string{"u1 articles=1 (articles)"}},
	})
}

func TestReads(t *testing.T) {
	by := func(id, time, reader string) ev {
		return ev{id: id, kind: "article.read", time: time, union: "u1", thing: "a", person: reader}
	}
	bot := func(e ev) ev { e.agent = "a bot"; return e }
	of := func(e ev, union, thing string) ev { e.union, e.thing = union, thing; return e }
	check(t, []example{
		{"three a day count, the fourth does not", september, []ev{by("1", "09-02 08:00", "r"), by("2", "09-02 09:00", "r"), by("3", "09-02 10:00", "r"), by("4", "09-02 23:59:59.999999", "r")},
			[]string{"u1 reads=3 reads_repeat=1 (reads)"}},
		{"the next day begins anew at midnight of the zone", september, []ev{by("1", "09-02 08:00", "r"), by("2", "09-02 09:00", "r"), by("3", "09-02 10:00", "r"), by("4", "09-03", "r"), by("5", "09-03 07:00", "r")},
			[]string{"u1 reads=5 (reads)"}},
		{"another reader, article or union has a limit of its own", september, []ev{by("1", "09-02", "r"), by("2", "09-02", "r"), by("3", "09-02", "r"), by("4", "09-02", "q"),
			of(by("5", "09-02", "r"), "u1", "b"), of(by("6", "09-02", "r"), "u2", "a")}, []string{"u1 reads=5 (reads)", "u2 reads=1 (reads)"}},
		{"one reader of one article in two unions", september, []ev{by("1", "09-02", "r"), by("2", "09-02", "r"), of(by("3", "09-02", "r"), "u2", "a"), of(by("4", "09-02", "r"), "u2", "a")},
			[]string{"u1 reads=2 (reads)", "u2 reads=2 (reads)"}},
		{"without reader all count", september, []ev{by("1", "09-02", ""), by("2", "09-02", ""), by("3", "09-02", ""), by("4", "09-02", ""), by("5", "09-02", "")},
			[]string{"u1 reads=5 (reads)"}},
		{"crawlers go first and use up no limit", september, []ev{bot(by("1", "09-02 08:00", "r")), bot(by("2", "09-02 09:00", "r")), by("3", "09-02 10:00", "r"), by("4", "09-02 11:00", "r"), by("5", "09-02 12:00", "r")},
			[]string{"u1 reads=3 reads_crawler=2 (reads)"}},
		{"a crawler without reader", september, []ev{bot(by("1", "09-02", ""))}, []string{"u1 reads_crawler=1 (reads)"}},
		{"what is voided uses up no limit", september, []ev{by("1", "09-02 08:00", "r"), by("2", "09-02 09:00", "r"), by("3", "09-02 10:00", "r"), by("4", "09-02 11:00", "r"), void("v", "09-02", "2")},
			[]string{"u1 reads=3 (reads)"}},
		{"readings after as_of use up no limit and do not report", running, []ev{by("1", "09-15 11:59:59.999999", "r"), by("2", "09-15 12:00", "r"), of(by("3", "09-16", "r"), "u2", "a")},
			[]string{"u1 reads=1 (reads)"}},
		{"an article nobody knows", september, []ev{of(by("1", "09-02", ""), "u9", "never-published")}, []string{"u9 reads=1 (reads)"}},
	})
}

func TestVerifiedMembers(t *testing.T) {
	says := func(id, kind, time, union string) ev {
		return ev{id: id, kind: "member." + kind, time: time, union: union, thing: "p"}
	}
	moves := func(id, time, from, to string) ev {
		return ev{id: id, kind: "member.transferred", time: time, union: from, to: to, thing: "p"}
	}
	check(t, []example{
		{"verified long ago still is", september, []ev{says("1", "verified", "01-02", "u1")}, []string{"u1 verified_members=1 (members)"}},
		{"verified at the end is not yet", september, []ev{says("1", "verified", "10-01", "u1")}, nil},
		{"unverified", september, []ev{says("1", "verified", "09-02", "u1"), says("2", "unverified", "09-03", "u1")}, []string{"u1 (members)"}},
		{"unverified by another union", september, []ev{says("1", "verified", "09-02", "u1"), says("2", "unverified", "09-03", "u2")}, []string{"u1 (members)", "u2 (members)"}},
		{"unverified after as_of", running, []ev{says("1", "verified", "09-02", "u1"), says("2", "unverified", "09-16", "u1")}, []string{"u1 verified_members=1 (members)"}},
		{"unverified and never verified", september, []ev{says("1", "unverified", "09-02", "u1")}, []string{"u1 (members)"}},
		{"one person once: the last verification says where", september, []ev{says("1", "verified", "09-02", "u1"), says("2", "verified", "09-03", "u2")},
			[]string{"u1 (members)", "u2 verified_members=1 (members)"}},
		{"transferred; from is not checked; both report", september, []ev{says("1", "verified", "09-02", "u1"), moves("2", "09-03", "u3", "u2")},
			[]string{"u1 (members)", "u2 verified_members=1 (members)", "u3 (members)"}},
		{"verified again after a transfer", september, []ev{moves("1", "09-02", "u1", "u2"), says("2", "verified", "09-03", "u3")},
			[]string{"u1 (members)", "u2 (members)", "u3 verified_members=1 (members)"}},
		{"transferred before it was verified, unverified between", september, []ev{says("1", "verified", "09-01", "u1"), says("2", "unverified", "09-02", "u1"), moves("3", "09-03", "u1", "u2"),
			says("4", "verified", "09-04", "u4")}, []string{"u1 (members)", "u2 (members)", "u4 verified_members=1 (members)"}},
		{"a transfer keeps the verification", september, []ev{says("1", "verified", "09-01", "u1"), says("2", "unverified", "09-04", "u1"), moves("3", "09-05", "u1", "u2")},
			[]string{"u1 (members)", "u2 (members)"}},
		{"a transfer without a verification", september, []ev{moves("1", "09-02", "u1", "u2")}, []string{"u1 (members)", "u2 (members)"}},
		{"at one instant the id decides", september, []ev{says("2", "verified", "09-02", "u1"), says("10", "unverified", "09-02", "u2")},
			[]string{"u1 verified_members=1 (members)", "u2 (members)"}},
	})
}

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
	check(t, []example{
		{"submitted, no deadline: never due", september, []ev{sub("09-02", "u1", "")}, []string{"u1 applications=1 (applications)"}},
		{"submitted before the window is no application of it", september, []ev{sub("08-31 23:59:59.999999", "u1", "")}, []string{"u1 (applications)"}},
		{"the first submission counts, with its union and deadline", september, []ev{sub("09-02", "u1", "09-05"), sub("09-03", "u2", "11-05")},
			[]string{"u1 applications=1 due=1 overdue_open=1 (applications)", "u2 (applications)"}},
		{"completed on time by another union", september, []ev{sub("09-02", "u1", "09-05"), done("09-04", "u2")},
			[]string{"u1 applications=1 (applications)", "u2 completions=1 due=1 on_time=1 (applications)"}},
		{"completed exactly at the deadline", september, []ev{sub("09-02", "u1", "09-05"), done("09-05", "u1")},
			[]string{"u1 applications=1 completions=1 due=1 on_time=1 (applications)"}},
		{"completed a microsecond late", september, []ev{sub("09-02", "u1", "09-05"), done("09-05 00:00:00.000001", "u1")},
			[]string{"u1 applications=1 completions=1 due=1 (applications)"}},
		{"the first completion counts; repeats are ignored", september, []ev{sub("09-02", "u1", "09-05"), done("09-04", "u1"), done("09-06", "u2")},
			[]string{"u1 applications=1 completions=1 due=1 on_time=1 (applications)", "u2 (applications)"}},
		{"completed in an earlier window, repeated in this", september, []ev{sub("08-02", "u1", "08-05"), done("08-04", "u1"), done("09-06", "u1")}, []string{"u1 (applications)"}},
		{"deadline at the start belongs to this window", september, []ev{sub("08-02", "u1", "09-01")}, []string{"u1 due=1 overdue_open=1 (applications)"}},
		{"deadline at the end belongs to the next, and is not past", september, []ev{sub("09-02", "u1", "10-01")}, []string{"u1 applications=1 (applications)"}},
		{"deadline of an earlier window stays overdue", september, []ev{sub("08-02", "u1", "08-05")}, []string{"u1 overdue_open=1 (applications)"}},
		{"running: deadline at as_of is due, though not past", running, []ev{sub("09-02", "u1", "09-15 12:00")}, []string{"u1 applications=1 due=1 (applications)"}},
		{"running: deadline a microsecond after as_of", running, []ev{sub("09-02", "u1", "09-15 12:00:00.000001")}, []string{"u1 applications=1 (applications)"}},
		{"running: completed at as_of is not yet", running, []ev{sub("09-02", "u1", "09-15 11:00"), done("09-15 12:00", "u2")},
			[]string{"u1 applications=1 due=1 overdue_open=1 (applications)"}},
		{"completed after the window's end: due, not done, of the union of submission", september, []ev{sub("09-02", "u1", "09-05"), done("10-01", "u2")},
			[]string{"u1 applications=1 due=1 overdue_open=1 (applications)"}},
		{"due before it was submitted", september, []ev{sub("09-10", "u1", "09-05")}, []string{"u1 applications=1 due=1 overdue_open=1 (applications)"}},
		{"submitted at the end of the window, due in it", september, []ev{sub("10-01", "u1", "09-05")}, nil},
		{"withdrawn in the window: gone from everything", september, []ev{sub("09-02", "u1", "09-05"), back("09-03", "u1")}, []string{"u1 (applications)"}},
		{"withdrawn at the window's end: still there", september, []ev{sub("09-02", "u1", "09-05"), back("10-01", "u1")},
			[]string{"u1 applications=1 due=1 overdue_open=1 (applications)"}},
		{"withdrawn after it was completed", september, []ev{sub("09-02", "u1", "09-05"), done("09-03", "u1"), back("09-20", "u1")}, []string{"u1 (applications)"}},
		{"withdrawn after as_of", running, []ev{sub("09-02", "u1", "09-05"), done("09-03", "u1"), back("09-20", "u1")},
			[]string{"u1 applications=1 completions=1 due=1 on_time=1 (applications)"}},
		{"completed at the withdrawal", september, []ev{sub("09-02", "u1", ""), back("09-03", "u1"), done("09-03", "u1")}, []string{"u1 (applications)"}},
		{"withdrawn in August, completed in September", september, []ev{sub("08-02", "u1", ""), back("08-03", "u1"), done("09-03", "u1")}, []string{"u1 (applications)"}},
		{"a completion without a submission counts", september, []ev{done("09-03", "u1")}, []string{"u1 completions=1 (applications)"}},
		{"completed before it was submitted", september, []ev{done("09-03", "u1"), sub("09-04", "u1", "09-05")},
			[]string{"u1 applications=1 completions=1 due=1 on_time=1 (applications)"}},
		{"completed in September, submitted in October", september, []ev{done("09-03", "u1"), sub("10-04", "u1", "09-05")}, []string{"u1 completions=1 (applications)"}},
		{"the first submission is voided: the next counts", september, []ev{sub("09-02", "u1", "09-05"), sub("09-03", "u2", ""), void("v", "09-03", "s09-02u1")},
			[]string{"u2 applications=1 (applications)"}},
		{"a correction moves the deadline", september, []ev{sub("09-02", "u1", "09-05"), {id: "k", kind: "application.submitted", time: "09-02", union: "u1", due: "10-05", thing: "c", corrects: "s09-02u1"}},
			[]string{"u1 applications=1 (applications)"}},
	})
}

func TestReported(t *testing.T) {
	says := func(time, upto string, families ...string) ev {
		return ev{id: "k", kind: "source.complete", time: time, union: "u1", families: families, upto: upto}
	}
	check(t, []example{
		{"closed: covered to the end, said after it", september, []ev{says("10-02", "10-01", "reads", "articles")}, []string{"u1 (articles reads)"}},
		{"closed: a microsecond short", september, []ev{says("10-02", "09-30 23:59:59.999999", "reads", "members", "applications")}, nil},
		{"running: a flow covered beyond the start", running, []ev{says("09-02", "09-01 00:00:00.000001", "reads")}, []string{"u1 (reads)"}},
		{"running: a flow covered up to the start only", running, []ev{says("09-02", "09-01", "reads")}, nil},
		{"running: of a stock any word will do", running, []ev{says("08-02", "08-01", "members", "applications", "reads")}, []string{"u1 (applications members)"}},
		{"said after as_of", running, []ev{says("09-15 12:00", "10-01", "reads", "members")}, nil},
		{"voided", september, []ev{says("10-02", "10-01", "reads"), void("v", "10-03", "k")}, nil},
		{"a void of the union is no report", september, []ev{void("v", "09-03", "x")}, nil},
		{"a flow of last month is no report of this", september, []ev{reading("1", "08-02", "u1"), article("2", "withdrawn", "08-03", "u1", "a")}, nil},
		{"a withdrawal alone reports articles", september, []ev{article("2", "withdrawn", "09-03", "u1", "a")}, []string{"u1 (articles)"}},
		{"a case of the union that completed it", september, []ev{{id: "1", kind: "application.withdrawn", time: "01-03", union: "u7", thing: "c"}}, []string{"u7 (applications)"}},
		{"a case after the end", september, []ev{{id: "1", kind: "application.withdrawn", time: "10-01", union: "u7", thing: "c"}}, nil},
	})
}

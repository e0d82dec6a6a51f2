package recount

import "testing"

func TestReads(t *testing.T) {
	by := func(id, time, reader string) ev {
		return ev{id: id, kind: "article.read", time: time, union: "u1", thing: "a", person: reader}
	}
	bot := func(e ev) ev { e.agent = "a bot"; return e }
	of := func(e ev, union, thing string) ev { e.union, e.thing = union, thing; return e }
	check(t, "reads reads_crawler reads_repeat", []example{
		{"three a day count, the fourth does not", september, []ev{by("1", "09-02 08:00", "r"), by("2", "09-02 09:00", "r"), by("3", "09-02 10:00", "r"), by("4", "09-02 23:59:59.999999", "r")},
			[]string{"u1 reads=3 reads_repeat=1"}},
		{"the next day begins anew at midnight of the zone", september, []ev{by("1", "09-02 08:00", "r"), by("2", "09-02 09:00", "r"), by("3", "09-02 10:00", "r"), by("4", "09-03", "r"), by("5", "09-03 07:00", "r")},
			[]string{"u1 reads=5"}},
		{"another reader, article or union has a limit of its own", september, []ev{by("1", "09-02", "r"), by("2", "09-02", "r"), by("3", "09-02", "r"), by("4", "09-02", "q"),
			of(by("5", "09-02", "r"), "u1", "b"), of(by("6", "09-02", "r"), "u2", "a")}, []string{"u1 reads=5", "u2 reads=1"}},
		{"one reader of one article in two unions", september, []ev{by("1", "09-02", "r"), by("2", "09-02", "r"), of(by("3", "09-02", "r"), "u2", "a"), of(by("4", "09-02", "r"), "u2", "a")},
			[]string{"u1 reads=2", "u2 reads=2"}},
		{"without reader all count", september, []ev{by("1", "09-02", ""), by("2", "09-02", ""), by("3", "09-02", ""), by("4", "09-02", ""), by("5", "09-02", "")},
			[]string{"u1 reads=5"}},
		{"crawlers go first and use up no limit", september, []ev{bot(by("1", "09-02 08:00", "r")), bot(by("2", "09-02 09:00", "r")), by("3", "09-02 10:00", "r"), by("4", "09-02 11:00", "r"), by("5", "09-02 12:00", "r")},
			[]string{"u1 reads=3 reads_crawler=2"}},
		{"a crawler without reader", september, []ev{bot(by("1", "09-02", ""))}, []string{"u1 reads_crawler=1"}},
		{"what is voided uses up no limit", september, []ev{by("1", "09-02 08:00", "r"), by("2", "09-02 09:00", "r"), by("3", "09-02 10:00", "r"), by("4", "09-02 11:00", "r"), void("v", "09-02", "2")},
			[]string{"u1 reads=3"}},
		{"readings after as_of use up no limit and do not report", running, []ev{by("1", "09-15 11:59:59.999999", "r"), by("2", "09-15 12:00", "r"), of(by("3", "09-16", "r"), "u2", "a")},
			[]string{"u1 reads=1"}},
		{"an article nobody knows", september, []ev{of(by("1", "09-02", ""), "u9", "never-published")}, []string{"u9 reads=1"}},
	})
}

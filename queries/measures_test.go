package queries

import "testing"

// answers are cases of "events in, figures out", calculated by hand from the
// definitions. Unless a case says otherwise the window is the fourth quarter.
type answer struct {
	name   string
	events []ev
	family string
	asOf   string // default: after the quarter
	window Window // default: the quarter
	where  Where
	want   string
}

const closed = "2027-02-01"

func published(id, union, article, when string) ev {
	return ev{id: id, kind: "article.published", union: union, thing: article, at: when}
}

func withdrawn(id, union, article, when string) ev {
	return ev{id: id, kind: "article.withdrawn", union: union, thing: article, at: when}
}

func read(id, union, article, reader, when string) ev {
	return ev{id: id, kind: "article.read", union: union, thing: article, person: reader, at: when}
}

func verified(id, union, member, when string) ev {
	return ev{id: id, kind: "member.verified", union: union, thing: member, at: when}
}

func submitted(id, union, application, due, when string) ev {
	return ev{id: id, kind: "application.submitted", union: union, thing: application, service: "s", due: due, at: when}
}

func completed(id, union, application, when string) ev {
	return ev{id: id, kind: "application.completed", union: union, thing: application, at: when}
}

func correcting(target string, e ev) ev {
	e.corrects = target
	return e
}

func voiding(id, target, when string) ev {
	return ev{id: id, kind: "event.voided", union: "u9", voids: target, at: when}
}

func complete(id, union, family, upto, when string) ev {
	return ev{id: id, kind: "source.complete", union: union, families: []string{family}, upto: upto, at: when}
}

func run(t *testing.T, cases []answer) {
	t.Helper()
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if c.asOf == "" {
				c.asOf = closed
			}
			if c.window.End.IsZero() {
				c.window = quarter(c.asOf)
			}
			c.window.AsOf = at(c.asOf)
			f := newFeed(t, newStore(t))
			f.send(c.events...)
			f.advance(c.asOf)
			f.expect(c.family, c.window, c.want, c.where)
		})
	}
}

func TestArticles(t *testing.T) {
	run(t, []answer{
		{name: "first publication decides the period", family: Articles, want: "u1 reported articles=1", events: []ev{
			published("1", "u1", "old", "2026-09-30 23:59:59.999999"), published("2", "u1", "old", "2026-10-05 08:00:00"),
			published("3", "u1", "new", "2026-10-01 00:00:00"),
			published("4", "u1", "next", "2027-01-01 00:00:00")}},
		{name: "on several channels it is one article", family: Articles, want: "u1 reported articles=1", events: []ev{
			published("1", "u1", "a", "2026-10-05 08:00:00"), published("2", "u1", "a", "2026-10-05 08:00:00")}},
		{name: "the same article id in two unions is two articles", family: Articles, want: "u1 reported articles=1; u2 reported articles=1", events: []ev{
			published("1", "u1", "a", "2026-10-05 08:00:00"), published("2", "u2", "a", "2026-10-05 08:00:00")}},
		{name: "withdrawn before the end", family: Articles, want: "u1 reported", events: []ev{
			published("1", "u1", "a", "2026-10-05 08:00:00"), withdrawn("2", "u1", "a", "2026-12-31 23:59:59.999999")}},
		{name: "withdrawn at the end still counts", family: Articles, want: "u1 reported articles=1", events: []ev{
			published("1", "u1", "a", "2026-10-05 08:00:00"), withdrawn("2", "u1", "a", "2027-01-01 00:00:00")}},
		{name: "published again after a withdrawal", family: Articles, want: "u1 reported articles=1", events: []ev{
			published("1", "u1", "a", "2026-10-05 08:00:00"), withdrawn("2", "u1", "a", "2026-10-06 08:00:00"), published("3", "u1", "a", "2026-10-07 08:00:00")}},
		{name: "at one instant the greater id is later", family: Articles, want: "u1 reported articles=1", events: []ev{
			published("10", "u1", "a", "2026-10-05 08:00:00"), withdrawn("9", "u1", "b", "2026-10-05 08:00:00"),
			withdrawn("1", "u1", "a", "2026-10-05 08:00:00"), published("8", "u1", "b", "2026-10-05 08:00:00")}},
		{name: "an article that was only withdrawn is none", family: Articles, want: "u1 reported", events: []ev{
			withdrawn("1", "u1", "a", "2026-10-05 08:00:00")}},
		{name: "an event at as_of does not count yet", family: Articles, asOf: "2026-11-01 08:00:00", want: "u1 reported articles=1", events: []ev{
			published("1", "u1", "a", "2026-11-01 07:59:59.999999"), published("2", "u1", "b", "2026-11-01 08:00:00"),
			withdrawn("3", "u1", "a", "2026-11-01 08:00:00")}},
		{name: "an article of another quarter does not report this one", family: Articles, want: "u1 ever", events: []ev{
			published("1", "u1", "a", "2026-09-05 08:00:00")}},
		{name: "midnight of the zone, not of Greenwich", family: Articles, want: "u1 ever; u2 reported articles=1", events: []ev{
			published("1", "u1", "a", "2026-09-30 23:59:59"), published("2", "u2", "b", "2026-10-01 00:00:00"),
			published("3", "u3", "c", "2027-01-01 00:00:00")}},
	})
}

func TestReads(t *testing.T) {
	bot := func(e ev) ev { e.agent = "bot"; return e }
	run(t, []answer{
		{name: "three readings of a reader count, on any channel; a day and an article later anew", family: Reads,
			want: "u1 reported reads=5 reads_repeat=2", events: []ev{
				read("1", "u1", "a", "p", "2026-10-05 00:00:00"), read("2", "u1", "a", "p", "2026-10-05 10:00:00"),
				read("3", "u1", "a", "p", "2026-10-05 11:00:00"), read("4", "u1", "a", "p", "2026-10-05 12:00:00"),
				read("5", "u1", "a", "p", "2026-10-05 23:59:59.999999"), read("6", "u1", "a", "p", "2026-10-06 00:00:00"),
				read("7", "u1", "b", "p", "2026-10-05 10:00:00")}},
		{name: "readings without a reader all count", family: Reads, want: "u1 reported reads=4 reads_anonymous=4", events: []ev{
			read("1", "u1", "a", "", "2026-10-05 10:00:00"), read("2", "u1", "a", "", "2026-10-05 10:00:00"),
			read("3", "u1", "a", "", "2026-10-05 10:00:00"), read("4", "u1", "a", "", "2026-10-05 10:00:00")}},
		{name: "crawlers are taken out first and use up no limit", family: Reads, want: "u1 reported reads=3 reads_crawler=2", events: []ev{
			bot(read("1", "u1", "a", "p", "2026-10-05 08:00:00")), bot(read("2", "u1", "a", "p", "2026-10-05 08:30:00")),
			read("3", "u1", "a", "p", "2026-10-05 10:00:00"), read("4", "u1", "a", "p", "2026-10-05 11:00:00"), read("5", "u1", "a", "p", "2026-10-05 12:00:00")}},
		{name: "an excluded reading reports the family", family: Reads, want: "u1 reported reads_crawler=1", events: []ev{
			bot(read("1", "u1", "a", "p", "2026-10-05 08:00:00"))}},
		{name: "copies are one reading", family: Reads, want: "u1 reported reads=1", events: []ev{
			read("1", "u1", "a", "p", "2026-10-05 08:00:00"), read("1", "u1", "a", "p", "2026-10-05 08:00:00")}},
		{name: "one id of two sources is two events", family: Reads, want: "u1 reported reads=2", events: []ev{
			read("1", "u1", "a", "p", "2026-10-05 08:00:00"),
			{source: "/other", id: "1", kind: "article.read", union: "u1", thing: "a", person: "p", at: "2026-10-05 08:00:00"}}},
		{name: "a voided reading does not report", family: Reads, want: "", events: []ev{
			read("1", "u1", "a", "p", "2026-10-05 08:00:00"), voiding("2", "1", "2026-10-05 09:00:00")}},
		{name: "the edges of the quarter", family: Reads, want: "u1 reported reads=2 reads_anonymous=2", events: []ev{
			read("1", "u1", "a", "", "2026-09-30 23:59:59.999999"), read("2", "u1", "a", "", "2026-10-01 00:00:00"),
			read("3", "u1", "a", "", "2026-12-31 23:59:59.999999"), read("4", "u1", "a", "", "2027-01-01 00:00:00")}},
		{name: "a reading at as_of waits", family: Reads, asOf: "2026-10-05 08:00:00", want: "u1 reported reads=1 reads_anonymous=1", events: []ev{
			read("1", "u1", "a", "", "2026-10-05 07:59:59.999999"), read("2", "u1", "a", "", "2026-10-05 08:00:00"),
			read("3", "u2", "a", "", "2026-10-05 08:00:00")}},
	})
}

func TestMembers(t *testing.T) {
	member := func(kind, id, union, to, member, when string) ev {
		return ev{id: id, kind: "member." + kind, union: union, to: to, thing: member, at: when}
	}
	run(t, []answer{
		{name: "verified once is one, however often", family: Members, want: "u1 reported verified_members=1", events: []ev{
			verified("1", "u1", "m", "2026-01-05 08:00:00"), verified("2", "u1", "m", "2026-10-05 08:00:00")}},
		{name: "the last verification decides where", family: Members, want: "u1 reported; u2 reported newly_verified=1 verified_members=1", events: []ev{
			verified("1", "u1", "m", "2026-10-05 08:00:00"), verified("2", "u2", "m", "2026-10-06 08:00:00")}},
		{name: "a transfer moves the person and reports both unions", family: Members, want: "u1 reported; u2 reported newly_verified=1 verified_members=1; u3 reported", events: []ev{
			verified("1", "u1", "m", "2026-10-05 08:00:00"), member("transferred", "2", "u3", "u2", "m", "2026-10-06 08:00:00")}},
		{name: "a transfer before the verification is overtaken by it", family: Members, want: "u1 reported newly_verified=1 verified_members=1; u2 reported; u3 reported", events: []ev{
			member("transferred", "1", "u2", "u3", "m", "2026-10-04 08:00:00"), verified("2", "u1", "m", "2026-10-05 08:00:00")}},
		{name: "unverified and moved: no member; verified again: in the last union", family: Members,
			want: "u1 reported; u2 reported newly_verified=1 verified_members=1", events: []ev{
				verified("1", "u1", "m", "2026-10-05 08:00:00"), member("unverified", "2", "u1", "", "m", "2026-10-06 08:00:00"),
				member("transferred", "3", "u1", "u2", "m", "2026-10-07 08:00:00"),
				verified("4", "u2", "n", "2026-10-05 08:00:00")}},
		{name: "unverified alone, transferred alone: no members", family: Members, want: "u1 reported; u2 reported; u3 reported", events: []ev{
			member("unverified", "1", "u1", "", "m", "2026-10-05 08:00:00"), member("transferred", "2", "u2", "u3", "n", "2026-10-05 08:00:00")}},
		{name: "the stock at the end: later events do not count", family: Members, want: "u1 reported newly_verified=1 verified_members=1", events: []ev{
			verified("1", "u1", "m", "2026-12-31 23:59:59.999999"), verified("2", "u2", "n", "2027-01-01 00:00:00"),
			member("unverified", "3", "u1", "", "m", "2027-01-01 00:00:00")}},
		{name: "at one instant the source breaks the tie of ids", family: Members, want: "u1 reported newly_verified=1 verified_members=1", events: []ev{
			{source: "/a", id: "1", kind: "member.unverified", union: "u1", thing: "m", at: "2026-10-05 08:00:00"},
			{source: "/b", id: "1", kind: "member.verified", union: "u1", thing: "m", at: "2026-10-05 08:00:00"}}},
		{name: "the running quarter ends at as_of", family: Members, asOf: "2026-10-06 08:00:00", want: "u1 reported newly_verified=1 verified_members=1", events: []ev{
			verified("1", "u1", "m", "2026-10-05 08:00:00"), member("transferred", "2", "u1", "u2", "m", "2026-10-06 08:00:00")}},
	})
}

func TestReported(t *testing.T) {
	run(t, []answer{
		{name: "a closed flow wants a declaration up to its end", family: Reads, want: "u1 reported", events: []ev{
			complete("1", "u1", Reads, "2027-01-01", "2027-01-02"), complete("2", "u2", Reads, "2026-12-31 23:59:59.999999", "2027-01-02"),
			complete("3", "u3", Articles, "2027-01-01", "2027-01-02")}},
		{name: "a running flow wants one beyond its start", family: Articles, asOf: "2026-11-01", want: "u1 reported; u2 ever", events: []ev{
			complete("1", "u1", Articles, "2026-10-01 00:00:00.000001", "2026-10-02"), complete("2", "u2", Articles, "2026-10-01", "2026-10-02")}},
		{name: "a running stock wants any", family: Members, asOf: "2026-11-01", want: "u1 ever", events: []ev{
			complete("1", "u1", Members, "2026-09-01", "2026-10-02")}},
		{name: "a closed stock wants one up to its end", family: Applications, want: "u1 reported", events: []ev{
			complete("1", "u1", Applications, "2027-01-01", "2027-01-02"), complete("2", "u2", Applications, "2026-09-01", "2026-10-02")}},
		{name: "a voided declaration declares nothing", family: Members, asOf: "2026-11-01", want: "", events: []ev{
			complete("1", "u1", Members, "2026-09-01", "2026-10-02"), voiding("2", "1", "2026-10-03")}},
		{name: "a declaration dated ahead waits", family: Members, asOf: "2026-10-02", want: "", events: []ev{
			complete("1", "u1", Members, "2026-09-01", "2026-10-02")}},
		{name: "stocks: ever before the end", family: Members, want: "u1 ever verified_members=1", events: []ev{
			verified("1", "u1", "m", "2019-01-01"), verified("2", "u2", "n", "2027-01-01")}},
	})
}

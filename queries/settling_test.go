package queries

import "testing"

// What takes an event out, and what brings it back.
func TestSettling(t *testing.T) {
	const day = "2026-10-05 08:00:00"
	a := published("1", "u1", "a", day)
	again := func(e ev) ev { e.content = "other"; return e }
	run(t, []answer{
		{name: "two contents: none counts", family: Articles, want: "u2 reported articles=1", events: []ev{
			a, again(a), published("2", "u2", "b", day)}},
		{name: "two contents in two unions, types and days: none counts in either", family: Reads, want: "u3 reported reads=1 reads_anonymous=1", events: []ev{
			read("1", "u1", "a", "", day), published("1", "u2", "a", "2026-10-07"), read("2", "u3", "a", "", day)}},
		{name: "a correction replaces, over unions and days", family: Articles, want: "u2 reported articles=1", events: []ev{
			a, correcting("1", published("2", "u2", "b", "2026-11-05 08:00:00"))}},
		{name: "a correction replaces by another type", family: Articles, want: "", events: []ev{
			a, correcting("1", read("2", "u2", "b", "", "2026-11-05 08:00:00"))}},
		{name: "a correction works on its own source only", family: Articles, want: "u1 reported articles=1; u2 reported articles=1", events: []ev{
			a, {source: "/other", id: "2", corrects: "1", kind: "article.published", union: "u2", thing: "b", at: day}}},
		{name: "a correction of something unknown is an ordinary event", family: Articles, want: "u2 reported articles=1", events: []ev{
			correcting("0", published("2", "u2", "b", day))}},
		{name: "the greatest of two corrections stands, by time, then id", family: Articles, want: "u4 reported articles=1; u7 reported articles=1", events: []ev{
			a, correcting("1", published("3", "u3", "b", "2026-10-06")), correcting("1", published("2", "u4", "b", "2026-10-07")),
			published("5", "u5", "c", day), correcting("5", published("6", "u6", "d", day)), correcting("5", published("7", "u7", "d", day))}},
		{name: "two corrections of something unknown do not meet", family: Articles, want: "u2 reported articles=1; u3 reported articles=1", events: []ev{
			correcting("0", published("2", "u2", "b", day)), correcting("0", published("3", "u3", "c", day))}},
		{name: "a correction of a correction: out are both before", family: Articles, want: "u3 reported articles=1", events: []ev{
			a, correcting("1", published("2", "u2", "b", day)), correcting("2", published("3", "u3", "c", "2026-10-04"))}},
		{name: "corrections in a ring leave nothing", family: Articles, want: "", events: []ev{
			correcting("2", published("1", "u1", "a", day)), correcting("1", published("2", "u2", "b", day))}},
		{name: "a void removes", family: Articles, want: "", events: []ev{a, voiding("2", "1", day)}},
		{name: "a void of a correction removes the fact", family: Articles, want: "", events: []ev{
			a, correcting("1", published("2", "u2", "b", day)), voiding("3", "2", day)}},
		{name: "a void of the greatest correction lets the other stand", family: Articles, want: "u2 reported articles=1", events: []ev{
			a, correcting("1", published("2", "u2", "b", day)), correcting("1", published("3", "u3", "c", "2026-10-06")), voiding("4", "3", day)}},
		{name: "a void cannot be voided or corrected", family: Articles, want: "u2 reported articles=1", events: []ev{
			a, voiding("3", "1", day), voiding("4", "3", day), correcting("3", published("5", "u2", "b", day))}},
		{name: "two corrections of one void are of one lineage", family: Articles, want: "u3 reported articles=1", events: []ev{
			voiding("1", "0", day), correcting("1", published("2", "u2", "b", day)), correcting("1", published("3", "u3", "c", day))}},
		{name: "a void in conflict has no effect", family: Articles, want: "u1 reported articles=1", events: []ev{
			a, voiding("2", "1", day), again(voiding("2", "1", day))}},
		{name: "a correction in conflict has no effect and does not count", family: Articles, want: "u1 reported articles=1", events: []ev{
			a, correcting("1", published("2", "u2", "b", day)), again(correcting("1", published("2", "u2", "b", day)))}},
		{name: "corrections of an event in conflict are of one lineage", family: Articles, want: "u3 reported articles=1", events: []ev{
			a, again(a), correcting("1", published("2", "u2", "b", day)), correcting("1", published("3", "u3", "c", day))}},
		{name: "a correction that is out itself still takes its target out", family: Articles, want: "", events: []ev{
			a, correcting("1", published("2", "u2", "b", day)), voiding("3", "2", "2026-10-04")}},
		{name: "a void dated ahead works at once", family: Articles, asOf: "2026-10-05 09:00:00", want: "", events: []ev{
			a, voiding("2", "1", "2026-10-05 09:05:00")}},
		{name: "a person without any event left is nowhere", family: Members, want: "", events: []ev{
			verified("1", "u1", "m", day), voiding("2", "1", day)}},
		{name: "a case without any event left is none", family: Applications, want: "u2 reported applications=1 services=s", events: []ev{
			submitted("1", "u1", "c", "", day), voiding("2", "1", day), submitted("3", "u2", "d", "", day)}},
		{name: "an article without any event left is none", family: Articles, want: "", events: []ev{
			a, withdrawn("2", "u1", "a", day), voiding("3", "1", day), voiding("4", "2", day)}},
		{name: "a day without any reading left is empty", family: Reads, want: "", events: []ev{
			read("1", "u1", "a", "p", day), voiding("2", "1", day)}},
		{name: "a void with a correction takes both out", family: Articles, want: "u3 reported articles=1", events: []ev{
			a, published("2", "u2", "b", day), published("3", "u3", "c", day), correcting("2", voiding("4", "1", day))}},
	})
}

// Each step is its own batch with its own Advance: what came before must change.
func TestLaterRowsChangeWhatStood(t *testing.T) {
	const day = "2026-10-05 08:00:00"
	s := newStore(t)
	f := newFeed(t, s)
	step := func(family, want string, events ...ev) {
		t.Helper()
		f.send(events...)
		f.advance(closed)
		f.expect(family, quarter(closed), want)
	}
	step(Articles, "u1 reported articles=1", published("1", "u1", "a", day))
	step(Articles, "u1 reported articles=1; u2 reported articles=1", correcting("9", published("2", "u2", "b", day))) // its target comes later
	step(Articles, "u1 reported articles=1; u2 reported articles=1", published("9", "u3", "c", "2026-10-09"))
	step(Articles, "u1 reported articles=1; u4 reported articles=1", correcting("9", published("4", "u4", "b", "2026-10-06")))
	step(Articles, "u1 reported articles=1; u2 reported articles=1", voiding("5", "4", day))
	step(Articles, "u2 reported articles=1", correcting("1", read("6", "u5", "a", "", day)))
	step(Reads, "u5 reported reads=1 reads_anonymous=1")
	conflicting := correcting("1", read("6", "u6", "a", "", day))
	step(Reads, "", conflicting)                                                             // the correction is in conflict now
	step(Articles, "u1 reported articles=1; u2 reported articles=1")                         // so its target counts again
	step(Articles, "u2 reported articles=1", correcting("6", verified("7", "u7", "m", day)), // settles the conflict, and joins no lineage with 1
		voiding("8", "1", day))
	step(Members, "u7 reported newly_verified=1 verified_members=1")
}

// Rows dated ahead begin to count when as_of passes them, with no new row; the
// figures are right in between, and Advance puts the cells in order again.
func TestRowsDatedAheadBeginToCount(t *testing.T) {
	s := newStore(t)
	f := newFeed(t, s)
	f.send(read("1", "u1", "a", "", "2026-10-05 08:00:00"), read("2", "u1", "a", "", "2026-10-05 08:05:00"),
		read("3", "u1", "a", "", "2026-10-05 08:07:00"))
	f.advance("2026-10-05 08:05:00")
	f.expect(Reads, quarter("2026-10-05 08:05:00"), "u1 reported reads=1 reads_anonymous=1")
	if next, want := f.sums(Reads, quarter("2026-10-05 08:05:00")).NextChange, at("2026-10-05 08:05:00.000001"); !next.Equal(want) {
		t.Errorf("next change %s, want %s", next, want)
	}
	f.expect(Reads, quarter("2026-10-05 08:05:00.000001"), "u1 reported reads=2 reads_anonymous=2")
	f.expect(Reads, quarter("2026-10-05 08:00:00"), "")
	if got := f.advance("2026-10-05 08:05:00"); len(got.Dirty) != 0 {
		t.Errorf("dirty before the reading counts: %v", got.Dirty)
	}
	if got := f.advance("2026-10-05 08:06:00"); !got.Dirty[Reads] || len(got.Dirty) != 1 {
		t.Errorf("dirty after the reading counts: %v", got.Dirty)
	}
	g := newFeed(t, openStore(t, s.cfg)) // a new process knows of it too
	if got := g.advance("2026-10-05 08:08:00"); !got.Dirty[Reads] {
		t.Errorf("dirty after the last reading counts: %v", got.Dirty)
	}
	if got := g.sums(Reads, quarter("2026-10-05 08:08:00")); say(brief(got)) != "u1 reported reads=3 reads_anonymous=3" || !got.NextChange.IsZero() {
		t.Errorf("at last: %s, next change %s", say(got), got.NextChange)
	}
}

// Deadlines pass at night too.
func TestNextChangeIsTheNextDeadline(t *testing.T) {
	s := newStore(t)
	f := newFeed(t, s)
	f.send(submitted("1", "u1", "c", "2026-10-10 08:00:00", "2026-10-05"), submitted("2", "u1", "d", "2026-10-11 08:00:00", "2026-10-05"),
		completed("3", "u1", "e", "2026-10-20"))
	f.advance("2026-10-06")
	for _, c := range []struct{ asOf, next string }{
		{"2026-10-06", "2026-10-10 08:00:00"}, {"2026-10-10 08:00:00", "2026-10-10 08:00:00.000001"},
		{"2026-10-10 08:00:00.000001", "2026-10-11 08:00:00"}, {"2026-10-12", "2026-10-20 00:00:00.000001"}, {"2026-10-21", ""}, {"2027-01-01", ""},
	} {
		if got := f.sums(Applications, quarter(c.asOf)).NextChange; !got.Equal(at(c.next)) {
			t.Errorf("as of %s the next change is %s, want %q", c.asOf, got.In(shanghai), c.next)
		}
	}
}

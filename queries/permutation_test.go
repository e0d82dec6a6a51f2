package queries

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"reflect"
	"sync"
	"testing"
	"time"
)

// awkward draws events that hit every rule: few unions, things, persons and
// instants, so that ties, conflicts, corrections, voids and lineages meet; of some
// types only, if they are named.
func awkward(r *rand.Rand, n int, only ...string) []LedgerRow {
	kinds := []string{"article.published", "article.published", "article.withdrawn", "article.read", "article.read", "article.read", "article.read",
		"member.verified", "member.verified", "member.unverified", "member.transferred",
		"application.submitted", "application.submitted", "application.submitted", "application.accepted", "application.transferred",
		"application.suspended", "application.suspended", "application.resumed", "application.completed", "application.completed", "application.completed",
		"application.reopened", "application.reopened", "application.withdrawn", "application.rated", "application.rated", "rating.voided",
		"event.voided", "source.complete",
		"card.issued", "union.rated", "union.rated", "union.online", "member.active", "activity.held", "activity.held", "activity.joined", "activity.joined",
		"project.featured", "merchant.joined", "merchant.left", "post.created", "post.removed", "union.base_reported",
		"article.read", "article.read", "article.read", "article.submitted", "article.adopted", "article.shared", "article.shared",
		"article.reads_reported", "article.reads_reported", "article.reads_reported", "article.reads_reported", "channel.measured", "channel.measured", "channel.measured"}
	if len(only) > 0 {
		kinds = only
	}
	unions := []string{"u1", "u2", "u3"}
	pick := func(list ...string) string { return list[r.IntN(len(list))] }
	instant := func() string {
		switch r.IntN(8) {
		case 0:
			return pick("2026-09-30 23:59:59.999999", "2026-10-01", "2026-12-31 23:59:59.999999", "2027-01-01")
		case 1:
			return fmt.Sprintf("2026-11-02 12:0%d:00", r.IntN(10)) // around the running as_of of 12:00
		case 2:
			return fmt.Sprintf("2026-11-%02d", 1+r.IntN(4)) // midnight
		default:
			return fmt.Sprintf("2026-%02d-%02d %02d:00:00", 9+r.IntN(4), 1+r.IntN(3), 6*r.IntN(4))
		}
	}
	var events []ev
	for i := range n {
		e := ev{source: pick("/a", "/b"), id: fmt.Sprintf("e%03d", i), kind: pick(kinds...), union: pick(unions...), at: instant()}
		if i > 10 && r.IntN(12) == 0 { // an identity again, mostly with another content
			old := events[r.IntN(len(events))]
			e.source, e.id = old.source, old.id
		}
		if r.IntN(5) == 0 { // may name an event that comes later, or never, or itself by a void
			e.corrects = fmt.Sprintf("e%03d", r.IntN(n+5))
			if e.corrects == e.id {
				e.corrects = ""
			}
		}
		switch e.kind {
		case "article.published", "article.withdrawn":
			e.thing = pick("a1", "a2", "a3", "a4", "a5", "a6")
		case "article.read":
			e.thing, e.person, e.agent = pick("a1", "a2"), pick("", "p1", "p2"), pick("", "", "", "firefox", "bot")
			if r.IntN(2) == 0 {
				e.at = fmt.Sprintf("2026-11-02 %02d:0%d:00", 11+r.IntN(2), r.IntN(10))
			}
		case "member.verified", "member.unverified", "member.transferred":
			e.thing = pick("m1", "m2", "m3", "m4", "m5")
			if e.kind == "member.transferred" {
				e.to = pick(unions...)
			}
		case "event.voided":
			e.voids = fmt.Sprintf("e%03d", r.IntN(n))
		case "source.complete":
			e.union = pick("u1", "u4", "u5")
			e.families, e.upto = []string{pick(Families()...)}, pick("2026-09-01", "2026-11-01", "2027-01-01")
		}
		if familyOf(e.kind) == Applications {
			awkwardCase(&e, r, unions, instant, pick)
		}
		awkwardWork(&e, r, pick)
		awkwardReads(&e, r, pick)
		events = append(events, e)
	}
	rows := make([]LedgerRow, len(events))
	for i, e := range events {
		rows[i] = e.row()
	}
	return rows
}

// families are those that the truth knows.
var families = []string{Articles, Reads, Members, Applications, Activities, Merchants, Posts, Base, Channels}

// restrictions are asked beside the whole families.
var restrictions = map[string][]Where{
	Applications: {{Kinds: []string{"appeal"}}, {Services: []string{"days", "s1"}}, {Kinds: []string{"service"}, Services: []string{"hours"}}},
	Activities:   {{Kinds: []string{"contest", "group"}}, {Levels: []string{"city"}}},
	Posts:        {{Kinds: []string{"reply"}}},
	Articles:     {{Channels: []string{"wechat"}}, {Columns: []string{"k"}, Channels: []string{"website", "app"}}},
	Reads:        {{Channels: []string{"website", "app"}}, {Channels: []string{"wechat"}}},
	Channels:     {{Channels: []string{"video"}}},
}

// compare holds the store against the truth at many instants and windows; where
// watched, also that no figure changes before it is announced to.
func compare(t *testing.T, s *Store, want *truth, watched bool, asOfs ...string) {
	t.Helper()
	for i, asOf := range asOfs {
		for k, w := range []Window{quarter(asOf), {at("2026-11-01"), at("2026-12-01"), at(asOf)}, {at("2026-11-02"), at("2026-11-03"), at(asOf)}} {
			for _, family := range families {
				got, err := s.FamilySums(t.Context(), family, w, Where{})
				if err != nil {
					t.Fatal(err)
				}
				if a, b := say(got), say(Sums{Rows: want.sums(family, w, Where{})}); a != b {
					t.Fatalf("%s from %s as of %s:\n got %s\nwant %s", family, w.Start.In(shanghai).Format(time.DateOnly), asOf, a, b)
				}
				if watched {
					notLate(t, want, family, w, Where{}, got.NextChange)
				}
			}
			if k != i%3 { // each instant with another window
				continue
			}
			compareMedians(t, s, want, w)
			compareReaders(t, s, want, w)
			for family, wheres := range restrictions {
				for _, where := range wheres {
					got, err := s.FamilySums(t.Context(), family, w, where)
					if err != nil {
						t.Fatal(err)
					}
					if a, b := say(got), say(Sums{Rows: want.sums(family, w, where)}); a != b {
						t.Fatalf("%s where %+v as of %s:\n got %s\nwant %s", family, where, asOf, a, b)
					}
					if watched {
						notLate(t, want, family, w, where, got.NextChange)
					}
				}
			}
		}
		unions := []string{"u1", "u3"}
		got, err := s.Trend(t.Context(), unions, at("2026-10-30"), at("2026-11-06"), at(asOf))
		if err != nil {
			t.Fatal(err)
		}
		if want := want.trend(unions, at("2026-10-30"), at("2026-11-06"), at(asOf)); !reflect.DeepEqual(got, want) {
			t.Fatalf("trend as of %s:\n got %v\nwant %v", asOf, got, want)
		}
		open, err := s.Overdue(t.Context(), at(asOf))
		if err != nil {
			t.Fatal(err)
		}
		if want := want.overdue(at(asOf)); !reflect.DeepEqual(open, want) {
			t.Fatalf("overdue as of %s:\n got %v\nwant %v", asOf, open, want)
		}
		compareOpen(t, s, want, at(asOf))
	}
}

// compareMedians holds the median handling times against the truth.
func compareMedians(t *testing.T, s *Store, want *truth, w Window) {
	t.Helper()
	subtrees := map[string][]string{"u1": {"u1"}, "u2": {"u2", "u1", "u2"}, "all": {"u1", "u2", "u3"}, "none": {"u9"}}
	for _, where := range append(restrictions[Applications], Where{}) {
		got, err := s.HandlingMedians(t.Context(), w, where, subtrees)
		if err != nil {
			t.Fatal(err)
		}
		if want := want.medians(w, where, subtrees); !reflect.DeepEqual(got, want) {
			t.Fatalf("medians where %+v as of %s: got %v, want %v", where, w.AsOf.In(shanghai), got, want)
		}
	}
}

// notLate checks that figures do not change before the announced instant.
func notLate(t *testing.T, want *truth, family string, w Window, where Where, next time.Time) {
	t.Helper()
	moments := []time.Time{w.End}
	for _, r := range want.rows {
		moments = append(moments, r.Time, r.Time.Add(time.Microsecond), want.happened(r).Add(time.Microsecond))
	}
	for _, due := range want.deadlines() {
		moments = append(moments, due, due.Add(time.Microsecond))
	}
	before := say(Sums{Rows: want.sums(family, w, where)})
	tried := map[time.Time]bool{}
	for _, moment := range moments {
		if tried[moment] || !moment.After(w.AsOf) || (!next.IsZero() && !moment.Before(next)) {
			continue
		}
		tried[moment] = true
		if after := say(Sums{Rows: want.sums(family, Window{w.Start, w.End, moment}, where)}); after != before {
			t.Fatalf("%s as of %s changes at %s, announced %s:\nfrom %s\n  to %s", family,
				w.AsOf.In(shanghai), moment.In(shanghai), next.In(shanghai), before, after)
		}
	}
}

// scattered sends the rows in a random order, 1 to so many copies each, in random
// batches over two sources of offsets, with an Advance now and then.
func scattered(t *testing.T, s *Store, r *rand.Rand, rows []LedgerRow, copies int, advance func(asOf string)) {
	t.Helper()
	var log []LedgerRow
	for _, row := range rows {
		for range 1 + r.IntN(copies) {
			log = append(log, row)
		}
	}
	r.Shuffle(len(log), func(i, j int) { log[i], log[j] = log[j], log[i] })
	feeds := []*feed{{t: t, s: s, src: "c/t/0"}, {t: t, s: s, src: "c/t/1"}}
	for len(log) > 0 {
		n := min(1+r.IntN(60*copies), len(log))
		feeds[r.IntN(2)].sendRows(log[:n])
		log = log[n:]
		if r.IntN(2) == 0 {
			advance([]string{"2026-11-02 12:00:00", "2026-11-02 12:05:00", "2026-10-15", "2027-03-01"}[r.IntN(4)])
		}
	}
}

func TestAnyOrderGivesTheFiguresOfTheSet(t *testing.T) {
	permutations := 4
	switch {
	case testing.Short():
		permutations = 3
	case os.Getenv("UNIONSCREEN_CHECK") != "":
		permutations = 15
	}
	for n := range permutations {
		t.Run(fmt.Sprint(n), func(t *testing.T) {
			r := rand.New(rand.NewPCG(uint64(n/3), 1)) // sets of events, three orders of each
			rows := awkward(r, 400)
			s := newStore(t)
			want := newTruth(s.cfg, rows)
			r = rand.New(rand.NewPCG(uint64(n), 2))
			f := newFeed(t, s)
			scattered(t, s, r, rows, 1+n%5, func(asOf string) { f.advance(asOf) })
			f.advance("2026-11-02 12:00:00")
			compare(t, s, want, n%5 == 0, "2026-11-02 12:00:00", "2026-11-02 12:05:00", "2026-11-02 12:05:00.000001", "2026-11-02", "2027-01-01")
		})
	}
}

var errCrash = errors.New("crashed here")

func TestCrashBetweenAnyTwoStepsOfAdvanceCostsNothing(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 7))
	rows := awkward(r, 200)
	s := newStore(t)
	want := newTruth(s.cfg, rows)
	var mu sync.Mutex // steps that do not depend on one another run at once
	crashes := map[string]int{}
	crashing := func(asOf string) {
		crashed := map[string]bool{}
		for { // crash once before each statement, by its name and the how-manieth of that name it is, until none is left
			count, down := map[string]int{}, false
			s.broken = func(step string) error {
				mu.Lock()
				defer mu.Unlock()
				count[step]++
				name := fmt.Sprint(step, count[step])
				if down || crashed[name] {
					return nil
				}
				crashes[step]++
				crashed[name], down = true, true
				return errCrash
			}
			_, err := s.Advance(t.Context(), at(asOf))
			s.broken = func(string) error { return nil }
			if err == nil {
				return
			}
			if !errors.Is(err, errCrash) && !errors.Is(err, context.Canceled) {
				t.Fatal(err)
			}
			reopened := openStore(t, s.cfg) // a new process
			s.standing, s.clock.last = reopened.standing, reopened.clock.last
		}
	}
	scattered(t, s, r, rows, 1, crashing)
	crashing("2026-11-02 12:00:00")
	compare(t, s, want, false, "2026-11-02 12:00:00", "2027-02-01")
	for _, step := range []string{"add_identities", "add_links", "add_threads", "add_attendance", "add_deadlines", "add_outs", "fold_articles", "fold_members", "fold_cases",
		"fold_cards", "fold_ratings", "fold_online", "fold_activities", "fold_joins", "fold_projects", "fold_states", "fold_bases",
		"add_cells", "add_reading_cells", "fold_reported", "fold_accounts", "add_marks"} {
		if crashes[step] == 0 {
			t.Errorf("no crash was put before %s", step)
		}
	}
}

func TestRebuildFromTheLedgerAlone(t *testing.T) {
	r := rand.New(rand.NewPCG(9, 9))
	rows := awkward(r, 200)
	s := newStore(t)
	f := newFeed(t, s)
	scattered(t, s, r, rows, 2, func(asOf string) { f.advance(asOf) })
	for _, table := range []string{"identity", "link", "outs", "thread", "article_fact", "member_fact", "case_fact", "deadline", "cell", "verdict", "card_fact",
		"rating_fact", "online_fact", "attendance", "activity_fact", "join_fact", "project_fact", "state_fact", "base_fact", "reported_fact", "account_fact"} {
		if err := s.conn.Exec(t.Context(), "TRUNCATE TABLE "+table); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Rebuild(t.Context()); err != nil {
		t.Fatal(err)
	}
	f.advance("2026-11-02 12:00:00")
	compare(t, s, newTruth(s.cfg, rows), false, "2026-11-02 12:00:00", "2027-02-01")
}

func TestOtherCrawlersAreJudgedAnew(t *testing.T) {
	rows := awkward(rand.New(rand.NewPCG(11, 11)), 200)
	s := newStore(t)
	newFeed(t, s).sendRows(rows)
	newFeed(t, s).advance("2026-11-02 12:00:00")
	cfg := s.cfg
	cfg.Crawler, cfg.CrawlerVersion = func(agent string) bool { return agent == "firefox" }, "list 2"
	other := openStore(t, cfg)
	newFeed(t, other).advance("2026-11-02 12:00:00")
	compare(t, other, newTruth(cfg, rows), false, "2026-11-02 12:00:00", "2027-02-01")
}

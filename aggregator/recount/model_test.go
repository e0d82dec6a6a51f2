package recount

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"unionscreen/queries"
)

// The model says the definitions once more, as directly as they can be said and without care for cost: each figure looks
// at all live events anew.

// liveByModel gives the events that stand, each once, in the order of events of one thing.
func liveByModel(rows []queries.LedgerRow) []queries.LedgerRow {
	var events []queries.LedgerRow
	contents := map[[16]byte]map[[16]byte]bool{}
	for _, r := range rows {
		if contents[r.Ident] == nil {
			contents[r.Ident] = map[[16]byte]bool{}
			events = append(events, r)
		}
		contents[r.Ident][r.Content] = true
	}
	conflicted := func(r queries.LedgerRow) bool { return len(contents[r.Ident]) > 1 }
	named := map[[16]byte]bool{}
	for _, namer := range events {
		for _, target := range events {
			hit := target.Ident == namer.CorrectsIdent || namer.Type == typeVoid && target.Ident == namer.VoidsIdent
			if hit && !conflicted(namer) && (target.Type != typeVoid || conflicted(target)) {
				named[target.Ident] = true
			}
		}
	}
	// Lineages by spreading the smallest number until nothing changes.
	lineage := make([]int, len(events))
	for i := range lineage {
		lineage[i] = i
	}
	for changed := true; changed; {
		changed = false
		for i, a := range events {
			for j, b := range events {
				if !conflicted(a) && a.CorrectsIdent == b.Ident && lineage[i] != lineage[j] {
					lineage[i], lineage[j] = min(lineage[i], lineage[j]), min(lineage[i], lineage[j])
					changed = true
				}
			}
		}
	}
	stands := func(i int) bool {
		return events[i].Type != typeVoid && !conflicted(events[i]) && !named[events[i].Ident]
	}
	var live []queries.LedgerRow
	for i, e := range events {
		beaten := false
		for j := range events {
			beaten = beaten || i != j && lineage[i] == lineage[j] && stands(j) && byOrder(e, events[j]) < 0
		}
		if !conflicted(e) && !named[e.Ident] && (e.Type == typeVoid || !beaten) {
			live = append(live, e)
		}
	}
	slices.SortFunc(live, byOrder)
	return live
}

// pick gives the live events for which the condition holds.
func pick(live []queries.LedgerRow, is func(queries.LedgerRow) bool) (picked []queries.LedgerRow) {
	for _, e := range live {
		if is(e) {
			picked = append(picked, e)
		}
	}
	return picked
}

func countByModel(rows []queries.LedgerRow, w queries.Window) []Sum {
	live := liveByModel(rows)
	e := w.End
	if w.AsOf.Before(e) {
		e = w.AsOf
	}
	in := func(t time.Time) bool { return !t.Before(w.Start) && t.Before(e) }
	t := tally{units: map[string]*Sum{}}
	things := map[[2]string]bool{}
	for _, x := range live {
		things[[2]string{x.Family, x.Thing}] = true
	}
	for key := range things {
		of := pick(live, func(x queries.LedgerRow) bool { return x.Family == key[0] && x.Thing == key[1] })
		switch key[0] {
		case queries.Articles:
			articlesByModel(&t, of, e, in)
		case queries.Reads:
			readsByModel(&t, of, in)
		case queries.Members:
			membersByModel(&t, of, e)
		case queries.Applications:
			casesByModel(&t, of, w, e, in)
		}
	}
	reportedByModel(&t, live, w, e, in)
	return t.sums()
}

func kind(live []queries.LedgerRow, before time.Time, names ...string) []queries.LedgerRow {
	return pick(live, func(x queries.LedgerRow) bool { return slices.Contains(names, x.Type) && x.Time.Before(before) })
}

func articlesByModel(t *tally, of []queries.LedgerRow, e time.Time, in func(time.Time) bool) {
	for _, union := range []string{"u1", "u2"} {
		own := pick(of, func(x queries.LedgerRow) bool { return x.Union == union })
		published := kind(own, e, "article.published")
		states := kind(own, e, "article.published", "article.withdrawn")
		if len(published) > 0 && in(published[0].Time) && states[len(states)-1].Type == "article.published" {
			t.add(union, "articles")
		}
	}
}

func readsByModel(t *tally, of []queries.LedgerRow, in func(time.Time) bool) {
	seen := map[string]int{}
	for _, x := range of {
		key := x.Union + "/" + x.Person + "/" + x.Time.In(shanghai).Format(time.DateOnly)
		switch {
		case !in(x.Time):
		case x.Agent != "":
			t.add(x.Union, "reads_crawler")
		case x.Person != "" && seen[key] == 3:
			t.add(x.Union, "reads_repeat")
		default:
			seen[key]++
			t.add(x.Union, "reads")
		}
	}
}

func membersByModel(t *tally, of []queries.LedgerRow, e time.Time) {
	whether := kind(of, e, "member.verified", "member.unverified")
	where := kind(of, e, "member.verified", "member.transferred")
	if len(whether) == 0 || whether[len(whether)-1].Type != "member.verified" {
		return
	}
	last := where[len(where)-1]
	if last.Type == "member.transferred" {
		t.add(last.UnionTo, "verified_members")
	} else {
		t.add(last.Union, "verified_members")
	}
}

func casesByModel(t *tally, of []queries.LedgerRow, w queries.Window, e time.Time, in func(time.Time) bool) {
	submitted, completed := kind(of, e, "application.submitted"), kind(of, e, "application.completed")
	if len(kind(of, e, "application.withdrawn")) > 0 {
		return
	}
	if len(completed) > 0 && in(completed[0].Time) {
		t.add(completed[0].Union, "completions")
	}
	if len(submitted) == 0 {
		return
	}
	union, deadline := submitted[0].Union, submitted[0].Due
	if in(submitted[0].Time) {
		t.add(union, "applications")
	}
	if deadline.IsZero() {
		return
	}
	if len(completed) == 0 && deadline.Before(e) {
		t.add(union, "overdue_open")
	}
	if deadline.Before(w.Start) || !deadline.Before(w.End) || deadline.After(e) {
		return
	}
	if len(completed) == 0 {
		t.add(union, "due")
		return
	}
	t.add(completed[0].Union, "due")
	if !completed[0].Time.After(deadline) {
		t.add(completed[0].Union, "on_time")
	}
}

func reportedByModel(t *tally, live []queries.LedgerRow, w queries.Window, e time.Time, in func(time.Time) bool) {
	flow := map[string]bool{queries.Articles: true, queries.Reads: true}
	for _, x := range live {
		switch {
		case x.Type == "source.complete" && x.Time.Before(w.AsOf):
			for _, f := range x.Families {
				closed, run := !w.AsOf.Before(w.End), w.AsOf.Before(w.End)
				if closed && !x.Upto.Before(w.End) || run && flow[f] && x.Upto.After(w.Start) || run && !flow[f] {
					t.of(x.Union).Reported[f] = true
				}
			}
		case x.Family == queries.Control:
		case flow[x.Family] && in(x.Time) || !flow[x.Family] && x.Time.Before(e):
			t.of(x.Union).Reported[x.Family] = true
			if x.UnionTo != "" {
				t.of(x.UnionTo).Reported[x.Family] = true
			}
		}
	}
}

// drawEvent draws from a small world, so that identities, things and instants meet often.
func drawEvent(t *rapid.T, label string) ev {
	instants := []string{"08-31 23:59:59.999999", "09-01", "09-02 08:00", "09-02 09:00", "09-02 23:59:59.999999", "09-03", "09-15 11:59:59.999999",
		"09-15 12:00", "09-16", "09-30 23:59:59.999999", "10-01", "10-02"}
	instant := func(what string) string { return rapid.SampledFrom(instants).Draw(t, label+what) }
	from := func(what string, options ...string) string { return rapid.SampledFrom(options).Draw(t, label+what) }
	e := ev{
		id: from("id", "1", "2", "3", "4", "10", "20", "30", "40", "5", "6", "7", "8"), source: from("source", "s", "s", "s", "q"),
		kind: from("kind", "article.published", "article.published", "article.withdrawn", "article.read", "article.read", "article.read", "member.verified",
			"member.verified", "member.unverified", "member.transferred", "application.submitted", "application.submitted", "application.completed",
			"application.withdrawn", "event.voided", "source.complete"),
		time: instant("time"), union: from("union", "u1", "u2"), thing: from("thing", "x", "y"),
	}
	if rapid.IntRange(0, 3).Draw(t, label+"link") == 0 {
		if e.corrects = from("corrects", "1", "2", "3", "4", "10", "99"); e.corrects == e.id {
			e.corrects = ""
		}
	}
	switch e.kind {
	case "article.read":
		e.person, e.agent = from("reader", "", "r", "r", "r2"), from("agent", "", "", "", "bot")
	case "member.transferred":
		e.to = from("to", "u1", "u2", "u3")
	case "application.submitted":
		if rapid.Bool().Draw(t, label+"has due") {
			e.due = instant("due")
		}
	case "event.voided":
		e.thing, e.voids = "", from("voids", "1", "2", "3", "4", "10", "99")
	case "source.complete":
		e.thing, e.upto, e.families = "", instant("upto"), []string{from("family", "reads", "articles", "members", "applications")}
	}
	return e
}

// TestCountAgainstTheModel: on any set of events, in any order and with copies, the figures are the model's.
func TestCountAgainstTheModel(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var events []ev
		for i := range rapid.IntRange(0, 30).Draw(t, "events") {
			events = append(events, drawEvent(t, fmt.Sprint(i, " ")))
		}
		w := rapid.SampledFrom([]queries.Window{september, running, window("09-02", "09-03", ""), window("09-01", "10-01", "09-01"), window("08-01", "09-01", "09-15")}).Draw(t, "window")
		ledger := ledgerOf(events...)
		names := []string{"articles", "reads", "reads_crawler", "reads_repeat", "verified_members"}
		want := chosen(countByModel(ledger.rows, w), names)
		for seed := range uint64(3) {
			sums, err := Count(t.Context(), ledger.disturbed(seed+rapid.Uint64Range(0, 1000).Draw(t, "order")), testRules(), w, queries.Where{})
			if err != nil {
				t.Fatal(err)
			}
			if got := chosen(sums, names); got != want {
				t.Fatalf("got\n%s\nthe model says\n%s", got, want)
			}
		}
	})
}

package recount

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"unionscreen/queries"
)

var shanghai = time.FixedZone("UTC+8", 8*3600)

// at reads "09-30 23:59:59.999999" as Shanghai time of 2026, as UTC; the time of day may be left out.
func at(text string) time.Time {
	for _, layout := range []string{"01-02 15:04:05.999999", "01-02 15:04", "01-02"} {
		if t, err := time.ParseInLocation(layout, text, shanghai); err == nil {
			return t.AddDate(2026, 0, 0).UTC()
		}
	}
	panic("no time: " + text)
}

// window is a period of 2026, with as_of; an empty as_of lies long after its end.
func window(start, end, asOf string) queries.Window {
	w := queries.Window{Start: at(start), End: at(end), AsOf: at("12-31")}
	if asOf != "" {
		w.AsOf = at(asOf)
	}
	return w
}

// september is closed; running is the same month on the 15th at noon.
var (
	september = window("09-01", "10-01", "")
	running   = window("09-01", "10-01", "09-15 12:00")
)

func testRules() Rules {
	return Rules{Zone: shanghai, RepeatLimit: 3, Crawler: func(agent string) bool { return strings.Contains(agent, "bot") }, ReadsBasis: queries.BasisBest}
}

func identity(source, id string) (out [16]byte) {
	sum := sha256.Sum256([]byte(source + "\x00" + id))
	return [16]byte(sum[:16])
}

// ev is one event in short: source is "s" if none is given.
type ev struct {
	id, kind, time      string
	union, to           string
	thing, person       string
	agent, due          string
	corrects, voids     string
	families            []string
	upto, source, extra string // extra makes another content

	channel, service, caseKind string
	data                       string // JSON; empty = {}
}

func (e ev) row() queries.LedgerRow {
	if e.source == "" {
		e.source = "s"
	}
	r := queries.LedgerRow{Status: queries.Accepted, Source: e.source, ID: e.id, Type: e.kind, Time: at(e.time),
		Ident: identity(e.source, e.id), Union: e.union, UnionTo: e.to, Thing: e.thing, Person: e.person, Agent: e.agent,
		Corrects: e.corrects, Families: e.families, Channel: e.channel, Service: e.service, CaseKind: e.caseKind,
		Family: familyOf(e.kind), Data: []byte(cmp.Or(e.data, "{}"))}
	content := e
	content.id, content.source = "", ""
	sum := sha256.Sum256(fmt.Appendf(nil, "%+v", content))
	r.Content = [16]byte(sum[:16])
	if e.corrects != "" {
		r.CorrectsIdent = identity(e.source, e.corrects)
	}
	if e.voids != "" {
		r.VoidsIdent = identity(e.source, e.voids)
	}
	if e.due != "" {
		r.Due = at(e.due)
	}
	if e.upto != "" {
		r.Upto = at(e.upto)
	}
	return r
}

func familyOf(kind string) string {
	switch kind {
	case "article.read", "article.reads_reported", "article.shared":
		return queries.Reads
	case "union.base_reported":
		return queries.Base
	case "source.complete", "event.voided", "incident.reported":
		return queries.Control
	}
	head, _, _ := strings.Cut(kind, ".")
	return map[string]string{"article": queries.Articles, "member": queries.Members, "card": queries.Members, "union": queries.Members,
		"application": queries.Applications, "rating": queries.Applications, "activity": queries.Activities, "project": queries.Activities,
		"merchant": queries.Merchants, "post": queries.Posts, "channel": queries.Channels}[head]
}

// memory is a ledger in memory; the rows lie in the order of arrival.
type memory struct{ rows []queries.LedgerRow }

func ledgerOf(events ...ev) memory {
	var m memory
	for _, e := range events {
		m.rows = append(m.rows, e.row())
	}
	return m
}

func (m memory) Scan(ctx context.Context, order queries.ScanOrder, fn func(queries.LedgerRow) error) error {
	sorted := slices.Clone(m.rows)
	slices.SortStableFunc(sorted, func(a, b queries.LedgerRow) int {
		if order == queries.OrderIdentity {
			return bytes.Compare(a.Ident[:], b.Ident[:])
		}
		return byThing(a, b)
	})
	for _, row := range sorted {
		if err := fn(row); err != nil {
			return err
		}
	}
	return ctx.Err()
}

// disturbed gives the same set of events in another order with copies.
func (m memory) disturbed(seed uint64) memory {
	rng := rand.New(rand.NewPCG(seed, 1))
	var out memory
	for _, row := range m.rows {
		for range 1 + rng.IntN(3) {
			out.rows = append(out.rows, row)
		}
	}
	rng.Shuffle(len(out.rows), func(i, j int) { out.rows[i], out.rows[j] = out.rows[j], out.rows[i] })
	return out
}

// figures are Sums in one line each: "u1 applications=2 due=1 services={a b} (applications ~members)"; in brackets the
// families that reported, those that did so only before the window with a ~.
func figures(sums []Sum) string { return chosen(sums, nil) }

// chosen are the figures of these names alone, of which "reported" is one; nil chooses all. Unions without any are left out.
func chosen(sums []Sum, names []string) string {
	is := func(name string) bool { return names == nil || slices.Contains(names, name) }
	var lines []string
	for _, sum := range sums {
		line := sum.Union
		for _, name := range slices.Sorted(maps.Keys(sum.Counts)) {
			if is(name) {
				line += fmt.Sprintf(" %s=%d", name, sum.Counts[name])
			}
		}
		for _, name := range slices.Sorted(maps.Keys(sum.Sets)) {
			if is(name) {
				line += fmt.Sprintf(" %s={%s}", name, strings.Join(sum.Sets[name], " "))
			}
		}
		var families []string
		for _, family := range slices.Sorted(maps.Keys(sum.Ever)) {
			if !sum.Reported[family] {
				family = "~" + family
			}
			families = append(families, family)
		}
		if is("reported") && len(families) > 0 {
			line += " (" + strings.Join(families, " ") + ")"
		}
		if line != sum.Union {
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, "\n")
}

func mustCount(t testing.TB, ledger Ledger, w queries.Window) []Sum {
	t.Helper()
	return mustAnswer(t, ledger, testRules(), Question{Window: w}).Sums
}

func mustAnswer(t testing.TB, ledger Ledger, rules Rules, q Question) Answer {
	t.Helper()
	answers, err := CountOver(t.Context(), ledger, rules, q)
	if err != nil {
		t.Fatal(err)
	}
	return answers[0]
}

// example is a hand-computed case.
type example struct {
	about  string
	window queries.Window
	events []ev
	want   []string // lines of the figures under test
}

// check holds the figures of these names, parted by spaces, against what was computed by hand.
func check(t *testing.T, names string, examples []example) {
	t.Helper()
	checkWith(t, testRules(), queries.Where{}, names, examples)
}

func checkWith(t *testing.T, rules Rules, where queries.Where, names string, examples []example) {
	t.Helper()
	for _, x := range examples {
		t.Run(x.about, func(t *testing.T) {
			ledger := ledgerOf(x.events...)
			want := strings.Join(x.want, "\n")
			for seed := range uint64(6) {
				if seed > 0 {
					ledger = ledgerOf(x.events...).disturbed(seed)
				}
				got := chosen(mustAnswer(t, ledger, rules, Question{Window: x.window, Where: where}).Sums, strings.Fields(names))
				if got != want {
					t.Errorf("in order %d: got\n%s\nwant\n%s", seed, got, want)
				}
			}
		})
	}
}

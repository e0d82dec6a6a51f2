package recount

import (
	"bytes"
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
	return Rules{Zone: shanghai, RepeatLimit: 3, Crawler: func(agent string) bool { return strings.Contains(agent, "bot") }}
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
}

func (e ev) row() queries.LedgerRow {
	if e.source == "" {
		e.source = "s"
	}
	r := queries.LedgerRow{Status: queries.Accepted, Source: e.source, ID: e.id, Type: e.kind, Time: at(e.time),
		Ident: identity(e.source, e.id), Union: e.union, UnionTo: e.to, Thing: e.thing, Person: e.person, Agent: e.agent,
		Corrects: e.corrects, Families: e.families}
	content := e
	content.id, content.source = "", ""
	sum := sha256.Sum256(fmt.Appendf(nil, "%+v", content))
	r.Content = [16]byte(sum[:16])
	switch head, _, _ := strings.Cut(e.kind, "."); {
	case e.kind == "article.read":
		r.Family = queries.Reads
	case head == "article":
		r.Family = queries.Articles
	case head == "member":
		r.Family = queries.Members
	case head == "application":
		r.Family = queries.Applications
	default:
		r.Family = queries.Control
	}
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

// figures are Sums in one line each: "u1 applications=2 due=1 (applications)"; the families that reported in brackets.
func figures(sums []Sum) string {
	var lines []string
	for _, sum := range sums {
		line := sum.Union
		for _, indicator := range slices.Sorted(maps.Keys(sum.Counts)) {
			line += fmt.Sprintf(" %s=%d", indicator, sum.Counts[indicator])
		}
		lines = append(lines, line+" ("+strings.Join(slices.Sorted(maps.Keys(sum.Reported)), " ")+")")
	}
	return strings.Join(lines, "\n")
}

func mustCount(t testing.TB, ledger Ledger, w queries.Window) []Sum {
	t.Helper()
	sums, err := Count(t.Context(), ledger, testRules(), w)
	if err != nil {
		t.Fatal(err)
	}
	return sums
}

// example is a hand-computed case.
type example struct {
	about  string
	window queries.Window
	events []ev
	want   []string // lines of figures
}

func check(t *testing.T, examples []example) {
	for _, x := range examples {
		t.Run(x.about, func(t *testing.T) {
			ledger := ledgerOf(x.events...)
			want := strings.Join(x.want, "\n")
			if got := figures(mustCount(t, ledger, x.window)); got != want {
				t.Errorf("got\n%s\nwant\n%s", got, want)
			}
			for seed := range uint64(5) {
				if got := figures(mustCount(t, ledger.disturbed(seed), x.window)); got != want {
					t.Errorf("in another order with copies: got\n%s\nwant\n%s", got, want)
				}
			}
		})
	}
}

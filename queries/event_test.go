package queries

import (
	"cmp"
	"crypto/sha256"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"
)

// ev is an event as the tests write it down; row makes the ledger's row of it.
type ev struct {
	source, id, kind, union, to, thing, person string
	at                                         string // local time "2026-11-03 08:00:00"
	due, upto                                  string
	corrects, voids                            string // ids of the same source
	agent, service, caseKind                   string
	families                                   []string
	content                                    string // distinguishes contents of one identity
	channel, date, baseDate                    string
	data                                       string // JSON; empty: {}
}

const clockForm = "2006-01-02 15:04:05"

func at(text string) time.Time {
	if text == "" {
		return time.Time{}
	}
	t, err := time.ParseInLocation("2006-01-02 15:04:05.999999", text, shanghai)
	if err != nil {
		t, err = time.ParseInLocation(time.DateOnly, text, shanghai)
	}
	if err != nil {
		panic(err)
	}
	return t.UTC()
}

func identOf(source, id string) [16]byte {
	sum := sha256.Sum256([]byte(source + "\x00" + id))
	return [16]byte(sum[:16])
}

func (e ev) row() LedgerRow {
	if e.source == "" {
		e.source = "/s"
	}
	r := LedgerRow{
		Status: Accepted, RecordTime: at(e.at), Source: e.source, ID: e.id, Type: e.kind, Corrects: e.corrects,
		Ident: identOf(e.source, e.id), Time: at(e.at), Union: e.union, UnionTo: e.to, Thing: e.thing, Person: e.person,
		Agent: e.agent, Service: e.service, CaseKind: e.caseKind, Due: at(e.due), Upto: at(e.upto), Families: e.families,
		Channel: e.channel, Date: e.date, BaseDate: e.baseDate, Family: familyOf(e.kind), Data: []byte(cmp.Or(e.data, "{}")),
	}
	if r.Family == Members && r.Person == "" && e.kind != "union.online" {
		r.Person = r.Thing
	}
	if e.corrects != "" {
		r.CorrectsIdent = identOf(e.source, e.corrects)
	}
	if e.voids != "" {
		r.VoidsIdent = identOf(e.source, e.voids)
	}
	sum := sha256.Sum256(fmt.Appendf(nil, "%+v", e))
	r.Content = [16]byte(sum[:16])
	return r
}

// familyOf is the table of events.md.
func familyOf(kind string) string {
	prefix, _, _ := strings.Cut(kind, ".")
	switch kind {
	case "article.read", "article.reads_reported", "article.shared":
		return Reads
	case "union.base_reported":
		return Base
	case "union.online", "union.rated":
		return Members
	case "rating.voided":
		return Applications
	case "project.featured":
		return Activities
	}
	family, found := map[string]string{"article": Articles, "member": Members, "card": Members, "application": Applications,
		"activity": Activities, "merchant": Merchants, "post": Posts, "channel": Channels}[prefix]
	if !found {
		return Control
	}
	return family
}

// feed hands rows to a store as one source's log.
type feed struct {
	t    *testing.T
	s    *Store
	src  string
	next uint64
}

func newFeed(t *testing.T, s *Store) *feed { return &feed{t: t, s: s, src: "c/t/0"} }

func (f *feed) send(events ...ev) {
	f.t.Helper()
	rows := make([]LedgerRow, len(events))
	for i, e := range events {
		rows[i] = e.row()
	}
	f.sendRows(rows)
}

func (f *feed) sendRows(rows []LedgerRow) {
	f.t.Helper()
	for i := range rows {
		rows[i].Src, rows[i].Offset, rows[i].OffsetEnd = f.src, f.next, f.next
		f.next++
	}
	if err := f.s.Append(f.t.Context(), rows); err != nil {
		f.t.Fatal(err)
	}
}

func (f *feed) advance(asOf string) Advanced {
	f.t.Helper()
	advanced, err := f.s.Advance(f.t.Context(), at(asOf))
	if err != nil {
		f.t.Fatal(err)
	}
	return advanced
}

func containsFold(text, part string) bool {
	return strings.Contains(strings.ToLower(text), strings.ToLower(part))
}

// window of the fourth quarter, at an instant.
func quarter(asOf string) Window {
	return Window{Start: at("2026-10-01"), End: at("2027-01-01"), AsOf: at(asOf)}
}

// say prints sums one union a line, counts that are zero left out: "u1 reported articles=2".
func say(s Sums) string {
	var lines []string
	for _, row := range s.Rows {
		words := []string{row.Union}
		switch {
		case row.Reported:
			words = append(words, "reported")
		case row.Ever:
			words = append(words, "ever")
		}
		for _, name := range slices.Sorted(maps.Keys(row.Counts)) {
			if n := row.Counts[name]; n != 0 {
				words = append(words, fmt.Sprintf("%s=%d", name, n))
			}
		}
		for _, name := range slices.Sorted(maps.Keys(row.Sets)) {
			if set := row.Sets[name]; len(set) != 0 {
				words = append(words, fmt.Sprintf("%s=%s", name, strings.Join(set, ",")))
			}
		}
		lines = append(lines, strings.Join(words, " "))
	}
	return strings.Join(lines, "; ")
}

// brief leaves out what the tables of cases need not repeat: days of articles, and single readings where all are.
func brief(s Sums) Sums {
	for i := range s.Rows {
		delete(s.Rows[i].Sets, "article_days")
		if counts := s.Rows[i].Counts; counts["reads_single"] == counts["reads"] {
			delete(counts, "reads_single")
		}
	}
	return s
}

func (f *feed) sums(family string, w Window, where ...Where) Sums {
	f.t.Helper()
	found, err := f.s.FamilySums(f.t.Context(), family, w, append(where, Where{})[0])
	if err != nil {
		f.t.Fatal(err)
	}
	return found
}

func (f *feed) expect(family string, w Window, want string, where ...Where) {
	f.t.Helper()
	if got := say(brief(f.sums(family, w, where...))); got != want {
		f.t.Errorf("%s as of %s:\n got %s\nwant %s", family, w.AsOf.In(shanghai).Format(clockForm), got, want)
	}
}

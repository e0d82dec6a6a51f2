package queries

import (
	"cmp"
	"slices"
	"time"
)

// truth calculates the figures of a set of events the slow and plain way, with
// nothing in common with the SQL but the contract: it is what the store is
// compared with.
type truth struct {
	rows   []LedgerRow            // distinct contents, in order
	byName map[[16]byte]LedgerRow // of identities that are not in conflict
	out    map[[16]byte]bool
	zone   *time.Location
	limit  int
	basis  string
	bot    func(string) bool
	limits func(service string, submitted time.Time) (due, acceptBy time.Time)
}

func newTruth(cfg Config, rows []LedgerRow) *truth {
	t := &truth{byName: map[[16]byte]LedgerRow{}, out: map[[16]byte]bool{}, zone: cfg.Zone, limit: cfg.RepeatLimit, basis: cfg.ReadsBasis, bot: cfg.Crawler, limits: cfg.Limit}
	type name struct{ ident, content [16]byte }
	seen := map[name]bool{}
	conflict := map[[16]byte]bool{}
	for _, r := range rows {
		if r.Status != Accepted || seen[name{r.Ident, r.Content}] {
			continue
		}
		seen[name{r.Ident, r.Content}] = true
		if _, found := t.byName[r.Ident]; found {
			conflict[r.Ident] = true
		}
		t.byName[r.Ident] = r
		t.rows = append(t.rows, r)
	}
	slices.SortFunc(t.rows, order)
	var none [16]byte
	label := map[[16]byte]int{} // of the lineage
	for i, r := range t.rows {
		label[r.Ident] = i
		if conflict[r.Ident] {
			t.out[r.Ident] = true
		}
	}
	for _, r := range t.rows {
		if conflict[r.Ident] {
			continue
		}
		for _, target := range [][16]byte{r.CorrectsIdent, r.VoidsIdent} {
			aim, known := t.byName[target]
			if target == none || !known {
				continue
			}
			if aim.Type != "event.voided" {
				t.out[target] = true
			}
		}
		if _, known := t.byName[r.CorrectsIdent]; known {
			from, to := label[r.CorrectsIdent], label[r.Ident]
			for i := range label {
				if label[i] == from {
					label[i] = to
				}
			}
		}
	}
	best := map[int]LedgerRow{}
	for _, r := range t.rows {
		if t.out[r.Ident] || r.Type == "event.voided" {
			continue
		}
		if b, found := best[label[r.Ident]]; !found || order(b, r) < 0 {
			best[label[r.Ident]] = r
		}
	}
	for _, r := range t.rows {
		if b, found := best[label[r.Ident]]; found && !t.out[r.Ident] && r.Type != "event.voided" && b.Ident != r.Ident {
			defer func() { t.out[r.Ident] = true }()
		}
	}
	return t
}

func order(a, b LedgerRow) int {
	return cmp.Or(a.Time.Compare(b.Time), cmp.Compare(a.ID, b.ID), cmp.Compare(a.Source, b.Source))
}

// happened is when a row counts: what speaks of a day from that day on, a base up to the end of its day.
func (t *truth) happened(r LedgerRow) time.Time {
	if text := cmp.Or(r.Date, r.BaseDate); text != "" {
		day, err := time.ParseInLocation(time.DateOnly, text, t.zone)
		if err != nil {
			panic(err)
		}
		if r.BaseDate != "" {
			return day.AddDate(0, 0, 1).Add(-time.Microsecond)
		}
		return day
	}
	return r.Time
}

// live lists the events that count, before an instant, in order.
func (t *truth) live(family string, before time.Time) []LedgerRow {
	var rows []LedgerRow
	for _, r := range t.rows {
		if r.Family == family && !t.out[r.Ident] && t.happened(r).Before(before) {
			rows = append(rows, r)
		}
	}
	return rows
}

func (t *truth) sums(family string, w Window, where Where) []UnionSum {
	e := w.End
	if w.AsOf.Before(e) {
		e = w.AsOf
	}
	rows := map[string]*UnionSum{}
	add := func(union, name string, n int64) {
		if rows[union] == nil {
			rows[union] = &UnionSum{Union: union, Counts: map[string]int64{}}
		}
		if n != 0 {
			rows[union].Counts[name] += n
		}
	}
	live := t.live(family, e)
	said := func(union string, inside bool) {
		add(union, "", 0)
		rows[union].Ever = true
		rows[union].Reported = rows[union].Reported || inside
	}
	for _, r := range live {
		said(r.Union, !t.happened(r).Before(w.Start))
		if r.UnionTo != "" {
			said(r.UnionTo, !t.happened(r).Before(w.Start))
		}
	}
	for _, r := range t.live(Control, w.AsOf) {
		running := w.AsOf.Before(w.End)
		if r.Type == completeType && slices.Contains(r.Families, family) && (running || !r.Upto.Before(w.End)) {
			said(r.Union, !running || r.Upto.After(w.Start))
		}
	}
	switch family {
	case Articles:
		t.articles(live, w, where, func(union string) *UnionSum { return rows[union] }, add)
	case Reads:
		t.readings(live, w, e, where, add)
	case Members:
		t.members(live, w, e, add)
	case Applications:
		t.cases(live, w, e, where, add, func(union, set, member string) { rows[union].include(set, []string{member}) })
	case Activities:
		t.activities(live, w, where, add)
	case Merchants:
		t.merchants(live, w, add)
	case Posts:
		t.posts(live, w, where, add)
	case Base:
		t.base(w, e, add)
	case Channels:
		t.channels(live, w, where, add)
	}
	var sums []UnionSum
	for _, row := range rows {
		sums = append(sums, *row)
	}
	slices.SortFunc(sums, func(a, b UnionSum) int { return cmp.Compare(a.Union, b.Union) })
	return sums
}

type addFunc func(union, name string, n int64)

func (t *truth) homes(live []LedgerRow) map[string]string {
	verified, home := map[string]bool{}, map[string]string{}
	for _, r := range live {
		switch r.Type {
		case "member.verified":
			verified[r.Thing], home[r.Thing] = true, r.Union
		case "member.unverified":
			verified[r.Thing] = false
		case "member.transferred":
			home[r.Thing] = r.UnionTo
		}
	}
	for person := range home {
		if !verified[person] {
			delete(home, person)
		}
	}
	return home
}

// trend is the day figures, each day a window of its own.
func (t *truth) trend(unions []string, from, to, asOf time.Time) []DayFigure {
	var figures []DayFigure
	for day := from; day.Before(to) && day.Before(asOf); day = day.AddDate(0, 0, 1) {
		w := Window{Start: day, End: day.AddDate(0, 0, 1), AsOf: asOf}
		f := DayFigure{Day: day.In(t.zone).Format(time.DateOnly), Counts: map[string]int64{}}
		for _, name := range []string{"articles", "reads", "applications", "completions", "verified_members"} {
			f.Counts[name] = 0
			for _, family := range []string{Articles, Reads, Members, Applications} {
				for _, row := range t.sums(family, w, Where{}) {
					if slices.Contains(unions, row.Union) {
						f.Counts[name] += row.Counts[name]
					}
				}
			}
		}
		figures = append(figures, f)
	}
	return figures
}

package aggregator

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"time"

	"unionscreen/queries"
)

// ErrNoPlace says that a list cannot go on at a place.
var ErrNoPlace = errors.New("no list of overdue cases goes on at that place")

// CasePlace is where a list of overdue cases goes on: behind Case, as of the instant at which the list began, so that its
// pages are parts of one list. The zero value begins a list.
type CasePlace struct {
	AsOf, Deadline time.Time
	Case           string
}

// longestList is how long after its beginning a list may be read on.
const longestList = 24 * time.Hour

// OverdueCases lists the cases of a union and all below it that are open past their deadline, as its board counts them.
// One question runs at a time, and a step waits for one at most; a repeated one is answered from memory until the board
// changes, or for some seconds.
func (t *Tally) OverdueCases(ctx context.Context, union string, after CasePlace, limit int) (OpenCases, error) {
	now := t.current.Load()
	switch _, known := t.tree.Load().Union(union); {
	case now == nil:
		return OpenCases{}, ErrNoFigures
	case !known:
		return OpenCases{}, ErrNoUnion
	}
	asOf := now.board.AsOf
	if begun := after.AsOf; !begun.IsZero() {
		if begun.After(asOf) || asOf.Sub(begun) > longestList {
			return OpenCases{}, ErrNoPlace
		}
		asOf = begun
	}
	t.listing.Lock()
	defer t.listing.Unlock()
	key := listed{union, after, limit}
	if kept, ok := t.lists[key]; ok && (kept.of == now || time.Since(kept.given) < answerAge) {
		return kept.cases, nil
	}
	cases, err := t.list(ctx, key, asOf)
	if err != nil {
		return OpenCases{}, err
	}
	if len(t.lists) >= maxLists {
		clear(t.lists)
	}
	t.lists[key] = list{cases: cases, of: now, given: time.Now()}
	return cases, nil
}

// maxLists bounds the pages kept for those who ask again.
const maxLists = 64

// listed is what was asked.
type listed struct {
	union string
	after CasePlace
	limit int
}

// list is a page that was answered.
type list struct {
	cases OpenCases
	of    *view
	given time.Time
}

// list reads one page, and one case more to know whether there are others.
func (t *Tally) list(ctx context.Context, asked listed, asOf time.Time) (OpenCases, error) {
	zone := t.cfg.Scheme.Calendar.Location()
	page := OpenCases{Union: asked.union, AsOf: asOf.In(zone), Cases: []OpenCase{}}
	limit := min(max(asked.limit, 1), queries.LongestOverdue)
	tree, total, found, err := t.readOpen(ctx, asked, asOf, limit+1)
	if err != nil {
		return page, err
	}
	page.Total = total
	if len(found) > limit {
		found = found[:limit]
		last := found[limit-1]
		page.Following = &CasePlace{AsOf: asOf, Deadline: last.Deadline, Case: last.Case}
	}
	names := make([]string, len(found))
	for i, c := range found {
		names[i] = c.Case
	}
	links, err := t.deps.Ledger.CaseLinks(ctx, names)
	if err != nil {
		return page, fmt.Errorf("read addresses of overdue cases: %w", err)
	}
	for _, c := range found {
		home, _ := tree.Union(c.Union)
		page.Cases = append(page.Cases, OpenCase{
			Case: c.Case, Union: c.Union, Name: home.Name, ShortName: home.ShortName,
			Service: c.Service, Names: (*t.services.Load())[c.Service], Kind: c.CaseKind,
			Submitted: c.Submitted.In(zone), Deadline: c.Deadline.In(zone), URL: linkOf(links[c.Case]),
		})
	}
	return page, nil
}

// readOpen asks for the cases over the unions whose cases the board counts for the union.
func (t *Tally) readOpen(ctx context.Context, asked listed, asOf time.Time, limit int) (*Tree, int64, []queries.OverdueCase, error) {
	t.work.Lock()
	defer t.work.Unlock()
	if t.torn {
		return nil, 0, nil, errTorn
	}
	tree := t.moment.tree
	if _, ok := tree.Union(asked.union); !ok {
		return nil, 0, nil, ErrNoUnion // of a registry that takes effect with the next step
	}
	period := PeriodAt(KindQuarter, lastInstant(asOf), t.cfg.Scheme.Calendar)
	total, found, err := t.deps.Ledger.OverdueCases(ctx, queries.OverdueFilter{
		Unions: t.closureOf(tree, period, asOf).counted[asked.union], AsOf: asOf, Limit: limit,
		After: queries.OverduePlace{Deadline: asked.after.Deadline, Case: asked.after.Case},
	})
	if err != nil {
		return nil, 0, nil, fmt.Errorf("list overdue cases: %w", err)
	}
	return tree, total, found, nil
}

// longestLink bounds an address, in bytes: browsers take no longer one everywhere.
const longestLink = 2000

// linkOf is an address that a page may lead to: of the web, absolute, without a name or password in it. Anything else that
// was reported is none.
func linkOf(reported string) string {
	if len(reported) > longestLink || strings.ContainsFunc(reported, func(r rune) bool { return r <= ' ' || r == 0x7f || r == '\\' }) {
		return ""
	}
	address, err := url.Parse(reported)
	if err != nil || address.Scheme != "http" && address.Scheme != "https" || address.Hostname() == "" || address.User != nil {
		return ""
	}
	return address.String()
}

package queries

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"
)

// sums collects the figures of a family by union.
type sums struct {
	counted []string // names of the counts, so that a union without a figure shows zeros
	rows    map[string]*UnionSum
	next    int64 // earliest later change, microseconds; 0: none
}

func newSums(counted ...string) *sums {
	return &sums{counted: counted, rows: map[string]*UnionSum{}}
}

func (s *sums) of(union string) *UnionSum {
	row, found := s.rows[union]
	if !found {
		row = &UnionSum{Union: union, Counts: make(map[string]int64, len(s.counted))}
		for _, name := range s.counted {
			row.Counts[name] = 0
		}
		s.rows[union] = row
	}
	return row
}

// changes notes an instant of a later change; 0 is none.
func (s *sums) changes(at int64) {
	if at != 0 && (s.next == 0 || at < s.next) {
		s.next = at
	}
}

// afterEvent notes the change by an event at that time: it counts from the next
// microsecond on, for as_of is exclusive.
func (s *sums) afterEvent(at int64) {
	if at != 0 {
		s.changes(at + 1)
	}
}

// FamilySums gives the OWN figures of every union that has any or that reported
// the family, in the order of their codes. Its figures are those of the ledger
// as far as Advance brought it in; they are exact for every w.AsOf, and cheap
// where the last Advance was for that same instant.
//
// Which counts and sets a family has, its own function lists: sumArticles,
// sumReads, sumChannels, sumCases and those of sums_work.go.
func (s *Store) FamilySums(ctx context.Context, family string, w Window, where Where) (Sums, error) {
	if !w.Start.Before(w.End) {
		return Sums{}, fmt.Errorf("sum %s: the window ends at %s, not after its start %s", family, w.End, w.Start)
	}
	ask := map[string]func(context.Context, Window, Where) (*sums, error){
		Articles: s.sumArticles, Reads: s.sumReads, Members: s.sumMembers, Applications: s.sumCases,
		Activities: s.sumActivities, Merchants: s.sumMerchants, Posts: s.sumPosts, Base: s.sumBase,
		Channels: s.sumChannels,
	}[family]
	if ask == nil {
		return Sums{}, fmt.Errorf("sum %q: no such family, there are %s", family, strings.Join(Families(), ", "))
	}
	found, err := ask(ctx, w, where)
	if err != nil {
		return Sums{}, fmt.Errorf("sum %s: %w", family, err)
	}
	if !w.AsOf.Before(w.End) {
		found.next = 0 // everything before the end counts already
	}
	if err := s.declared(ctx, family, w, found); err != nil {
		return Sums{}, fmt.Errorf("sum %s: %w", family, err)
	}
	return found.sorted(), nil
}

func (s *sums) sorted() Sums {
	rows := make([]UnionSum, 0, len(s.rows))
	for _, row := range s.rows {
		rows = append(rows, *row)
	}
	slices.SortFunc(rows, func(a, b UnionSum) int { return strings.Compare(a.Union, b.Union) })
	return Sums{Rows: rows, NextChange: instant(s.next)}
}

// days are the first and last day of the window in the zone.
func (s *Store) days(w Window) (first, last string) {
	return w.Start.In(s.cfg.Zone).Format(time.DateOnly), w.End.Add(-time.Microsecond).In(s.cfg.Zone).Format(time.DateOnly)
}

// said notes which unions have an event of their own of the family: in the window, and ever before its end.
func (s *Store) said(ctx context.Context, family string, w Window, found *sums) error {
	first, last := s.days(w)
	return s.each(ctx, func(r driver.Rows) error {
		var union string
		var reported, ever bool
		var next int64
		if err := r.Scan(&union, &reported, &ever, &next); err != nil {
			return err
		}
		found.noteSaid(union, reported, ever)
		found.afterEvent(next)
		return nil
	}, "sums_presence", arg("family", family), arg("first_day", first), arg("last_day", last), arg("until", micros(w.until())))
}

func (s *sums) noteSaid(union string, reported, ever bool) {
	if reported || ever {
		row := s.of(union)
		row.Reported, row.Ever = row.Reported || reported, row.Ever || ever
	}
}

// declared notes which unions declared the family complete. A closed period
// wants a declaration up to its end; a running one wants one beyond its start,
// or for stocks and cases any.
func (s *Store) declared(ctx context.Context, family string, w Window, found *sums) error {
	upto, beyond := micros(w.End), int64(0)
	if running := w.AsOf.Before(w.End); running {
		upto, beyond = 0, micros(w.Start)
	}
	return s.each(ctx, func(r driver.Rows) error {
		var union string
		var reported, ever bool
		var next int64
		if err := r.Scan(&union, &reported, &ever, &next); err != nil {
			return err
		}
		found.noteSaid(union, reported, ever)
		if ever && w.AsOf.Before(w.End) {
			found.changes(micros(w.End)) // a closed period asks for more
		}
		found.afterEvent(next)
		return nil
	}, "sums_complete", arg("family", family), arg("asof", micros(w.AsOf)), arg("upto", upto), arg("beyond", beyond))
}

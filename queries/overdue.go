package queries

import (
	"context"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"
)

// Overdue counts the cases that are open past their deadline at asOf, by union,
// service and kind, in that order.
func (s *Store) Overdue(ctx context.Context, asOf time.Time) ([]OverdueRow, error) {
	var found []OverdueRow
	err := s.each(ctx, func(r driver.Rows) error {
		var o OverdueRow
		var oldest int64
		if err := r.Scan(&o.Union, &o.Service, &o.CaseKind, &o.Count, &oldest); err != nil {
			return err
		}
		o.Oldest = instant(oldest)
		found = append(found, o)
		return nil
	}, "overdue", arg("asof", micros(asOf)))
	return found, err
}

// LongestOverdue bounds a page of overdue cases. The question keeps one more, so
// that one may ask whether there are more.
const LongestOverdue = 200

// OverdueFilter names the cases that are asked for: those in the care of Unions
// at AsOf, behind After, at most Limit of them (LongestOverdue+1 at most).
type OverdueFilter struct {
	Unions []string
	AsOf   time.Time
	After  OverduePlace
	Limit  int
}

// OverduePlace is a case's place in the list; the zero value begins it.
type OverduePlace struct {
	Deadline time.Time
	Case     string
}

// OverdueCase is a case that is open past its deadline. Union is the one
// responsible at the asked instant.
type OverdueCase struct {
	Case, Union, Service, CaseKind string
	Submitted, Deadline            time.Time
}

// OverdueCases lists overdue cases, the oldest deadline first and of equal ones
// by their names, and counts all that the filter's unions have, whatever After
// and Limit say.
func (s *Store) OverdueCases(ctx context.Context, f OverdueFilter) (total int64, cases []OverdueCase, err error) {
	err = s.each(ctx, func(r driver.Rows) error {
		var c OverdueCase
		var all uint64
		var submitted, deadline int64
		if err := r.Scan(&all, &c.Case, &c.Union, &c.Service, &c.CaseKind, &submitted, &deadline); err != nil {
			return err
		}
		total = int64(all)
		if submitted != 0 {
			c.Submitted, c.Deadline = instant(submitted), instant(deadline)
			cases = append(cases, c)
		}
		return nil
	}, "overdue_cases", arg("asof", micros(f.AsOf)), arg("unions", some(f.Unions)), arg("after_deadline", micros(f.After.Deadline)), arg("after_case", f.After.Case),
		arg("limit", uint64(min(max(f.Limit, 0), LongestOverdue+1))))
	return total, cases, err
}

// CaseLinks gives what the submissions of some cases named as their addresses,
// as it was sent; a case without one is absent.
func (s *Store) CaseLinks(ctx context.Context, cases []string) (map[string]string, error) {
	links := map[string]string{}
	if len(cases) == 0 {
		return links, nil
	}
	err := s.each(ctx, func(r driver.Rows) error {
		var name, link string
		err := r.Scan(&name, &link)
		links[name] = link
		return err
	}, "case_links", arg("cases", cases))
	return links, err
}

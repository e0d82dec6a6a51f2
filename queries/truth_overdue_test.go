package queries

import (
	"cmp"
	"maps"
	"reflect"
	"slices"
	"testing"
	"time"
)

// open are the cases past their deadline, by name.
func (t *truth) open(asOf time.Time) map[string]*story {
	found := t.stories(t.live(Applications, asOf))
	maps.DeleteFunc(found, func(_ string, c *story) bool {
		return c.submitted == nil || c.completed != nil || c.withdrawn || c.paused != nil || c.due.IsZero() || !c.due.Before(asOf)
	})
	return found
}

// overdueCases is the whole list of OverdueCases.
func (t *truth) overdueCases(asOf time.Time, unions []string) []OverdueCase {
	var cases []OverdueCase
	for name, c := range t.open(asOf) {
		if slices.Contains(unions, c.home) {
			cases = append(cases, OverdueCase{name, c.home, c.submitted.Service, c.submitted.CaseKind, c.submitted.Time.UTC(), c.due.UTC()})
		}
	}
	slices.SortFunc(cases, func(a, b OverdueCase) int { return cmp.Or(a.Deadline.Compare(b.Deadline), cmp.Compare(a.Case, b.Case)) })
	return cases
}

// compareOpen holds the list of overdue cases, read whole and by pages, against the truth, and their addresses.
func compareOpen(t *testing.T, s *Store, want *truth, asOf time.Time) {
	t.Helper()
	for i, unions := range [][]string{{"u1", "u2", "u3"}, {"u1"}, {"u2", "u9"}} {
		cases := want.overdueCases(asOf, unions)
		var names []string
		for _, c := range cases {
			names = append(names, c.Case)
		}
		for _, length := range []int{2, LongestOverdue}[min(i, 1):] {
			var got []OverdueCase
			for f := (OverdueFilter{Unions: unions, AsOf: asOf, Limit: length}); ; {
				total, page, err := s.OverdueCases(t.Context(), f)
				if err != nil {
					t.Fatal(err)
				}
				if total != int64(len(cases)) || len(page) > length {
					t.Fatalf("%d overdue cases of %v, %d on a page of %d; want %d in all", total, unions, len(page), length, len(cases))
				}
				if got = append(got, page...); len(page) < length {
					break
				}
				f.After = OverduePlace{page[length-1].Deadline, page[length-1].Case}
			}
			if !reflect.DeepEqual(got, cases) {
				t.Fatalf("overdue cases of %v as of %s, %d at once:\n got %v\nwant %v", unions, asOf.In(shanghai), length, got, cases)
			}
		}
		links, err := s.CaseLinks(t.Context(), names)
		if err != nil || len(links) != len(names) {
			t.Fatalf("%d links of %d cases, %v", len(links), len(names), err)
		}
		for _, name := range names { // the submission that counts may lie after as_of only where the case is not overdue
			if got, want := links[name], "https://hall/"+want.open(asOf)[name].submitted.ID; got != want {
				t.Fatalf("%s leads to %s, want %s", name, got, want)
			}
		}
	}
}

// overdue is the list of Overdue.
func (t *truth) overdue(asOf time.Time) []OverdueRow {
	type key struct{ union, service, kind string }
	found := map[key]OverdueRow{}
	for _, c := range t.open(asOf) {
		k := key{c.home, c.submitted.Service, c.submitted.CaseKind}
		o := found[k]
		if o.Count == 0 || c.due.Before(o.Oldest) {
			o.Oldest = c.due.UTC()
		}
		found[k] = OverdueRow{c.home, k.service, k.kind, o.Count + 1, o.Oldest}
	}
	var rows []OverdueRow
	for _, o := range found {
		rows = append(rows, o)
	}
	slices.SortFunc(rows, func(a, b OverdueRow) int {
		return cmp.Or(cmp.Compare(a.Union, b.Union), cmp.Compare(a.Service, b.Service), cmp.Compare(a.CaseKind, b.CaseKind))
	})
	return rows
}

package queries

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

func TestAnomaliesAreListedInOrderAndPages(t *testing.T) {
	s := newStore(t)
	f := newFeed(t, s)
	row := func(id, date string, reads int) ev {
		return ev{id: id, kind: "article.reads_reported", union: "u2", thing: "a", channel: "wechat", at: date, date: date,
			data: fmt.Sprintf(`{"date":%q,"measure":"times","cumulative":true,"reads":%d}`, date, reads)}
	}
	f.send(
		did("1", "application.completed", "u1", "early", "", "2026-10-02", ""), ev{id: "2", kind: "application.submitted", union: "u1", thing: "early", service: "s", caseKind: "service", at: "2026-10-03", due: "2026-10-04"},
		did("3", "application.completed", "u2", "alone", "", "2026-10-02", ""),
		did("4", "application.submitted", "u2", "timeless", "", "2026-10-02", ""), did("5", "application.submitted", "u2", "taken back", "", "2026-10-02", ""), did("6", "application.withdrawn", "u2", "taken back", "", "2026-10-03", ""),
		did("7", "application.completed", "u3", "later", "", tooLate, ""),
		row("8", "2026-10-05", 500), row("9", "2026-10-06", 450), row("10", "2026-10-07", 600),
	)
	f.advance(closed)
	list := func(filter AnomalyFilter) string {
		t.Helper()
		filter.AsOf, filter.Limit = at(lastInstant), max(filter.Limit, 1)
		found, err := s.Anomalies(t.Context(), filter)
		if err != nil {
			t.Fatal(err)
		}
		var words []string
		for _, a := range found {
			if a.Detail == "" || a.At.IsZero() {
				t.Errorf("%+v says nothing", a)
			}
			words = append(words, a.Kind+" "+a.Union+" "+a.Thing)
		}
		return strings.Join(words, "; ")
	}
	if got := list(AnomalyFilter{Limit: 10, Known: []string{"u1", "u3"}, Kind: UnknownUnion}); got != "unknown_union u2 " {
		t.Errorf("unknown: %q", got)
	}
	all := []string{"completed_before_submitted u1 early", "completed_without_submission u2 alone", "falling_total u2 a wechat", "never_due u2 timeless"}
	if got := list(AnomalyFilter{Limit: 10}); got != strings.Join(all, "; ") {
		t.Errorf("all: %s", got)
	}
	if got := list(AnomalyFilter{Limit: 10, Unions: []string{"u1"}}); got != all[0] {
		t.Errorf("of u1: %s", got)
	}
	if got := list(AnomalyFilter{Limit: 10, Kind: FallingTotal}); got != all[2] {
		t.Errorf("falling: %s", got)
	}
	var pages []string
	for place := (AnomalyPlace{}); ; {
		page := list(AnomalyFilter{After: place})
		if page == "" {
			break
		}
		pages = append(pages, page)
		parts := strings.SplitN(page, " ", 3)
		place = AnomalyPlace{parts[0], parts[1], parts[2]}
	}
	if !slices.Equal(pages, all) {
		t.Errorf("pages %q", pages)
	}
}

package aggregator

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"unionscreen/queries"
)

// caseName is what the nth open case of the memory is called.
func caseName(n int) string { return fmt.Sprintf("c%02d", n) }

func (m *memory) OverdueCases(_ context.Context, f queries.OverdueFilter) (total int64, cases []queries.OverdueCase, err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if err := m.broken("overdue cases"); err != nil {
		return 0, nil, err
	}
	m.asked = append(m.asked, "cases of "+strings.Join(f.Unions, "+"))
	for n, c := range m.open {
		if slices.Contains(f.Unions, c.union) && c.due.Before(f.AsOf) {
			cases = append(cases, queries.OverdueCase{Case: caseName(n), Union: c.union, Service: c.service, CaseKind: c.kind, Submitted: c.due.Add(-time.Hour), Deadline: c.due.UTC()})
		}
	}
	slices.SortStableFunc(cases, func(a, b queries.OverdueCase) int { return a.Deadline.Compare(b.Deadline) })
	total = int64(len(cases))
	cases = slices.DeleteFunc(cases, func(c queries.OverdueCase) bool {
		return c.Deadline.Before(f.After.Deadline) || c.Deadline.Equal(f.After.Deadline) && c.Case <= f.After.Case
	})
	return total, cases[:min(len(cases), f.Limit)], nil
}

func (m *memory) CaseLinks(_ context.Context, cases []string) (map[string]string, error) {
	links := map[string]string{}
	for _, name := range cases {
		links[name] = map[string]string{"c00": "https://hall.example.org/c00", "c01": "javascript:alert(1)"}[name]
	}
	return links, m.broken("links")
}

func (m *memory) BoardPlaces(_ context.Context, union string, f queries.BoardFilter) ([]queries.BoardPlace, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var places []queries.BoardPlace
	for _, span := range f.Spans {
		var last *queries.BoardRecord
		for _, r := range m.records {
			if r.Owner == f.Owner && r.Cause == f.Cause && slices.Contains(f.Periods, r.Period) && r.At.After(span.Start) && !r.At.After(span.End) && (last == nil || r.At.After(last.At)) {
				last = &r
			}
		}
		if last == nil {
			continue
		}
		var board Board
		if err := json.Unmarshal(last.Body, &board); err != nil {
			return nil, err
		}
		for _, group := range board.Groups {
			for _, u := range group.Units {
				if u.Union == union {
					places = append(places, queries.BoardPlace{Period: last.Period, At: last.At, Group: group.ID, Rank: int64(u.Rank), Of: int64(len(group.Units)), Total: u.Total, FullMarks: group.FullMarks})
				}
			}
		}
	}
	return places, m.broken("places")
}

// lateCases are open cases of A, of A1 below it and of B.
func lateCases() []openCase {
	return []openCase{
		{"A1", "help", "service", at("2026-10-08 10:00:00")},
		{"A", "", "appeal", at("2026-10-09 10:00:00")},
		{"B", "help", "service", at("2026-10-07 10:00:00")},
		{"A", "unknown", "service", at("2026-10-09 10:00:00")},
		{"A", "help", "service", at("2026-10-10 12:00:00")}, // due at as_of: not over
		{"X", "help", "service", at("2026-10-01 10:00:00")}, // of nobody that the registry knows
	}
}

func caseNames(page OpenCases) string {
	var names []string
	for _, c := range page.Cases {
		names = append(names, c.Case)
	}
	return strings.Join(names, " ")
}

func TestOverdueCasesAreThoseOfTheBoard(t *testing.T) {
	s := open(t, &memory{open: lateCases()}, small(), time.Time{})
	if _, err := s.OverdueCases(t.Context(), "A", CasePlace{}, 10); !errors.Is(err, ErrNoFigures) {
		t.Errorf("before the first step: %v", err)
	}
	board := s.step(t, "2026-10-10 12:00:00")
	for union, want := range map[string]string{"A": "c00 c01 c03", "A1": "c00", "B": "c02", "I": "", "R": "c02 c00 c01 c03"} {
		page, err := s.OverdueCases(t.Context(), union, CasePlace{}, 10)
		if err != nil || caseNames(page) != want || page.Following != nil || !page.AsOf.Equal(board.AsOf) || page.Union != union {
			t.Errorf("%s: %v %+v, want %s", union, err, page, want)
		}
		total := board.Overdue.Total
		if union == "A" || union == "B" || union == "I" {
			total = unit(t, board, union).Overdue
		}
		if union != "A1" && page.Total != total {
			t.Errorf("%s: %d cases, the board says %d", union, page.Total, total)
		}
	}
	page, _ := s.OverdueCases(t.Context(), "A", CasePlace{}, 10)
	want := OpenCase{Case: "c00", Union: "A1", Service: "help", Names: Names{ZH: "帮扶", EN: "Aid"}, Kind: "service",
		Submitted: at("2026-10-08 09:00:00"), Deadline: at("2026-10-08 10:00:00"), URL: "https://hall.example.org/c00"}
	got := page.Cases[0]
	if !got.Submitted.Equal(want.Submitted) || !got.Deadline.Equal(want.Deadline) || got.Deadline.Format("-07:00") != "+08:00" {
		t.Errorf("submitted %s, due %s", got.Submitted, got.Deadline)
	}
	if got.Submitted, got.Deadline = want.Submitted, want.Deadline; got != want {
		t.Errorf("%+v\nwant %+v", got, want)
	}
	if c := page.Cases[1]; c.URL != "" || c.Name != "甲县总工会" || c.ShortName != "甲县" || c.Names != (Names{}) {
		t.Errorf("%+v", c)
	}
	if _, err := s.OverdueCases(t.Context(), "nobody", CasePlace{}, 10); !errors.Is(err, ErrNoUnion) {
		t.Errorf("of nobody: %v", err)
	}
}

func TestPagesOfOverdueCasesAreOfOneInstant(t *testing.T) {
	s := open(t, &memory{open: lateCases()}, small(), time.Time{})
	s.step(t, "2026-10-10 12:00:00")
	first, err := s.OverdueCases(t.Context(), "A", CasePlace{}, 2)
	if err != nil || caseNames(first) != "c00 c01" || first.Total != 3 || first.Following == nil {
		t.Fatalf("%v %+v", err, first)
	}
	// A further case is late by now, and one before the place.
	s.memory.open = append(s.memory.open, openCase{"A", "help", "service", at("2026-10-10 12:30:00")})
	s.stepRested(t, "2026-10-10 13:00:00")
	second, err := s.OverdueCases(t.Context(), "A", *first.Following, 2)
	if err != nil || caseNames(second) != "c03" || second.Total != 3 || second.Following != nil || !second.AsOf.Equal(first.AsOf) {
		t.Errorf("%v %+v", err, second)
	}
	again, err := s.OverdueCases(t.Context(), "A", CasePlace{}, 200)
	if err != nil || caseNames(again) != "c00 c01 c03 c04 c06" || again.Total != 5 || again.Total != unit(t, s.Current(), "A").Overdue {
		t.Errorf("%v %+v", err, again)
	}
	for what, asOf := range map[string]time.Time{"of tomorrow": at("2026-10-11 13:00:00"), "of the day before": at("2026-10-09 12:59:59")} {
		if _, err := s.OverdueCases(t.Context(), "A", CasePlace{AsOf: asOf, Deadline: asOf, Case: "c"}, 2); !errors.Is(err, ErrNoPlace) {
			t.Errorf("a place %s: %v", what, err)
		}
	}
}

func TestOverdueCasesAreNotAskedForTwice(t *testing.T) {
	s := open(t, &memory{open: lateCases()}, small(), time.Time{})
	s.step(t, "2026-10-10 12:00:00")
	s.memory.forget()
	for range 3 {
		if _, err := s.OverdueCases(t.Context(), "A", CasePlace{}, 2); err != nil {
			t.Fatal(err)
		}
	}
	if got := strings.Join(s.memory.forget(), ", "); got != "cases of A+A1" {
		t.Errorf("asked %s", got)
	}
	for n := range maxLists + 1 {
		if _, err := s.OverdueCases(t.Context(), "A", CasePlace{}, 3+n); err != nil || len(s.lists) > maxLists {
			t.Fatalf("%v, %d pages are kept", err, len(s.lists))
		}
	}
	for _, call := range []string{"overdue cases", "links"} {
		s.memory.fail = func(name string) error {
			if name == call {
				return queries.ErrUnsettled
			}
			return nil
		}
		if _, err := s.OverdueCases(t.Context(), "B", CasePlace{}, 2); !errors.Is(err, queries.ErrUnsettled) {
			t.Errorf("%s broke: %v", call, err)
		}
	}
}

func TestLinks(t *testing.T) {
	for reported, want := range map[string]string{
		"https://hall.example.org/c/1?x=%E4%B8%AD#part": "https://hall.example.org/c/1?x=%E4%B8%AD#part",
		"http://10.1.2.3:8080/":                         "http://10.1.2.3:8080/",
		"HTTPS://hall.example.org/办件/1":                 "https://hall.example.org/%E5%8A%9E%E4%BB%B6/1",
		"":                                              "",
		"hall.example.org/c/1":                          "",
		"//hall.example.org/c/1":                        "",
		"javascript:alert(1)":                           "",
		"JavaScript://hall.example.org/%0aalert(1)":     "",
		"data:text/html,x":                              "",
		"ftp://hall.example.org/":                       "",
		"https:///c/1":                                  "",
		"https://:80/c":                                 "",
		"https://user:word@hall.example.org/":           "",
		"https://hall.example.org\\@evil.example/":      "",
		"https://hall.example.org/a b":                  "",
		"https://hall.example.org/\n":                   "",
		"https://[::1/":                                 "",
		"https://hall.example.org/" + strings.Repeat("x", longestLink): "",
	} {
		if got := linkOf(reported); got != want {
			t.Errorf("%.60q gives %q, want %q", reported, got, want)
		}
	}
}

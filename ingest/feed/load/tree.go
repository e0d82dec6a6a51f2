package load

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// Union is a union of the registry. From and To are its first and last day (midnights UTC that stand for a day of the
// calendar), zero where open; Successor counts what is left of it in the period in which it ends.
type Union struct {
	Code, Parent, Successor string
	From, To                time.Time
	Channel, Account        string // whose index and place are the union's own; empty: none
	Index, List             string // which index, which list
}

// tree answers which unions count for which, by the definition alone.
type tree struct {
	unions   []Union // by code
	known    map[string]Union
	children map[string][]string
	root     string
}

func newTree(unions []Union) (*tree, error) {
	t := &tree{unions: slices.Clone(unions), known: map[string]Union{}, children: map[string][]string{}}
	slices.SortFunc(t.unions, func(a, b Union) int { return strings.Compare(a.Code, b.Code) })
	for _, u := range t.unions {
		t.known[u.Code] = u
		if u.Parent == "" {
			t.root = u.Code
			continue
		}
		t.children[u.Parent] = append(t.children[u.Parent], u.Code)
	}
	if t.root == "" {
		return nil, errors.New("the unions have no root: one of them must have no parent")
	}
	for _, u := range t.unions {
		if _, ok := t.known[u.Parent]; !ok && u.Parent != "" {
			return nil, fmt.Errorf("the parent %s of union %s is not in the registry", u.Parent, u.Code)
		}
	}
	return t, nil
}

// there says whether a union exists on a day; day is a midnight UTC.
func (u Union) there(day time.Time) bool {
	return !day.Before(u.From) && (u.To.IsZero() || !day.After(u.To))
}

// counted gives the unions that count for one in a window: those below it on the last day, and whatever ended inside
// the window with one of them as its successor.
func (t *tree) counted(code string, w window) []string {
	last, first := calendarDay(w.end.Add(-time.Microsecond)), calendarDay(w.start)
	in := map[string]bool{}
	t.below(code, last, in)
	for grown := true; grown; {
		grown = false
		for _, u := range t.unions {
			ended := !u.To.IsZero() && u.To.Before(last) && !u.To.Before(first)
			if ended && u.Successor != "" && in[u.Successor] && !in[u.Code] {
				in[u.Code], grown = true, true
			}
		}
	}
	out := make([]string, 0, len(in))
	for code := range in {
		out = append(out, code)
	}
	slices.Sort(out)
	return out
}

func (t *tree) below(code string, day time.Time, in map[string]bool) {
	u, ok := t.known[code]
	if !ok || !u.there(day) {
		return
	}
	in[code] = true
	for _, child := range t.children[code] {
		t.below(child, day, in)
	}
}

// calendarDay is the day that an instant shows in its own location, as a midnight UTC.
func calendarDay(t time.Time) time.Time {
	y, m, d := t.Date()
	return time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
}

package aggregator

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"unionscreen/queries/office"
)

// Tree is the registry of unions as a tree. It is never changed after NewTree.
type Tree struct {
	unions   []office.Union // in the order of the registry
	index    map[string]int
	children [][]int // by index of the parent, in the order of printing
	root     int
	ended    []office.Union // those that another union succeeds
}

// NewTree builds the tree of a registry. It checks again what the tree rests on, since a registry may come from
// elsewhere than a file: unique codes, known parents, one root, no ring.
func NewTree(unions []office.Union) (*Tree, error) {
	t := &Tree{
		unions:   slices.Clone(unions),
		index:    make(map[string]int, len(unions)),
		children: make([][]int, len(unions)),
		root:     -1,
	}
	var faults []error
	for i, u := range t.unions {
		if _, twice := t.index[u.Code]; twice {
			faults = append(faults, fmt.Errorf("the code %s stands twice", u.Code))
		}
		t.index[u.Code] = i
	}
	for i, u := range t.unions {
		if u.Successor != "" && !u.ValidTo.IsZero() {
			t.ended = append(t.ended, u)
		}
		parent, ok := t.index[u.Parent]
		switch {
		case u.Parent != "" && !ok:
			faults = append(faults, fmt.Errorf("the parent %s of %s is not in the registry", u.Parent, u.Code))
		case u.Parent != "":
			t.children[parent] = append(t.children[parent], i)
		case t.root >= 0:
			faults = append(faults, fmt.Errorf("both %s and %s have no parent", t.unions[t.root].Code, u.Code))
		default:
			t.root = i
		}
	}
	if t.root < 0 {
		faults = append(faults, errors.New("no union is the root"))
	}
	if len(faults) == 0 && len(t.walk(t.root, func(office.Union) bool { return true })) != len(t.unions) {
		faults = append(faults, errors.New("some unions stand above themselves"))
	}
	if len(faults) > 0 {
		return nil, fmt.Errorf("build the tree of unions: %w", errors.Join(faults...))
	}
	for _, below := range t.children {
		slices.SortFunc(below, func(a, b int) int { return t.compare(t.unions[a], t.unions[b]) })
	}
	return t, nil
}

// compare is the order of printing among unions of one parent.
func (t *Tree) compare(a, b office.Union) int {
	return cmp.Or(cmp.Compare(a.Order, b.Order), strings.Compare(a.Code, b.Code))
}

// Root is the union above all others; the zero union while there is none.
func (t *Tree) Root() office.Union {
	if len(t.unions) == 0 {
		return office.Union{}
	}
	return t.unions[t.root]
}

// Unions answers all unions in the order of the registry.
func (t *Tree) Unions() []office.Union { return slices.Clone(t.unions) }

// Union answers the union of a code.
func (t *Tree) Union(code string) (office.Union, bool) {
	i, ok := t.index[code]
	if !ok {
		return office.Union{}, false
	}
	return t.unions[i], true
}

// Subtree answers the codes of a union and of all unions below it that exist on the calendar day which the instant
// shows in its own location, from above downwards. A union below one that does not exist is left out with it; nil
// when the union itself does not exist that day.
func (t *Tree) Subtree(code string, day time.Time) []string {
	i, ok := t.index[code]
	if !ok {
		return nil
	}
	return t.walk(i, func(u office.Union) bool { return u.ValidOn(day) })
}

func (t *Tree) walk(from int, visit func(office.Union) bool) []string {
	var out []string
	open := []int{from}
	for len(open) > 0 {
		i := open[len(open)-1]
		open = open[:len(open)-1]
		if !visit(t.unions[i]) {
			continue
		}
		out = append(out, t.unions[i].Code)
		for _, child := range slices.Backward(t.children[i]) {
			open = append(open, child)
		}
	}
	return out
}

// Counted answers the codes whose figures of the period count for a union: its subtree on the period's last day, and
// with each union the ones it succeeds that ended inside the period (indicators.md, Roll-up).
func (t *Tree) Counted(code string, period Period) []string {
	last := period.End.Add(-time.Microsecond)
	out := t.Subtree(code, last)
	in := make(map[string]bool, len(out))
	for _, c := range out {
		in[c] = true
	}
	// A successor may itself have ended in the period, so chains are followed until nothing is added.
	for added := true; added; {
		added = false
		for _, u := range t.ended {
			if in[u.Code] || !in[u.Successor] || !endedIn(u, period) {
				continue
			}
			in[u.Code], added = true, true
			out = append(out, u.Code)
		}
	}
	return out
}

// Below answers the codes whose figures make up a union's directly: its children on the period's last day, and those
// that ended inside the period and that it succeeds.
func (t *Tree) Below(code string, period Period) []string {
	var out []string
	for _, child := range t.Ranked(code, period.End.Add(-time.Microsecond)) {
		out = append(out, child.Code)
	}
	for _, u := range t.ended {
		if u.Successor == code && endedIn(u, period) {
			out = append(out, u.Code)
		}
	}
	return out
}

// endedIn says whether the union existed in the period and no more on its last day.
func endedIn(u office.Union, period Period) bool {
	return u.ValidTo.Before(office.Day(period.End.Add(-time.Microsecond))) && !u.ValidTo.Before(office.Day(period.Start))
}

// Ranked answers the unions that the owner evaluates, in the order of printing: those directly below it that exist on
// the calendar day which the instant shows.
func (t *Tree) Ranked(owner string, day time.Time) []office.Union {
	i, ok := t.index[owner]
	if !ok {
		return nil
	}
	var out []office.Union
	for _, child := range t.children[i] {
		if t.unions[child].ValidOn(day) {
			out = append(out, t.unions[child])
		}
	}
	return out
}

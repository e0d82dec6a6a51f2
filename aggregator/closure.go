package aggregator

import (
	"time"

	"unionscreen/aggregator/scheme"
)

// closure answers for every union which unions' figures of a period count for it. It is kept until the registry or the
// day changes, since a step asks it for each union and reading.
type closure struct {
	tree    *Tree
	counted map[string][]string // the union's subtree, and what ended in the period and is succeeded by one of it
	below   map[string][]string // directly: children, and what ended in the period and is succeeded by the union
}

// maxClosures bounds what questions about many periods keep.
const maxClosures = 16

// closureOf answers the closure of period as the tree is at asOf: while a period runs its end is as_of, for the tree
// as for the figures. The caller holds work.
func (t *Tally) closureOf(tree *Tree, period Period, asOf time.Time) *closure {
	end := earlier(asOf, period.End).In(t.cfg.Scheme.Calendar.Location())
	key := period.ID + " " + period.Start.In(end.Location()).Format(time.DateOnly) + " " + lastInstant(end).Format(time.DateOnly)
	if c := t.closures[key]; c != nil && c.tree == tree {
		return c
	}
	made := &closure{tree: tree, counted: map[string][]string{}, below: map[string][]string{}}
	effective := Period{ID: period.ID, Kind: period.Kind, Start: period.Start, End: end}
	for _, union := range tree.Unions() {
		made.counted[union.Code] = tree.Counted(union.Code, effective)
		made.below[union.Code] = tree.Below(union.Code, effective)
	}
	if len(t.closures) >= maxClosures {
		clear(t.closures)
	}
	t.closures[key] = made
	return made
}

// closureIn is the closure of what a window of the period covers: whatever ended since the start of the year to date counts
// for its successor, so that the year to date of a year's last quarter is what the year itself comes to.
func (t *Tally) closureIn(window string, tree *Tree, period Period, asOf time.Time, calendar scheme.Calendar) *closure {
	start := windowOf(window, period, asOf, calendar).Start
	if !start.Equal(period.Start) {
		period.ID, period.Start = period.ID+" "+window, start
	}
	return t.closureOf(tree, period, asOf)
}

package aggregator

import (
	"time"

	"unionscreen/aggregator/scheme"
	"unionscreen/queries/office"
)

// closure answers for every union which unions' figures of a period count for it. It is kept until the registry, the
// period or the day changes, since a step asks it for each union and family.
type closure struct {
	tree    *Tree
	id, day string
	counted map[string][]string
}

// closureOf answers the closure of period as the tree is at asOf: while a period runs its end is as_of, for the tree
// as for the figures.
func (t *Tally) closureOf(tree *Tree, period Period, asOf time.Time) *closure {
	end := earlier(asOf, period.End).In(t.cfg.Scheme.Calendar.Location())
	id, day := period.ID, end.Add(-time.Microsecond).Format(time.DateOnly)
	if c := t.closure; c != nil && c.tree == tree && c.id == id && c.day == day {
		return c
	}
	made := &closure{tree: tree, id: id, day: day, counted: map[string][]string{}}
	effective := Period{ID: period.ID, Kind: period.Kind, Start: period.Start, End: end}
	for _, union := range tree.Unions() {
		made.counted[union.Code] = tree.Counted(union.Code, effective)
	}
	t.closure = made
	return made
}

// owner is the union whose evaluation is shown.
func (t *Tally) owner(tree *Tree) string {
	switch {
	case t.cfg.Owner != "":
		return t.cfg.Owner
	case t.cfg.Scheme.Owner != "":
		return t.cfg.Scheme.Owner
	}
	return tree.Root().Code
}

// ranked answers the unions that the owner ranks on the last day before the instant.
func (t *Tally) ranked(tree *Tree, before time.Time) []office.Union {
	return tree.Ranked(t.owner(tree), before.Add(-time.Microsecond).In(t.cfg.Scheme.Calendar.Location()))
}

func (t *Tally) members(tree *Tree, at time.Time) []scheme.Member {
	var members []scheme.Member
	for _, union := range t.ranked(tree, at) {
		members = append(members, scheme.Member{Code: union.Code, Kind: union.Kind, Level: union.Level})
	}
	return members
}

package score

import (
	"maps"
	"slices"

	"github.com/cockroachdb/apd/v3"

	"unionscreen/aggregator/scheme"
)

// Change is a unit whose row differs between two results.
type Change struct {
	Union         string
	Before, After Standing // the zero Standing: it was not in the group
	Items         []ItemChange
}

// Standing is what counts of a row beside its items.
type Standing struct {
	Rank       int
	Tied       bool
	Total      string
	Base       string
	Bonus      string
	Deductions string
	Veto       string
}

// ItemChange is an item whose marks differ; marks are empty where the item does not apply or is not there. Causes are
// in the order below, never none.
type ItemChange struct {
	ID            string
	Before, After string
	Causes        []string
}

// Causes of changed marks.
const (
	CauseAdded   = "added"   // the item is new in the scheme, or the unit in the group
	CauseRemoved = "removed" // the item is no longer in the scheme, or the unit in the group
	CauseMethod  = "method"  // another method, constant, restriction, rounding or policy
	CausePoints  = "points"
	CauseTarget  = "target"
	CauseValue   = "value"  // the unit's own figure, or whether there is one
	CauseSpread  = "spread" // others of the group moved, for methods that compare with them
)

// rule is what an item was scored by, as far as its row does not tell.
type rule struct {
	item      *scheme.Item
	rounding  scheme.Rounding
	policy    string
	low, high string // of the group; empty for methods that look at one unit alone
	n         int    // units with a value
}

func rulesOf(in Input, tasks []task) []rule {
	out := make([]rule, len(tasks))
	for k := range tasks {
		out[k] = rule{item: &in.Group.Items[k], rounding: in.Scheme.Rounding, policy: in.Scheme.NotApplicable}
		if s := tasks[k].spread; s != nil {
			out[k].low, out[k].high, out[k].n = s.words[0], s.words[1], len(s.valued)
		}
	}
	return out
}

// same says whether both score alike, points and targets aside: those are told on their own.
func (r rule) same(o rule) bool {
	a, b := r.item, o.item
	return a.Indicator == b.Indicator && a.Method == b.Method && a.Per == b.Per && a.Window == b.Window &&
		a.MinDenominator == b.MinDenominator && sameWhere(a.Where, b.Where) &&
		maps.EqualFunc(a.Constants, b.Constants, sameNumber) &&
		slices.EqualFunc(a.Steps, b.Steps, func(x, y scheme.Step) bool { return sameNumber(x.From, y.From) && sameNumber(x.Points, y.Points) }) &&
		r.rounding == o.rounding && r.policy == o.policy
}

func sameNumber(a, b *apd.Decimal) bool { return a == b || a != nil && b != nil && a.Cmp(b) == 0 }

func sameWhere(a, b scheme.Where) bool {
	return slices.Equal(a.Kinds, b.Kinds) && slices.Equal(a.Channels, b.Channels) && slices.Equal(a.Columns, b.Columns) &&
		slices.Equal(a.Services, b.Services) && slices.Equal(a.Levels, b.Levels)
}

// sameAmount says whether two printed numbers are equal, however many places they show.
func sameAmount(a, b string) bool {
	if a == b || a == "" || b == "" {
		return a == b
	}
	x, _, errX := apd.NewFromString(a)
	y, _, errY := apd.NewFromString(b)
	return errX == nil && errY == nil && x.Cmp(y) == 0
}

// Difference compares two results of one group row by row: another scheme, other weights or targets, another day. It
// answers the units whose row changed, in the order of printing after, then those that are gone.
func Difference(before, after Result) []Change {
	d := difference{before: before, after: after, moved: map[string]int{}}
	was := rowsByUnion(before)
	d.index(was)
	var out []Change
	for i := range after.Rows {
		row := &after.Rows[i]
		if c, changed := d.change(was[row.Union], row); changed {
			out = append(out, c)
		}
		delete(was, row.Union)
	}
	for i := range before.Rows {
		if row := &before.Rows[i]; was[row.Union] != nil {
			c, _ := d.change(row, nil)
			out = append(out, c)
		}
	}
	return out
}

type difference struct {
	before, after         Result
	rulesBefore, rulesNow map[string]rule
	moved                 map[string]int // by item: units whose figure changed
}

func rowsByUnion(r Result) map[string]*Row {
	out := make(map[string]*Row, len(r.Rows))
	for i := range r.Rows {
		out[r.Rows[i].Union] = &r.Rows[i]
	}
	return out
}

func rulesByItem(r Result) map[string]rule {
	out := make(map[string]rule, len(r.rules))
	for _, one := range r.rules {
		out[one.item.Key()] = one
	}
	return out
}

func (d *difference) index(was map[string]*Row) {
	d.rulesBefore, d.rulesNow = rulesByItem(d.before), rulesByItem(d.after)
	for i := range d.after.Rows {
		row := &d.after.Rows[i]
		then := itemsOf(was[row.Union])
		for k := range row.Items {
			if item := &row.Items[k]; then[item.ID] == nil || !sameFigure(then[item.ID], item) {
				d.moved[item.ID]++
			}
		}
	}
}

func itemsOf(row *Row) map[string]*Item {
	out := map[string]*Item{}
	if row != nil {
		for k := range row.Items {
			out[row.Items[k].ID] = &row.Items[k]
		}
	}
	return out
}

func sameFigure(a, b *Item) bool {
	return a.State == b.State && a.Value == b.Value && a.Numerator == b.Numerator && a.Denominator == b.Denominator
}

// change compares two rows, of which one may be nil; false: they are equal.
func (d *difference) change(before, after *Row) (Change, bool) {
	out := Change{Before: standing(before), After: standing(after)}
	then, now := itemsOf(before), itemsOf(after)
	if after != nil {
		out.Union = after.Union
		for k := range after.Items {
			d.item(&out, then[after.Items[k].ID], &after.Items[k])
		}
	}
	if before != nil {
		out.Union = before.Union
		for k := range before.Items {
			if item := &before.Items[k]; now[item.ID] == nil {
				d.item(&out, item, nil)
			}
		}
	}
	return out, out.Before != out.After || len(out.Items) > 0
}

func standing(r *Row) Standing {
	if r == nil {
		return Standing{}
	}
	return Standing{Rank: r.Rank, Tied: r.Tied, Total: r.Total, Base: r.Base, Bonus: r.Bonus, Deductions: r.Deductions, Veto: r.Veto}
}

func (d *difference) item(out *Change, before, after *Item) {
	switch {
	case before == nil:
		out.Items = append(out.Items, ItemChange{ID: after.ID, After: after.Marks, Causes: []string{CauseAdded}})
	case after == nil:
		out.Items = append(out.Items, ItemChange{ID: before.ID, Before: before.Marks, Causes: []string{CauseRemoved}})
	case before.Marks != after.Marks:
		out.Items = append(out.Items, ItemChange{ID: after.ID, Before: before.Marks, After: after.Marks, Causes: d.causes(before, after)})
	}
}

func (d *difference) causes(before, after *Item) []string {
	var out []string
	then, known := d.rulesBefore[before.ID]
	now, alsoKnown := d.rulesNow[after.ID]
	known = known && alsoKnown
	if known && !then.same(now) {
		out = append(out, CauseMethod)
	}
	if !sameAmount(before.Points, after.Points) {
		out = append(out, CausePoints)
	}
	if !sameAmount(before.Target, after.Target) {
		out = append(out, CauseTarget)
	}
	own := !sameFigure(before, after)
	if own {
		out = append(out, CauseValue)
	}
	others := d.moved[after.ID] > 1 || d.moved[after.ID] == 1 && !own || then.n != now.n
	if known && now.n > 0 && others && (now.item.Method == scheme.MethodRank || then.low != now.low || then.high != now.high) {
		out = append(out, CauseSpread)
	}
	if len(out) == 0 {
		out = append(out, CauseMethod) // nothing else tells two marks of the same figures apart
	}
	return out
}

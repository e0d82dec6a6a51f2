package score

import (
	"context"
	"slices"
)

// Sensitive is a ranked unit and what its rank owes to the points of each item.
type Sensitive struct {
	Union string
	Rank  int
	Items []SensitiveItem // in the order of the scheme
}

// SensitiveItem is one item under other points.
type SensitiveItem struct {
	ID     string
	Points string // as the scheme states them
	Ranks  []RankAt
	Stable bool // the rank stays with up to a fifth more or fewer points
}

// RankAt is the rank the unit would have with other points of one item.
type RankAt struct {
	Change int // of the points, in per cent
	Points string
	Rank   int
}

const (
	atEachEnd  = 3  // units that are looked at: so many from the first and from the last rank
	stableUpTo = 20 // per cent
)

// pointChanges are the per cent by which points are tried.
func pointChanges() []int { return []int{-50, -20, -10, 10, 20, 50} }

// Sensitivity tries other points for each item, and answers the ranks that the first and the last three ranked units
// of the group, or those that are asked for, would have. A change of points scales the whole mark, with it what a
// method states in points (k, floor, each, steps), and is rounded once; the other items are scaled by one factor, so
// that the full marks stay. An item cannot get more than the full marks, and one that is alone keeps them. Adjustments
// are not scaled. The work grows with the square of the items; the error is that of ctx when it ends before.
func Sensitivity(ctx context.Context, in Input, only ...string) ([]Sensitive, error) {
	t := newTrial(in)
	ranks := t.ranks(nil)
	chosen := ends(t.rows, only)
	out := make([]Sensitive, len(chosen))
	for n, unit := range chosen {
		out[n] = Sensitive{Union: unit.Union, Rank: ranks[unit]}
	}
	for k := range t.sheet.tasks {
		for n := range out {
			task := &t.sheet.tasks[k]
			out[n].Items = append(out[n].Items, SensitiveItem{ID: task.key, Points: task.points.words, Stable: true})
		}
		for _, change := range pointChanges() {
			if err := ctx.Err(); err != nil {
				return nil, err
			}
			factors, points := t.factors(k, change)
			ranks := t.ranks(factors)
			for n, unit := range chosen {
				item := &out[n].Items[k]
				item.Ranks = append(item.Ranks, RankAt{Change: change, Points: pointsText(points), Rank: ranks[unit]})
				if max(change, -change) <= stableUpTo && ranks[unit] != out[n].Rank {
					item.Stable = false
				}
			}
		}
	}
	return out, nil
}

// ends are the ranked units that are asked for, else the first and last three, each once, in the order of printing.
func ends(rows []*ranking, only []string) []*Unit {
	var ranked []*Unit
	for _, r := range rows {
		if r.row.Rank > 0 && (len(only) == 0 || slices.Contains(only, r.unit.Union)) {
			ranked = append(ranked, r.unit)
		}
	}
	if len(only) == 0 && len(ranked) > 2*atEachEnd {
		ranked = slices.Concat(ranked[:atEachEnd], ranked[len(ranked)-atEachEnd:])
	}
	return ranked
}

// trial is a group that was scored once and is put together again and again.
type trial struct {
	sheet *sheet
	cells [][]cell // by unit and item
	rows  []*ranking
}

func newTrial(in Input) *trial {
	in.Units = inOrder(in.Units)
	t := &trial{sheet: newSheet(in), cells: make([][]cell, len(in.Units))}
	t.sheet.problem.exactly = true
	items := make([]Item, len(t.sheet.tasks)) // of which only the marks are asked for
	for i := range in.Units {
		t.cells[i] = make([]cell, len(items))
		t.sheet.score(i, t.cells[i], items)
	}
	return t
}

// factors are what an item's and the others' points are multiplied by when that item's are changed by so many per
// cent, and what its points then are.
func (t *trial) factors(k, change int) ([]exact, exact) {
	old, all := t.sheet.weights.item[k], t.sheet.weights.all
	rest := all.sub(old)
	points := least(old.mul(exact{n: int64(100 + change), d: 100}), all)
	if rest.sign() == 0 {
		points, rest = old, whole(1)
	}
	others := all.sub(points).quo(rest)
	out := make([]exact, len(t.sheet.tasks))
	for i := range out {
		out[i] = others
	}
	out[k] = points.quo(old)
	return out, points
}

// ranks puts the group together with each item's marks multiplied by its factor; nil: as they are.
func (t *trial) ranks(factors []exact) map[*Unit]int {
	in := &t.sheet.in
	places, mode := int32(in.Scheme.Rounding.Places), in.Scheme.Rounding.Mode
	weights := t.sheet.weights
	cells := make([]cell, len(weights.item))
	if factors != nil {
		weights.item = slices.Clone(weights.item)
		for k := range factors {
			weights.item[k] = weights.item[k].mul(factors[k])
		}
	}
	t.rows = make([]*ranking, len(in.Units))
	for i := range in.Units {
		copy(cells, t.cells[i])
		for k := range factors {
			if c := &cells[k]; c.has {
				c.printed = c.marks.mul(factors[k]).round(places, mode)
			}
		}
		r := &ranking{unit: &in.Units[i]}
		r.combine(in.Scheme, &weights, cells)
		r.adjust(in.Scheme)
		t.rows[i] = r
	}
	order(in.Scheme, t.rows)
	out := make(map[*Unit]int, len(t.rows))
	for _, r := range t.rows {
		out[r.unit] = r.row.Rank
	}
	return out
}

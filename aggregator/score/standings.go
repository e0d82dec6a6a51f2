// Package score turns measures into marks, totals and ranks. It is a pure function: no clock, no database, no random
// order, no float; the same input gives the same bytes. It does not measure, does not read schemes from files and
// does not know who may see a result.
//
// All arithmetic is on exact fractions; each mark is rounded once, and everything after it (sums, totals, ranks) is on
// what is printed, so that a union can reproduce its row in a spreadsheet.
package score

import (
	"slices"

	"github.com/cockroachdb/apd/v3"

	"unionscreen/aggregator/scheme"
)

// Input is one group of a scheme with its units, in any order.
type Input struct {
	Scheme *scheme.Scheme
	Group  scheme.Group
	Units  []Unit
}

// Unit is one union to be ranked.
type Unit struct {
	Union    string
	Order    int                     // the registry's, for printing units of one rank
	Measures map[string]Measure      // by item, and by indicator for the chain of ties; what is absent is no data
	Targets  map[string]*apd.Decimal // by item
	// TargetWords say how a target came about, by item: 0.05 × 1200; what is absent was stated.
	TargetWords map[string]string
	Adjustments []Adjustment // in the order of entry, in which those of one id share its limit
	Veto        string       // ground of a veto (一票否决); empty: none
}

// Adjustment is a bonus, deduction or veto that was entered and approved for a unit.
type Adjustment struct {
	ID     string       // of the scheme's adjustment
	Points *apd.Decimal // more than 0; nil for a veto
	Ground string       // why, in the words of those who entered it
}

// Result is the standing of a group, its rows in the order of printing: ranked ones by rank, registry order and code,
// then those without a total, then those under a veto.
type Result struct {
	Group     string
	FullMarks string
	Mean      string // of the totals; empty when no unit has one
	Rows      []Row
	Last      *Loss // nil when nobody is last: fewer than two ranks, or nothing lost

	rules []rule // by item, for Difference
	sheet *sheet // that the rows came from, to explain them; nil of a year of quarters
}

// Row is what a unit got. All numbers are decimals as text.
type Row struct {
	Union string
	Rank  int  // 0: none (no applicable item, or a veto)
	Tied  bool // another unit has the same rank (并列)
	// Total is empty when no item applies to the unit.
	Total      string
	Base       string
	Bonus      string // empty: the scheme has none
	Deductions string // empty: the scheme has none
	Veto       string
	// Sum and Factor are stated when items do not apply and the sum of marks is scaled up (折算后): Base is
	// Sum × full marks / points of the applicable items, rounded once more; Factor is that quotient with 4 places.
	Sum     string
	Factor  string
	Formula string // of the base, when scaled up
	// TotalFormula is stated when points were entered: 86.20 + min(3.00, 5) − 1.00 = 88.20, with max(0, …) around it when
	// the deductions are more than there is.
	TotalFormula string
	Adjustments  []Adjusted // in the order of the scheme, then of entry
	Items        []Item     // in the order of the scheme
}

// Adjusted is an adjustment as it counts.
type Adjusted struct {
	ID      string
	Kind    string // of package scheme
	Points  string // as entered; empty for a veto
	Counted string // within the adjustment's limit; nothing for a bonus below the scheme's mark; empty for a veto
	Ground  string
}

// Item is what one item of the scheme brought a unit.
type Item struct {
	ID          string
	Indicator   string
	State       string
	Value       string
	Numerator   string
	Denominator string
	Target      string
	TargetWords string // how the target came about; empty: it was stated
	Marks       string // empty when the item does not apply and the rest is scaled up
	Points      string
	Formula     string // with the numbers put in; empty without a value
	Reason      string // a Reason
}

// Loss is the item that cost the last unit most (末位原因).
type Loss struct {
	Union     string
	Item      string
	Indicator string
	Lost      string
	Value     string
	Target    string
	State     string
}

// Reasons say in one word why an item brought what it did; words for people are the frontend's.
const (
	ReasonFull          = "full_marks"
	ReasonPart          = "part_marks"
	ReasonNone          = "no_marks"
	ReasonNoData        = "no_data"        // nobody reported: 0, and named
	ReasonNotApplicable = "not_applicable" // nothing to do
	ReasonFew           = "few_cases"      // fewer things than the scheme's minimum
	ReasonNoTarget      = "no_target"      // no target, or a target of 0
)

// Bare are results without what only explanations need, for whoever keeps many of them.
func Bare(results []Result) []Result {
	out := slices.Clone(results)
	for i := range out {
		out[i].sheet = nil
	}
	return out
}

// Standings scores and ranks one group.
func Standings(in Input) Result {
	in.Units = inOrder(in.Units)
	sheet := newSheet(in)
	out := result(in.Scheme, in.Group.ID, plain(in.Group.FullMarks), sheet.rows())
	out.rules, out.sheet = rulesOf(in, sheet.tasks), sheet
	return out
}

// sheet is a group made ready for scoring.
type sheet struct {
	in      Input // units in the order of the registry
	tasks   []task
	weights weights
	problem problem
}

func newSheet(in Input) *sheet {
	s := &sheet{in: in, weights: weights{full: constant{decimal(in.Group.FullMarks), plain(in.Group.FullMarks)}, all: whole(0)}}
	for k := range in.Group.Items {
		t := newTask(in.Scheme, &in.Group.Items[k])
		t.spread = newSpread(&t, in.Units)
		s.tasks, s.weights.item = append(s.tasks, t), append(s.weights.item, t.points.exact)
		s.weights.all = s.weights.all.add(t.points.exact)
	}
	s.problem = newProblem(in.Scheme, len(s.tasks))
	return s
}

// rows scores all units and orders them.
func (s *sheet) rows() []*ranking {
	units, n := s.in.Units, len(s.tasks)
	rows, slab := make([]*ranking, len(units)), make([]ranking, len(units))
	items := make([]Item, n*len(units)) // of all rows: one allocation in place of thousands
	cells := make([]cell, n)
	for i := range units {
		r := &slab[i]
		r.unit, r.row.Union, r.row.Items = &units[i], units[i].Union, items[i*n:(i+1)*n:(i+1)*n]
		s.score(i, cells, r.row.Items)
		r.combine(s.in.Scheme, &s.weights, cells)
		r.adjust(s.in.Scheme)
		rows[i] = r
	}
	order(s.in.Scheme, rows)
	return rows
}

// copied is a sheet on which units and tasks can be replaced, while others use this one.
func (s *sheet) copied() *sheet {
	out := *s
	out.in.Units, out.tasks = slices.Clone(s.in.Units), slices.Clone(s.tasks)
	out.problem = newProblem(s.in.Scheme, len(s.tasks))
	return &out
}

// at is the index of a unit.
func (s *sheet) at(union string) int {
	return slices.IndexFunc(s.in.Units, func(u Unit) bool { return u.Union == union })
}

func newProblem(rules *scheme.Scheme, items int) problem {
	return problem{rules: rules, spans: make([]spans, items)}
}

// score scores all items of unit i.
func (s *sheet) score(i int, cells []cell, items []Item) {
	p := &s.problem
	for k := range s.tasks {
		p.score(&s.tasks[k], &s.in.Units[i], i, k, &cells[k], &items[k])
	}
	p.write(items)
}

// result writes ordered rows down.
func result(s *scheme.Scheme, group, full string, rows []*ranking) Result {
	out := Result{Group: group, FullMarks: full, Mean: mean(rows, s.Rounding), Rows: make([]Row, len(rows)), Last: last(rows, s.Rounding)}
	for i := range rows {
		out.Rows[i] = rows[i].row
	}
	return out
}

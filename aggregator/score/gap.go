package score

import (
	"slices"
	"strings"

	"github.com/cockroachdb/apd/v3"

	"unionscreen/aggregator/scheme"
)

// mostWays is how many ways to the next place are named.
const mostWays = 3

// Question asks what a unit can do to gain a place.
type Question struct {
	Union  string
	Doings []scheme.Doing
	// Bounds are how many things there are to be done, by the key of the doing; what is absent is not known.
	Bounds map[string]int64
	// Growth is what one thing more of its base adds to a target, by item; what is absent is no formula.
	Growth map[string]*apd.Decimal
}

// Gap is what is missing to the next place.
type Gap struct {
	To      string // the unit that stands there
	Need    string // marks above which the unit would stand, as that unit stands now
	Ways    []Way  // the least effort for each mark first
	Reaches bool   // all ways together bring the unit above
}

// Way is a doing with its number.
type Way struct {
	Doing scheme.Doing
	Count int64
	Gain  string   // marks of that way alone, as all else stands
	Items []string // ids of the items whose marks change by it, in the order of the scheme
}

// Next answers what is missing to the next place, and what leads there: for each way the least number that alone brings
// the unit above the next one, or that brings all which can be had by it. Every number is proved by scoring the group
// again with it. Nil: the unit is first, has no rank, or is not of the group. The result must be of the same input.
func Next(in Input, result Result, q Question) *Gap {
	own := slices.IndexFunc(result.Rows, func(r Row) bool { return r.Union == q.Union })
	if own < 0 || result.Rows[own].Rank <= 1 {
		return nil
	}
	to := own
	for result.Rows[to].Rank == result.Rows[own].Rank {
		to--
	}
	r := newRace(&in, &q, result.Rows[to].Union)
	least := decimal(apd.New(1, -int32(in.Scheme.Rounding.Places)))
	need := number(result.Rows[to].Total).add(least).sub(number(result.Rows[own].Total)).round(int32(in.Scheme.Rounding.Places), in.Scheme.Rounding.Mode)
	gap := &Gap{To: result.Rows[to].Union, Need: text(&need)}
	var found []candidate
	for i := range q.Doings {
		if c, ok := r.least(&q.Doings[i], i); ok {
			found = append(found, c)
		}
	}
	gap.Ways, gap.Reaches = r.choose(found)
	return gap
}

// race is a unit and the one above it. Trying a number scores only what it can change: the items that it moves, of the
// two. The others matter only as those with whom methods compare, and their values stay.
type race struct {
	in       *Input
	q        *Question
	own, to  int      // indices in the input
	columns  []column // of all units, as things stand
	pair     []column // of the two
	two      *Input
	total    exact // of the unit as things stand
	standing []Item
}

// outcome is what became of both after the unit did something.
type outcome struct {
	total exact
	above bool
	items []Item
}

func newRace(in *Input, q *Question, to string) *race {
	at := func(union string) int {
		return slices.IndexFunc(in.Units, func(u Unit) bool { return u.Union == union })
	}
	r := &race{in: in, q: q, own: at(q.Union), to: at(to)}
	for k := range in.Group.Items {
		all := scoreItem(in.Scheme, &in.Group.Items[k], in.Units)
		r.columns = append(r.columns, all)
		r.pair = append(r.pair, column{points: all.points, cells: []cell{all.cells[r.own], all.cells[r.to]}})
	}
	r.two = &Input{Scheme: in.Scheme, Group: in.Group, Units: []Unit{in.Units[r.own], in.Units[r.to]}}
	now := r.outcome(r.pair)
	r.total, r.standing = now.total, now.items
	return r
}

// outcome puts the marks of the two together.
func (r *race) outcome(pair []column) outcome {
	var rows [2]ranking
	for i := range rows {
		rows[i] = combine(r.two, pair, i)
		rows[i].unit = &r.two.Units[i]
		rows[i].adjust(r.in.Scheme)
	}
	own, to := decimal(&rows[0].total), decimal(&rows[1].total)
	return outcome{total: own, above: rows[0].has && own.cmp(to) > 0, items: rows[0].row.Items}
}

// after is the outcome of n things more of a doing alone.
func (r *race) after(doing *scheme.Doing, n int64) outcome {
	unit := moved(r.in, r.in.Units[r.own], r.q, doing, n)
	pair := slices.Clone(r.pair)
	for k := range r.in.Group.Items {
		item := &r.in.Group.Items[k]
		if slices.ContainsFunc(doing.Moves, func(m scheme.Move) bool { return m.Item == item.Key() }) {
			pair[k].cells = r.again(item, &r.columns[k], &unit)
		}
	}
	return r.outcome(pair)
}

// again scores one item of the two anew, with the unit as it would be.
func (r *race) again(item *scheme.Item, all *column, unit *Unit) []cell {
	p := problemOf(r.in.Scheme, item)
	two, at, measures := []*Unit{unit, &r.in.Units[r.to]}, []int{r.own, r.to}, make([]Measure, 2)
	for i := range two {
		measures[i] = taken(r.in.Scheme, item, two[i])
	}
	switch {
	case all.spread != nil:
		p.spread = all.spread.with(r.own, &measures[0], item.Method, p.down)
		measures[1].logged = item.Method == scheme.MethodLog
	case compares(item.Method): // nobody had a value: the unit is alone with its own
		alone := make([]Measure, len(r.in.Units))
		alone[r.own] = measures[0]
		p.spread = newSpread(item.Method, alone, p.down)
	}
	cells := make([]cell, len(two))
	for i := range two {
		p.of(at[i], two[i], &measures[i])
		scoreCell(r.in.Scheme, &p, &cells[i])
	}
	return cells
}

// proves scores the whole group with the unit as it would be, and says whether it stands above.
func (r *race) proves(unit Unit) bool {
	in := *r.in
	in.Units = slices.Clone(in.Units)
	in.Units[r.own] = unit
	rank := map[string]int{}
	for _, row := range Standings(in).Rows {
		rank[row.Union] = row.Rank
	}
	return rank[unit.Union] < rank[r.in.Units[r.to].Union]
}

// candidate is a way that gains something.
type candidate struct {
	Way
	gain  exact
	order int // of its first item in the scheme
	at    int // of the doing in the question
}

// least finds the least number of a doing that serves: to stand above, or else to have all that it can bring. A doing
// that brings nothing is no way.
func (r *race) least(doing *scheme.Doing, at int) (candidate, bool) {
	most := doing.Most
	if bound, known := r.q.Bounds[doing.Key]; known {
		most = min(most, bound)
	}
	if most < 1 {
		return candidate{}, false
	}
	before, all := r.total, r.after(doing, most)
	serves := func(o outcome) bool { return o.above }
	if !all.above {
		serves = func(o outcome) bool { return o.total.cmp(all.total) >= 0 }
	}
	if !all.above && all.total.cmp(before) <= 0 {
		return candidate{}, false
	}
	low, high, best := int64(0), most, all // low does not serve, high does
	for high-low > 1 {
		middle := low + (high-low)/2
		if o := r.after(doing, middle); serves(o) {
			high, best = middle, o
		} else {
			low = middle
		}
	}
	gain := best.total.sub(before)
	if gain.sign() <= 0 {
		return candidate{}, false
	}
	printed := gain.round(int32(r.in.Scheme.Rounding.Places), r.in.Scheme.Rounding.Mode)
	out := candidate{Way: Way{Doing: *doing, Count: high, Gain: text(&printed)}, gain: gain, order: -1, at: at}
	for k := range best.items {
		if best.items[k].Marks != r.standing[k].Marks {
			out.Items = append(out.Items, best.items[k].ID)
			if out.order < 0 {
				out.order = k
			}
		}
	}
	return out, true
}

// cheaper orders ways by the effort for each mark, then by the scheme's order of what they move.
func cheaper(a, b candidate) int {
	// effort a × count a / gain a against the same of b, without dividing
	left := decimal(a.Doing.Effort).mul(whole(a.Count)).mul(b.gain)
	right := decimal(b.Doing.Effort).mul(whole(b.Count)).mul(a.gain)
	if c := left.cmp(right); c != 0 {
		return c
	}
	if a.order != b.order {
		return a.order - b.order
	}
	return a.at - b.at
}

// choose takes the cheapest ways, of those that are one thing (the same way narrowed differently, or ways that move the
// same items) only the cheapest, and proves what they bring together.
func (r *race) choose(found []candidate) ([]Way, bool) {
	slices.SortFunc(found, cheaper)
	ways := []Way{}
	unit := r.in.Units[r.own]
	for _, c := range found {
		same := slices.ContainsFunc(ways, func(w Way) bool {
			return w.Doing.ID == c.Doing.ID || strings.Join(w.Items, " ") == strings.Join(c.Items, " ")
		})
		if same || len(ways) == mostWays {
			continue
		}
		ways = append(ways, c.Way)
		unit = moved(r.in, unit, r.q, &c.Doing, c.Count)
	}
	return ways, len(ways) > 0 && r.proves(unit)
}

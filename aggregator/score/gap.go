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
	r := race{in: in, q: &q, own: q.Union, to: result.Rows[to].Union, before: result.Rows[own]}
	r.unit = slices.IndexFunc(in.Units, func(u Unit) bool { return u.Union == q.Union })
	least := decimal(apd.New(1, -int32(in.Scheme.Rounding.Places)))
	need := number(result.Rows[to].Total).add(least).sub(number(r.before.Total)).round(int32(in.Scheme.Rounding.Places), in.Scheme.Rounding.Mode)
	gap := &Gap{To: r.to, Need: text(&need)}
	var found []candidate
	for i := range q.Doings {
		if c, ok := r.least(&q.Doings[i], i); ok {
			found = append(found, c)
		}
	}
	gap.Ways, gap.Reaches = r.choose(found)
	return gap
}

// race is a unit and the one above it.
type race struct {
	in      Input
	q       *Question
	unit    int // index of the unit in the input
	own, to string
	before  Row
}

// outcome is what became of both after the unit did something.
type outcome struct {
	total exact
	above bool
	items []Item
}

// run scores the group with the unit as it would be.
func (r *race) run(unit Unit) outcome {
	in := r.in
	in.Units = slices.Clone(in.Units)
	in.Units[r.unit] = unit
	var out outcome
	var other exact
	for _, row := range Standings(in).Rows {
		switch row.Union {
		case r.own:
			out.total, out.items = number(row.Total), row.Items
		case r.to:
			other = number(row.Total)
		}
	}
	out.above = out.total.cmp(other) > 0
	return out
}

// after is the outcome of n things more of a doing alone.
func (r *race) after(doing *scheme.Doing, n int64) outcome {
	return r.run(moved(&r.in, r.in.Units[r.unit], r.q, doing, n))
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
	before, all := number(r.before.Total), r.after(doing, most)
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
		if best.items[k].Marks != r.before.Items[k].Marks {
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
	unit := r.in.Units[r.unit]
	for _, c := range found {
		same := slices.ContainsFunc(ways, func(w Way) bool {
			return w.Doing.ID == c.Doing.ID || strings.Join(w.Items, " ") == strings.Join(c.Items, " ")
		})
		if same || len(ways) == mostWays {
			continue
		}
		ways = append(ways, c.Way)
		unit = moved(&r.in, unit, r.q, &c.Doing, c.Count)
	}
	return ways, len(ways) > 0 && r.run(unit).above
}

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
// the unit above the next one, or that brings all which can be had by it. Every number is proved by scoring again with
// it. Nil: the unit is first, has no rank, or is not of the group. Of a year of quarters there are no ways.
func (result Result) Next(rounding scheme.Rounding, q Question) *Gap {
	own := result.rowOf(q.Union)
	if own < 0 || result.Rows[own].Rank <= 1 {
		return nil
	}
	to := own
	for result.Rows[to].Rank == result.Rows[own].Rank {
		to--
	}
	least := decimal(apd.New(1, -int32(rounding.Places)))
	need := number(result.Rows[to].Total).add(least).sub(number(result.Rows[own].Total)).round(int32(rounding.Places), rounding.Mode)
	gap := &Gap{To: result.Rows[to].Union, Need: text(&need), Ways: []Way{}}
	if result.sheet == nil {
		return gap
	}
	r := newRace(result.sheet, &q, result.Rows[to].Union)
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
	*sheet  // of all units, as things stand
	q       *Question
	own, to int       // indices in the sheet
	pair    [2][]cell // of the two by item, as things stand
	total   exact     // of the unit as things stand
}

// outcome is what became of both after the unit did something.
type outcome struct {
	total exact
	above bool
	marks []cell // of the unit, by item
}

func newRace(now *sheet, q *Question, to string) *race {
	r := &race{sheet: now.copied(), q: q, own: now.at(q.Union), to: now.at(to)}
	items := make([]Item, len(r.tasks))
	for i, unit := range []int{r.own, r.to} {
		r.pair[i] = make([]cell, len(items))
		r.score(unit, r.pair[i], items)
	}
	r.total = r.outcome(r.pair).total
	return r
}

// outcome puts the marks of the two together.
func (r *race) outcome(pair [2][]cell) outcome {
	var rows [2]ranking
	for i, unit := range []int{r.own, r.to} {
		rows[i].unit = &r.in.Units[unit]
		rows[i].combine(r.in.Scheme, &r.weights, pair[i])
		rows[i].adjust(r.in.Scheme)
	}
	own, to := rows[0].total.exact, rows[1].total.exact
	return outcome{total: own, above: rows[0].has && own.cmp(to) > 0, marks: pair[0]}
}

// after is the outcome of n things more of a doing alone.
func (r *race) after(doing *scheme.Doing, n int64) outcome {
	unit := moved(&r.in, r.in.Units[r.own], r.q, doing, n)
	return r.as(&unit, func(item string) bool { return moves(doing, item) })
}

// as is the outcome with the unit as it would be, of which some items differ from what they are.
func (r *race) as(unit *Unit, differs func(item string) bool) outcome {
	pair := [2][]cell{slices.Clone(r.pair[0]), slices.Clone(r.pair[1])}
	for k := range r.tasks {
		if !differs(r.tasks[k].key) {
			continue
		}
		t := r.again(k, unit)
		var item Item // of which only the marks are asked for
		r.problem.score(&t, unit, r.own, k, &pair[0][k], &item)
		r.problem.score(&t, &r.in.Units[r.to], r.to, k, &pair[1][k], &item)
		r.problem.out = r.problem.out[:0]
	}
	return r.outcome(pair)
}

func moves(doing *scheme.Doing, item string) bool {
	return slices.ContainsFunc(doing.Moves, func(m scheme.Move) bool { return m.Item == item })
}

// again is the task of item k with the unit as it would be.
func (r *race) again(k int, unit *Unit) task {
	t := r.tasks[k]
	switch {
	case t.spread != nil:
		t.spread = t.spread.with(&t, r.own, unit, r.in.Units)
	case compares(t.item.Method): // nobody had a value: the unit is alone with its own
		alone := make([]Unit, len(r.in.Units))
		alone[r.own] = *unit
		t.spread = newSpread(&t, alone)
	}
	return t
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
	most = r.peak(doing, most)
	before, all := r.total, r.after(doing, most)
	serves := func(o outcome) bool { return o.above }
	if !all.above {
		serves = func(o outcome) bool { return o.total.cmp(all.total) >= 0 }
	}
	if !all.above && all.total.cmp(before) <= 0 {
		return candidate{}, false
	}
	count := search(0, most, func(n int64) bool { return serves(r.after(doing, n)) })
	best := r.after(doing, count)
	gain := best.total.sub(before)
	if gain.sign() <= 0 {
		return candidate{}, false
	}
	printed := gain.round(int32(r.in.Scheme.Rounding.Places), r.in.Scheme.Rounding.Mode)
	out := candidate{Way: Way{Doing: *doing, Count: count, Gain: text(&printed)}, gain: gain, order: -1, at: at}
	for k, c := range best.marks {
		if was := r.pair[0][k]; c.has != was.has || c.has && c.printed.cmp(was.printed.exact) != 0 {
			out.Items = append(out.Items, r.sheet.tasks[k].key)
			if out.order < 0 {
				out.order = k
			}
		}
	}
	return out, true
}

// peak is the number up to most beyond which more brings less: who is verified also counts among those per whom cases
// are counted. It is the one that brings the unit above, else the greatest total, as far as steps of halves find it.
func (r *race) peak(doing *scheme.Doing, most int64) int64 {
	at, best := most, r.after(doing, most)
	if !dilutes(doing) {
		return most
	}
	try := func(n int64) {
		if n < 1 || n > most || best.above {
			return
		}
		if o := r.after(doing, n); o.above || o.total.cmp(best.total) > 0 {
			at, best = n, o
		}
	}
	for n := int64(1); n < most; n *= 2 {
		try(n)
	}
	for step := at / 2; step > 0; step /= 2 {
		try(at - step)
		try(at + step)
	}
	return at
}

// dilutes says whether a doing can cost marks: it adds to a base or a target without adding to what is measured by it.
func dilutes(doing *scheme.Doing) bool {
	return slices.ContainsFunc(doing.Moves, func(m scheme.Move) bool { return m.Target != 0 || m.Denominator != 0 && m.Numerator == 0 })
}

// search finds the least number above low, which does not serve, up to high, which does.
func search(low, high int64, serves func(n int64) bool) int64 {
	for high-low > 1 {
		if middle := low + (high-low)/2; serves(middle) {
			high = middle
		} else {
			low = middle
		}
	}
	return high
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
// same items) only the cheapest, and proves what they bring together. Where they do not bring the unit above, but would
// with a dearer one in the place of the last, that one is named: cheap steps that lead nowhere are no advice.
func (r *race) choose(found []candidate) ([]Way, bool) {
	slices.SortFunc(found, cheaper)
	var ways []candidate
	last := 0
	for i := range found {
		if len(ways) < mostWays && !found[i].among(ways) {
			ways, last = append(ways, found[i]), i
		}
	}
	reaches := r.together(ways)
	if rest := len(ways) - 1; !reaches && rest == mostWays-1 {
		for _, c := range found[last+1:] {
			if other := append(slices.Clone(ways[:rest]), c); !c.among(ways[:rest]) && r.together(other) {
				ways, reaches = other, true
				break
			}
		}
	}
	out := []Way{}
	for _, c := range ways {
		out = append(out, c.Way)
	}
	return out, reaches
}

// among says whether a candidate is one thing with one of others.
func (c *candidate) among(others []candidate) bool {
	return slices.ContainsFunc(others, func(o candidate) bool {
		return o.Doing.ID == c.Doing.ID || strings.Join(o.Items, " ") == strings.Join(c.Items, " ")
	})
}

// together says whether several ways bring the unit above.
func (r *race) together(ways []candidate) bool {
	unit := r.in.Units[r.own]
	for i := range ways {
		unit = moved(&r.in, unit, r.q, &ways[i].Doing, ways[i].Count)
	}
	return r.as(&unit, func(item string) bool {
		return slices.ContainsFunc(ways, func(c candidate) bool { return moves(&c.Doing, item) })
	}).above
}

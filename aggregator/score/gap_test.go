package score

import (
	"fmt"
	"math/big"
	"slices"
	"strings"
	"testing"

	"github.com/cockroachdb/apd/v3"
	"pgregory.net/rapid"

	"unionscreen/aggregator/scheme"
)

// world is a group as counts of the ledger, from which measures are made apart from Measure.Plus.
type world struct {
	scheme *scheme.Scheme
	group  scheme.Group
	units  []map[string]int64 // family.count, with @values of a restriction
	kept   []map[string]Measure
	target map[string]int64
}

// countsOf is what an item is made of.
func countsOf(s *scheme.Scheme, item scheme.Item) (numerator, denominator, base string) {
	entry, _ := s.Indicator(item.Indicator)
	where := entry.Measured.Where.With(item.Where)
	at := func(c scheme.Count) string {
		name := c.Family + "." + c.Name
		if c.Family == "base" {
			return name
		}
		if list := slices.Concat(where.Kinds, where.Services); len(list) > 0 {
			name += "@" + strings.Join(list, "+")
		}
		return name
	}
	numerator, denominator = at(entry.Measured.Numerator), at(entry.Measured.Denominator)
	if item.Per.Base != "" {
		c := scheme.PerBases()[item.Per.Base]
		base = c.Family + "." + c.Name
	}
	return numerator, denominator, base
}

func (w *world) input() Input {
	in := Input{Scheme: w.scheme, Group: w.group}
	for i, counts := range w.units {
		u := Unit{Union: fmt.Sprintf("U%02d", i), Order: i, Measures: map[string]Measure{}, Targets: map[string]*apd.Decimal{}}
		for _, item := range w.group.Items {
			entry, _ := w.scheme.Indicator(item.Indicator)
			numerator, denominator, base := countsOf(w.scheme, item)
			key := item.Key()
			switch form := entry.Measured.Form; {
			case form == scheme.FormCount && base != "":
				u.Measures[key] = Per(item.Per.Number, counts[numerator], counts[base])
			case form == scheme.FormCount:
				u.Measures[key] = Count(counts[numerator])
			case form == scheme.FormRate && entry.Measured.Minimum == 0:
				u.Measures[key] = Rate(counts[numerator], counts[denominator])
			default:
				u.Measures[key] = w.kept[i][key]
			}
			switch {
			case item.TargetOf.Of != "":
				c := scheme.PerBases()[item.TargetOf.Of]
				of := new(apd.Decimal)
				if _, err := apd.BaseContext.Mul(of, item.TargetOf.Share, apd.New(counts[c.Family+"."+c.Name], 0)); err != nil {
					panic(err)
				}
				u.Targets[key] = of
			case item.Method == scheme.MethodTarget:
				u.Targets[key] = apd.New(w.target[key], 0)
			}
		}
		in.Units = append(in.Units, u)
	}
	return in
}

// do adds n things of a way to the counts of a unit, as the ledger would count them: those that are of a kind or service are
// also counted in the whole.
func (w *world) do(i int, d scheme.Doing, n int64) *world {
	out := *w
	out.units = slices.Clone(w.units)
	counts := map[string]int64{}
	for name, v := range w.units[i] {
		counts[name] = v
	}
	for c, each := range d.Effects {
		plain := c.Family + "." + c.Name
		for name := range counts {
			of, list, narrowed := strings.Cut(name, "@")
			if of != plain {
				continue
			}
			inside := true
			if narrowed {
				doing := slices.Concat(d.Where.Kinds, d.Where.Services)
				inside = len(doing) > 0 && !slices.ContainsFunc(doing, func(v string) bool { return !slices.Contains(strings.Split(list, "+"), v) })
			}
			if inside {
				counts[name] += n * each
			}
		}
	}
	for part, whole := range d.UpTo {
		for name := range counts {
			of, list, narrowed := strings.Cut(name, "@")
			if of != part.Family+"."+part.Name {
				continue
			}
			limit := whole.Family + "." + whole.Name
			if narrowed && whole.Family != "base" {
				limit += "@" + list
			}
			if most, known := counts[limit]; known && counts[name] > most {
				counts[name] = max(most, w.units[i][name])
			}
		}
	}
	out.units[i] = counts
	return &out
}

const ladder = `id: ladder
names: {zh: 阶梯, en: Ladder}
items:
  - {indicator: articles, points: 10, method: target, target: 60}
  - {indicator: originals, points: 6, method: steps, steps: [{from: 3, points: 2}, {from: 9, points: 6}]}
  - {indicator: on_time_rate, points: 10, method: threshold, constants: {T: 95, k: 0.4, floor: 1}}
  - {indicator: completion_rate, points: 8, method: threshold, constants: {T: 98, k: 0.3, floor: 0}}
  - {indicator: completions, points: 8, method: logminmax, per: 1000 verified_members}
  - {indicator: completions, points: 6, method: rank, where: {kind: appeal}}
  - {indicator: applications, points: 8, method: minmax}
  - {indicator: overdue_open, points: 5, method: deduct, constants: {each: 0.5}}
  - {indicator: verification_rate, points: 9, method: threshold, constants: {T: 90, k: 0.2, floor: 0}}
  - {indicator: newly_verified, points: 5, method: target, target: {share: 0.05, of: verified_members}}
  - {indicator: activities, points: 5, method: piece, constants: {each: 0.5}, where: {kind: [contest, course]}}
  - {indicator: trainings, points: 5, method: efficacy, constants: {x_s: 2, x_h: 12}}
  - {indicator: reads, points: 10, method: logminmax}
  - {indicator: channel_index, points: 5, method: efficacy, constants: {x_s: 200, x_h: 830}}
groups:
  - {id: g, names: {zh: 组, en: Group}, kinds: [county], full_marks: 100}
`

// drawWorld draws a group by the ladder, with one of the policies and ways to number ties.
func drawWorld(t *rapid.T) *world {
	rules, err := scheme.Parse([]byte(ladder))
	if err != nil {
		t.Fatal(err)
	}
	s := *rules
	s.NotApplicable = rapid.SampledFrom([]string{scheme.PolicyRescale, scheme.PolicyFull, scheme.PolicyZero}).Draw(t, "policy")
	s.Ties.Method = rapid.SampledFrom([]string{scheme.TiesDense, scheme.TiesCompetition}).Draw(t, "ties")
	s.Rounding.Places = rapid.IntRange(0, 3).Draw(t, "places")
	w := &world{scheme: &s, group: s.Groups[0], target: map[string]int64{"articles": 60}}
	units := rapid.IntRange(1, 7).Draw(t, "units")
	for range units {
		counts := map[string]int64{}
		n := func(name string, most int64) int64 {
			counts[name] = rapid.Int64Range(0, most).Draw(t, name)
			return counts[name]
		}
		n("articles.articles", 80)
		counts["articles.originals"] = min(counts["articles.articles"], n("articles.originals", 12))
		due := n("applications.due", 40)
		completed := rapid.Int64Range(0, due).Draw(t, "completed")
		counts["applications.due_completed"], counts["applications.on_time"] = completed, rapid.Int64Range(0, completed).Draw(t, "on time")
		n("applications.completions", 60)
		n("applications.completions@appeal", 9)
		n("applications.applications", 300)
		n("applications.overdue_open", 8)
		base := n("base.base_members", 900)
		verified := rapid.Int64Range(0, base).Draw(t, "verified")
		counts["members.verified_members"], counts["members.newly_verified"] = verified, rapid.Int64Range(0, verified).Draw(t, "newly")
		n("activities.activities@contest+course", 9)
		n("activities.trainings", 13)
		n("reads.reads", 9000)
		w.units = append(w.units, counts)
		w.kept = append(w.kept, map[string]Measure{"channel_index": rapid.SampledFrom([]Measure{NoData(), NotApplicable(), Count(500)}).Draw(t, "index")})
	}
	return w
}

func (w *world) boundsOf(i int, doings []scheme.Doing) map[string]int64 {
	out := map[string]int64{}
	for _, d := range doings {
		if d.Bound.Of.Family == "" {
			continue
		}
		if d.Key != d.ID {
			out[d.Key] = 3
			continue
		}
		of, less := w.units[i][d.Bound.Of.Family+"."+d.Bound.Of.Name], w.units[i][d.Bound.Less.Family+"."+d.Bound.Less.Name]
		out[d.Key] = max(0, of-less)
	}
	return out
}

func rowIn(result Result, union string) Row {
	return result.Rows[slices.IndexFunc(result.Rows, func(r Row) bool { return r.Union == union })]
}

func parsed(text string) *big.Rat {
	r, ok := new(big.Rat).SetString(text)
	if !ok {
		return new(big.Rat)
	}
	return r
}

// TestWaysLeadWhereTheySay is the property of the gap: what is listed, done in the counts of the ledger and scored again by
// Standings, brings what it says; with one less it would not; and all together bring the unit above exactly when Reaches.
func TestWaysLeadWhereTheySay(t *testing.T) {
	seen := map[string]int{}
	rapid.Check(t, func(t *rapid.T) {
		w := drawWorld(t)
		in := w.input()
		before := Standings(in)
		at := rapid.IntRange(0, len(w.units)-1).Draw(t, "unit")
		q := Question{Union: in.Units[at].Union, Growth: map[string]*apd.Decimal{"newly_verified": apd.New(5, -2)}}
		var err error
		if q.Doings, err = w.scheme.Doings(w.group); err != nil {
			t.Fatal(err)
		}
		q.Doings = slices.DeleteFunc(q.Doings, func(d scheme.Doing) bool { return rapid.Bool().Draw(t, "without "+d.Key) })
		q.Bounds = w.boundsOf(at, q.Doings)
		own := rowIn(before, q.Union)
		gap := before.Next(w.scheme.Rounding, q)
		if gap == nil {
			if own.Rank > 1 {
				t.Fatalf("no gap at rank %d", own.Rank)
			}
			return
		}
		to := rowIn(before, gap.To)
		above := before.Rows[:slices.IndexFunc(before.Rows, func(r Row) bool { return r.Union == own.Union })]
		for _, r := range slices.Backward(above) {
			if r.Rank != own.Rank {
				if r.Union != gap.To {
					t.Fatalf("the gap is to %s, %s stands just above", gap.To, r.Union)
				}
				break
			}
		}
		unitOfPlace := new(big.Rat).SetFrac64(1, int64(power10(w.scheme.Rounding.Places)))
		if need := new(big.Rat).Add(new(big.Rat).Sub(parsed(to.Total), parsed(own.Total)), unitOfPlace); need.Cmp(parsed(gap.Need)) != 0 {
			t.Fatalf("need %s, want %s", gap.Need, need.FloatString(3))
		}
		after := func(w *world) (Row, Row) {
			result := Standings(w.input())
			return rowIn(result, q.Union), rowIn(result, gap.To)
		}
		together := w
		var last *big.Rat
		for _, way := range gap.Ways {
			seen[way.Doing.ID]++
			together = together.do(at, way.Doing, way.Count)
			alone, other := after(w.do(at, way.Doing, way.Count))
			gain := new(big.Rat).Sub(parsed(alone.Total), parsed(own.Total))
			if gain.Cmp(parsed(way.Gain)) != 0 || gain.Sign() <= 0 {
				t.Fatalf("%s ×%d brings %s, it says %s", way.Doing.Key, way.Count, gain.FloatString(3), way.Gain)
			}
			var moved []string
			for k, item := range alone.Items {
				if item.Marks != own.Items[k].Marks {
					moved = append(moved, item.ID)
				}
			}
			if !slices.Equal(moved, way.Items) {
				t.Fatalf("%s moves %v, it says %v", way.Doing.Key, moved, way.Items)
			}
			if bound, known := q.Bounds[way.Doing.Key]; way.Count < 1 || way.Count > way.Doing.Most || known && way.Count > bound {
				t.Fatalf("%s ×%d, of which there are %d", way.Doing.Key, way.Count, bound)
			}
			less, than := after(w.do(at, way.Doing, way.Count-1))
			if alone.Rank < other.Rank == (less.Rank < than.Rank) && parsed(less.Total).Cmp(parsed(alone.Total)) >= 0 {
				t.Fatalf("%s ×%d: one less brings as much", way.Doing.Key, way.Count)
			}
			if alone.Rank < other.Rank && less.Rank < than.Rank {
				t.Fatalf("%s ×%d: one less is enough", way.Doing.Key, way.Count)
			}
			cost := new(big.Rat).Quo(new(big.Rat).Mul(parsed(way.Doing.Effort.Text('f')), new(big.Rat).SetInt64(way.Count)), gain)
			if last != nil && last.Cmp(cost) > 0 {
				t.Fatalf("%s costs less for each mark than the one before it", way.Doing.Key)
			}
			last = cost
		}
		if len(gap.Ways) > 3 {
			t.Fatalf("%d ways", len(gap.Ways))
		}
		if a, b := after(together); (a.Rank < b.Rank) != gap.Reaches {
			t.Fatalf("together: %s %d against %d, reaches %v; ways %+v", a.Total, a.Rank, b.Rank, gap.Reaches, gap.Ways)
		}
	})
	for _, id := range []string{"complete_overdue", "complete_in_time", "verify_member", "publish_article", "original_article", "online_application", "hold_course", "hold_activity"} {
		if seen[id] == 0 {
			t.Errorf("%s was never drawn", id)
		}
	}
}

func power10(n int) int {
	if n == 0 {
		return 1
	}
	return 10 * power10(n-1)
}

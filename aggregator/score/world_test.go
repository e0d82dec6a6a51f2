package score

import (
	"fmt"
	"slices"
	"strings"

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

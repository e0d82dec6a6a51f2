package aggregator

import (
	"fmt"

	"github.com/cockroachdb/apd/v3"

	"unionscreen/aggregator/scheme"
	"unionscreen/aggregator/score"
	"unionscreen/queries"
	"unionscreen/queries/office"
)

// What is said beside every gap.
var (
	othersMove = Names{
		ZH: "按其他单位目前的得分测算；其他单位的得分也在变化，以届时实际得分为准。",
		EN: "Worked out with the others as they stand now; they move too, and what counts is what all have in the end.",
	}
	periodOver = Names{
		ZH: "本期已结束，之后办理的工作不计入本期；期内已办而漏报的数据可在补报期内补报，其他单位的得分也可能因补报而变化。",
		EN: "The period has ended: what is done from now on does not count in it. What was done and not reported can still be reported until the freeze, by the others too.",
	}
	yearOfQuarters = Names{
		ZH: "年度得分由各季度得分合成，可行的办法见本季度得分；其他单位的得分也在变化。",
		EN: "The year is made of its quarters: what can be done stands beside the score of the running quarter. The others move too.",
	}
)

// gap is what is missing to the next place, and what the union can do about it while the period runs.
func (t *Tally) gap(made drawing, g int, union string) (*Gap, error) {
	page, group := made.page, made.board.Groups[g]
	q := score.Question{Union: union}
	runs := page.asOf.Before(page.period.End)
	if runs && page.quarters == nil {
		if err := page.ask(&q, group.ID); err != nil {
			return nil, fmt.Errorf("look for ways to the next place of %s: %w", union, err)
		}
	}
	found := made.results[g].Next(page.by.Rules.Rounding, q)
	if found == nil {
		return nil, nil // a first unit has no gap, and nothing is wrong with that
	}
	out := &Gap{Need: found.Need, Reaches: found.Reaches, Ways: []Way{}, Note: othersMove}
	switch {
	case !runs:
		out.Note = periodOver
	case page.quarters != nil:
		out.Note = yearOfQuarters
	}
	for _, u := range group.Units {
		if u.Union == found.To {
			out.To = neighbour(u)
		}
	}
	services := t.serviceNames()
	for _, way := range found.Ways {
		out.Ways = append(out.Ways, Way{
			ID: way.Doing.Key, Words: Names(way.Doing.Say(way.Count, services)), Count: way.Count, Pace: Names(way.Doing.Pace),
			Gain: way.Gain, Items: way.Items,
		})
	}
	return out, nil
}

// ask fills in what the question's union can do, how much of it there is to be done, and what its targets grow by.
func (s *sheet) ask(q *score.Question, group string) error {
	rules, _ := s.by.Rules.Group(group)
	var err error
	if q.Doings, err = s.by.Rules.Doings(rules); err != nil {
		return err
	}
	union, _ := s.tree.Union(q.Union)
	q.Bounds, q.Growth = s.bounds(union, q.Doings), map[string]*apd.Decimal{}
	for _, item := range rules.Items {
		if _, formula, times := s.by.Rules.TargetOf(s.by.Targets, q.Union, s.period.ID, item); formula.Of != "" {
			q.Growth[item.Key()] = new(apd.Decimal)
			if _, err := apd.BaseContext.Mul(q.Growth[item.Key()], formula.Share, apd.New(times, 0)); err != nil {
				return err
			}
		}
	}
	return nil
}

// bounds are how many things of each doing there are to be done for a union. A base that nobody reported bounds nothing;
// of anything else that was not reported there is none.
func (s *sheet) bounds(union office.Union, doings []scheme.Doing) map[string]int64 {
	out, own := map[string]int64{}, s.scope(union)
	for _, d := range doings {
		if d.Bound.Of.Family == "" {
			continue
		}
		of, known := own.count(boundPart(d, d.Bound.Of))
		if !known && d.Bound.Of.Family == queries.Base {
			continue
		}
		if d.Bound.Less.Family != "" {
			less, _ := own.count(boundPart(d, d.Bound.Less))
			of -= less
		}
		out[d.Key] = max(0, of)
	}
	return out
}

// boundPart is where a count that bounds a doing stands: in the period, of what the doing is narrowed to.
func boundPart(d scheme.Doing, c scheme.Count) part {
	at := reading{family: c.Family, window: scheme.WindowPeriod, states: isState(c)}
	if c.Family != queries.Base {
		at.where = notation(restricted(d.Where))
	}
	return part{reading: at, count: c.Name, ever: true}
}

// wantBounds adds to a plan the counts that bound what units of a group can do.
func (p *plan) wantBounds(rules *scheme.Scheme, group scheme.Group) {
	doings, err := rules.Doings(group)
	if err != nil {
		return // the catalogue of ways is built in and tested; a card says what is wrong with it
	}
	for _, d := range doings {
		for _, c := range []scheme.Count{d.Bound.Of, d.Bound.Less} {
			if c.Family == "" {
				continue
			}
			at := boundPart(d, c).reading
			where := queries.Where{States: at.states}
			if at.where != "" {
				where = restricted(d.Where)
			}
			p.want(need{reading: at, where: where})
		}
	}
}

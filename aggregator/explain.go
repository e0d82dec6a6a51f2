package aggregator

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"unionscreen/aggregator/scheme"
	"unionscreen/aggregator/score"
	"unionscreen/queries/office"
)

// ErrNotRanked says that a union is measured and not ranked; a NotRankedError wraps it.
var ErrNotRanked = errors.New("the union is measured, not ranked")

// NotRankedError names the ranked union whose score holds the figures of one that is not ranked itself; Within is empty
// for the owner of the evaluation and for a union that is not in its care on the period's last day.
type NotRankedError struct {
	Union, Within string
}

func (e *NotRankedError) Error() string {
	if e.Within == "" {
		return fmt.Sprintf("%s: %v; its measures tell what it does", e.Union, ErrNotRanked)
	}
	return fmt.Sprintf("%s: %v; its figures are part of the score of %s, and its measures tell what it does", e.Union, ErrNotRanked, e.Within)
}

func (e *NotRankedError) Unwrap() error { return ErrNotRanked }

// Card answers why a union has its score in a quarter or year, and what leads to the next place: all of the board that
// Board answers for that period. The error wraps ErrNoUnion and ErrNotRanked besides those of Board.
func (t *Tally) Card(ctx context.Context, id, union string) (*Card, error) {
	now := t.current.Load()
	if now == nil {
		return nil, ErrNoFigures
	}
	own, ok := t.tree.Load().Union(union)
	if !ok {
		return nil, ErrNoUnion
	}
	by, err := t.assessmentRanking(own)
	if err != nil {
		by = t.assessments[0] // it says who holds the union's figures
	}
	made, err := t.drawn(ctx, by, id, now)
	if err != nil {
		return nil, err
	}
	for _, group := range made.board.Groups {
		at := slices.IndexFunc(group.Units, func(u Unit) bool { return u.Union == own.Code })
		if at < 0 {
			continue
		}
		return t.card(made, group, at)
	}
	within := made.page.rankedOf()[own.Code].Code
	if within == made.board.Owner.Code {
		within = ""
	}
	return nil, &NotRankedError{Union: own.Code, Within: within}
}

// card puts one row of a board beside its group and into words.
func (t *Tally) card(made drawing, group Group, at int) (*Card, error) {
	board, unit := made.board, group.Units[at]
	card := &Card{
		Owner: board.Owner, Period: board.Period, State: board.State, Trial: board.Trial, Demo: board.Demo, Version: board.Version,
		Scheme: board.Scheme, AsOf: board.AsOf, CompleteTo: board.CompleteTo, Freeze: board.Freeze, Previous: board.Previous,
		Group: group.ID, Names: group.Names, FullMarks: group.FullMarks, Mean: group.Mean, Unit: unit,
		Items: []Explained{}, Losses: []string{}, Neighbours: []Neighbour{},
	}
	for _, u := range group.Units {
		if u.Rank > 0 {
			card.Ranked++
			card.Last = max(card.Last, u.Rank)
		}
	}
	for i := max(0, at-2); i < min(len(group.Units), at+3); i++ {
		card.Neighbours = append(card.Neighbours, neighbour(group.Units[i]))
	}
	if made.page.quarters != nil {
		card.quarters()
		return card, nil
	}
	rules, ok := made.page.by.Rules.Group(group.ID)
	if !ok {
		return nil, fmt.Errorf("explain the score of %s: the scheme has no group %s", unit.Union, group.ID)
	}
	input := made.page.input(rules)
	result := score.Standings(input)
	services := t.serviceNames()
	told, ok := score.Explain(input, result, unit.Union, services)
	if !ok {
		return nil, fmt.Errorf("explain the score of %s: it is not among the units of %s", unit.Union, group.ID)
	}
	card.Losses = append(card.Losses, told.Losses...)
	for i, one := range told.Items {
		item := rules.Items[i]
		entry, _ := made.page.by.Rules.Indicator(item.Indicator)
		out := Explained{
			Item: unit.Items[i], Names: Names(one.Names), Unit: Names(entry.Unit), Definition: Names(entry.Definition), Method: item.Method,
			Rule: Names(t.cfg.Scheme.Rule(item)),
			Why:  Names(one.Why), Remedy: Names(one.Remedy), Lost: one.Lost, Mean: one.Mean, Position: one.Position, Of: one.Of,
		}
		out.ID = one.Item
		card.Items = append(card.Items, out)
	}
	var err error
	card.Gap, err = t.gap(made, group, input, result, unit.Union)
	return card, err
}

func neighbour(u Unit) Neighbour {
	return Neighbour{Union: u.Union, Name: u.Name, ShortName: u.ShortName, Rank: u.Rank, Tied: u.Tied, Total: u.Total}
}

func (t *Tally) serviceNames() map[string]scheme.Names {
	known := *t.services.Load()
	out := make(map[string]scheme.Names, len(known))
	for code, names := range known {
		out[code] = scheme.Names(names)
	}
	return out
}

// gap is what is missing to the next place, and what the union can do about it while the period runs.
func (t *Tally) gap(made drawing, group Group, input score.Input, result score.Result, union string) (*Gap, error) {
	q := score.Question{Union: union}
	running := made.page.asOf.Before(made.page.period.End)
	if running {
		var err error
		if q.Doings, err = made.page.by.Rules.Doings(input.Group); err != nil {
			return nil, fmt.Errorf("look for ways to the next place: %w", err)
		}
		own, _ := made.page.tree.Union(union)
		q.Bounds = t.bounds(made.page, own, q.Doings)
	}
	found := score.Next(input, result, q)
	if found == nil {
		return nil, nil //nolint:nilnil // no gap is what a first unit has
	}
	out := &Gap{Need: found.Need, Reaches: found.Reaches, Ways: []Way{}, Note: stillMoving}
	if !running {
		out.Note = ended
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

var (
	stillMoving = Names{
		ZH: "按其他单位目前得分测算；其他单位的得分也在变化，届时以实际得分为准。",
		EN: "Worked out with the others as they stand now; they move too, and what counts in the end is what all have scored.",
	}
	ended = Names{
		ZH: "本期已结束，新办的工作不再计入；期内已办而漏报的数据可在补报期内补报，其他单位也会补报。",
		EN: "The period has ended, so that what is done from now on does not count in it; what was done and not reported can be reported until the freeze, by the others too.",
	}
)

// bounds are how many things of each doing there are to be done for a union, as far as that is known.
func (t *Tally) bounds(s *sheet, union office.Union, doings []scheme.Doing) map[string]int64 {
	out, own := map[string]int64{}, s.scope(union)
	for _, d := range doings {
		if d.Bound.Of.Family == "" {
			continue
		}
		if of, known := own.known(d, d.Bound.Of); known {
			less, _ := own.known(d, d.Bound.Less)
			out[d.Key] = max(0, of-less)
		}
	}
	return out
}

// known is a count of the union under the restriction of a doing, where the sheet holds it.
func (s scope) known(d scheme.Doing, c scheme.Count) (int64, bool) {
	if c.Family == "" {
		return 0, false
	}
	at := part{reading: reading{family: c.Family, window: scheme.WindowPeriod, where: notation(restricted(d.Where)), states: isState(c)}, count: c.Name, ever: true}
	if c.Family == "base" {
		at.reading = reading{family: c.Family, window: scheme.WindowPeriod}
	}
	if _, read := s.sheet.run[at.reading]; !read {
		return 0, false
	}
	return s.count(at)
}

// quarters tells of a year that is made of its quarters: each has its own card.
func (c *Card) quarters() {
	for _, item := range c.Unit.Items {
		c.Items = append(c.Items, Explained{Item: item, Names: Names{ZH: item.Indicator, EN: item.Indicator}})
		c.Items[len(c.Items)-1].ID = item.Indicator
	}
}

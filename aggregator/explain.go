package aggregator

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"unionscreen/aggregator/scheme"
	"unionscreen/aggregator/score"
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

// rowsBeside is how many rows before and after its own a card shows.
const rowsBeside = 2

// Card answers why a union has its score in a quarter or year, and what leads to the next place: all of the board that
// BoardOf answers for that period, of the evaluation of the union above it. The error wraps ErrNoUnion and ErrNotRanked
// besides those of BoardOf.
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
	for g, group := range made.board.Groups {
		if at := slices.IndexFunc(group.Units, func(u Unit) bool { return u.Union == own.Code }); at >= 0 {
			return t.card(made, g, at)
		}
	}
	within := made.page.rankedOf()[own.Code].Code
	if within == made.board.Owner.Code {
		within = ""
	}
	return nil, &NotRankedError{Union: own.Code, Within: within}
}

// card puts one row of a board beside its group and into words.
func (t *Tally) card(made drawing, g, at int) (*Card, error) {
	board, group, result := made.board, made.board.Groups[g], made.results[g]
	unit := group.Units[at]
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
	for i := max(0, at-rowsBeside); i < min(len(group.Units), at+rowsBeside+1); i++ {
		card.Neighbours = append(card.Neighbours, neighbour(group.Units[i]))
	}
	rules := made.page.by.Rules
	services := t.serviceNames()
	told, ok := result.Explain(rules.Rounding, unit.Union, services)
	if !ok {
		return nil, fmt.Errorf("explain the score of %s: it is not among the units of %s", unit.Union, group.ID)
	}
	card.Losses = append(card.Losses, told.Losses...)
	of, _ := rules.Group(group.ID)
	for i, one := range told.Items {
		out := Explained{
			Item: unit.Items[i], Names: Names(one.Names), Why: Names(one.Why), Remedy: Names(one.Remedy), Lost: one.Lost, Mean: one.Mean,
			Position: one.Position, Of: one.Of,
		}
		out.ID = one.Item
		if made.page.quarters == nil { // the items of a year of quarters are no indicators
			out.describe(rules, of.Items[i])
		}
		card.Items = append(card.Items, out)
	}
	var err error
	card.Gap, err = t.gap(made, g, unit.Union)
	return card, err
}

// describe says what an item measures and how it is scored.
func (e *Explained) describe(rules *scheme.Scheme, item scheme.Item) {
	entry, _ := rules.Indicator(item.Indicator)
	e.Unit, e.Definition, e.Method, e.Rule = Names(entry.Unit), Names(entry.Definition), item.Method, Names(rules.Rule(item))
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

// drawing is a board with what it was drawn from: its sheet, and the results of its groups in their order.
type drawing struct {
	board   *Board
	page    *sheet
	results []score.Result
}

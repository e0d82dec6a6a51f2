package aggregator

import (
	"context"
	"fmt"
	"slices"
	"time"

	"unionscreen/aggregator/score"
)

// Outcome is what a trial would change.
type Outcome struct {
	Period PeriodSpan     `json:"period"`
	Owner  Owner          `json:"owner"`
	AsOf   time.Time      `json:"as_of"`
	Before *Tried         `json:"before"` // null: the owner has no evaluation yet
	After  Tried          `json:"after"`
	Groups []GroupOutcome `json:"groups"`
}

// PeriodSpan is a period as answers name it.
type PeriodSpan struct {
	ID    string    `json:"id"`
	Kind  string    `json:"kind"`
	Start time.Time `json:"start"`
	End   time.Time `json:"end"`
}

// Tried names the scheme of one side of a comparison.
type Tried struct {
	Scheme SchemeRef `json:"scheme"`
}

// GroupOutcome is what changes in a group: the units whose row changes in the order after, then those that are gone.
type GroupOutcome struct {
	ID          string        `json:"id"`
	Names       Names         `json:"names"`
	FullMarks   string        `json:"full_marks"`
	Ranked      int           `json:"ranked"` // units with a rank after
	Changes     []Changed     `json:"changes"`
	Sensitivity []Sensitivity `json:"sensitivity"` // of the first and last three, or of the union that was asked for
}

// Changed is a unit whose row differs.
type Changed struct {
	Union     string        `json:"union"`
	Name      string        `json:"name"`
	ShortName string        `json:"short_name"`
	Before    *Stand        `json:"before"` // null: it was not in the group
	After     *Stand        `json:"after"`  // null: it is in the group no more
	Items     []ItemChanged `json:"items"`
}

// Stand is a unit's result without its items.
type Stand struct {
	Rank       int    `json:"rank"`
	Tied       bool   `json:"tied"`
	Total      string `json:"total"`
	Base       string `json:"base"`
	Bonus      string `json:"bonus"`
	Deductions string `json:"deductions"`
	Veto       string `json:"veto"`
}

// ItemChanged is an item whose marks differ, with the first cause and all of them: added, removed, method, points,
// target, value, spread.
type ItemChanged struct {
	ID     string   `json:"id"`
	Names  Names    `json:"names"`
	Before string   `json:"before"`
	After  string   `json:"after"`
	Cause  string   `json:"cause"`
	Causes []string `json:"causes"`
}

// Sensitivity is how a unit's rank depends on the points of each item.
type Sensitivity struct {
	Union string          `json:"union"`
	Rank  int             `json:"rank"`
	Items []SensitiveItem `json:"items"`
}

// SensitiveItem is one item with other points, those of the others scaled so that they sum to the full marks.
type SensitiveItem struct {
	ID     string   `json:"id"`
	Points string   `json:"points"`
	Ranks  []RankAt `json:"ranks"`
	Stable bool     `json:"stable"` // the rank stays with up to a fifth more or fewer points
}

// RankAt is the rank with so many points.
type RankAt struct {
	Change int    `json:"change"` // of the points, in per cent
	Points string `json:"points"`
	Rank   int    `json:"rank"`
}

// outcome compares the two sides of a trial, group by group.
func (t *Tally) outcome(ctx context.Context, pages pair, trial Trial) (*Outcome, error) {
	after, period := pages.after, pages.after.period
	owner, _ := after.tree.Union(after.by.owner(after.tree))
	out := &Outcome{
		Period: PeriodSpan(period), Owner: Owner{Code: owner.Code, Name: owner.Name, ShortName: owner.ShortName},
		AsOf: after.asOf.In(t.zone()), After: Tried{after.by.scheme()}, Groups: []GroupOutcome{},
	}
	results := after.results()
	var then []score.Result
	if pages.before != nil {
		out.Before = &Tried{pages.before.by.scheme()}
		then = pages.before.results()
	}
	if trial.Union != "" && !hasRow(results, trial.Union) {
		if _, known := after.tree.Union(trial.Union); !known {
			return nil, ErrNoUnion
		}
		within := after.rankedOf()[trial.Union].Code
		if within == owner.Code {
			within = ""
		}
		return nil, &NotRankedError{Union: trial.Union, Within: within}
	}
	for _, result := range results {
		if trial.Group != "" && trial.Group != result.Group || trial.Union != "" && !hasRow([]score.Result{result}, trial.Union) {
			continue
		}
		group, err := after.groupOutcome(ctx, pages.before, resultOf(then, result.Group), result, trial.Union)
		if err != nil {
			return nil, err
		}
		out.Groups = append(out.Groups, group)
	}
	if trial.Group != "" && len(out.Groups) == 0 {
		return nil, ErrNoGroup
	}
	return out, nil
}

func hasRow(results []score.Result, union string) bool {
	return slices.ContainsFunc(results, func(r score.Result) bool {
		return slices.ContainsFunc(r.Rows, func(row score.Row) bool { return row.Union == union })
	})
}

// resultOf is the result of a group; an empty one where there was no such group.
func resultOf(results []score.Result, group string) score.Result {
	for _, r := range results {
		if r.Group == group {
			return r
		}
	}
	return score.Result{Group: group}
}

// groupOutcome tells what changes in a group; only is a union that nothing beside is told of, or empty.
func (s *sheet) groupOutcome(ctx context.Context, before *sheet, then, now score.Result, only string) (GroupOutcome, error) {
	group, _ := s.by.Rules.Group(now.Group)
	out := GroupOutcome{ID: group.ID, Names: Names(group.Names), FullMarks: now.FullMarks, Changes: []Changed{}, Sensitivity: []Sensitivity{}}
	for _, row := range now.Rows {
		if row.Rank > 0 {
			out.Ranked++
		}
	}
	names := s.itemNames(now.Group)
	if before != nil {
		for id, words := range before.itemNames(now.Group) {
			if _, known := names[id]; !known {
				names[id] = words
			}
		}
	}
	for _, change := range score.Difference(then, now) {
		if only != "" && change.Union != only {
			continue
		}
		union, _ := s.tree.Union(change.Union)
		told := Changed{
			Union: union.Code, Name: union.Name, ShortName: union.ShortName, Before: stand(then, change.Union, change.Before),
			After: stand(now, change.Union, change.After), Items: []ItemChanged{},
		}
		for _, item := range change.Items {
			words, known := names[item.ID]
			if !known { // a quarter of a year
				words = Names{ZH: item.ID, EN: item.ID}
			}
			told.Items = append(told.Items, ItemChanged{ID: item.ID, Names: words, Before: item.Before, After: item.After, Cause: item.Causes[0], Causes: item.Causes})
		}
		out.Changes = append(out.Changes, told)
	}
	if s.quarters == nil { // a year out of quarters has no points to change
		var err error
		if out.Sensitivity, err = sensitivity(ctx, s.input(group), only); err != nil {
			return out, fmt.Errorf("try other points in group %s: %w", group.ID, err)
		}
	}
	return out, nil
}

// sensitivity is that of the first and last three units, or of one.
func sensitivity(ctx context.Context, input score.Input, only string) ([]Sensitivity, error) {
	var asked []string
	if only != "" {
		asked = []string{only}
	}
	units, err := score.Sensitivity(ctx, input, asked...)
	out := []Sensitivity{}
	for _, unit := range units {
		told := Sensitivity{Union: unit.Union, Rank: unit.Rank, Items: []SensitiveItem{}}
		for _, item := range unit.Items {
			one := SensitiveItem{ID: item.ID, Points: item.Points, Stable: item.Stable}
			for _, at := range item.Ranks {
				one.Ranks = append(one.Ranks, RankAt(at))
			}
			told.Items = append(told.Items, one)
		}
		out = append(out, told)
	}
	return out, err
}

// stand is nil where the union is not in the group.
func stand(in score.Result, union string, s score.Standing) *Stand {
	if !hasRow([]score.Result{in}, union) {
		return nil
	}
	out := Stand(s)
	return &out
}

// itemNames are the words of a group's items.
func (s *sheet) itemNames(id string) map[string]Names {
	out := map[string]Names{}
	group, _ := s.by.Rules.Group(id)
	for _, item := range group.Items {
		out[item.Key()] = Names(s.by.Rules.ItemNames(item, nil))
	}
	return out
}

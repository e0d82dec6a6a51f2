package aggregator

import (
	"github.com/cockroachdb/apd/v3"

	"unionscreen/aggregator/scheme"
	"unionscreen/aggregator/score"
	"unionscreen/queries/office"
)

// ranked answers the unions that the sheet's owner ranks at the end of its period, or now.
func (s *sheet) ranked() []office.Union { return s.by.ranked(s.tree, earlier(s.asOf, s.period.End)) }

// inputs is what is scored: each group of the scheme that some ranked union is in, with their figures and targets.
func (s *sheet) inputs() []score.Input {
	out := []score.Input{}
	for _, group := range s.by.Rules.Groups {
		if input := s.input(group); len(input.Units) > 0 {
			out = append(out, input)
		}
	}
	return out
}

// input is one group with its units, as score.Standings takes it.
func (s *sheet) input(group scheme.Group) score.Input {
	input := score.Input{Scheme: s.by.Rules, Group: group}
	for _, union := range s.ranked() {
		if s.by.Rules.GroupOf(scheme.Member{Code: union.Code, Kind: union.Kind, Level: union.Level}) == group.ID {
			input.Units = append(input.Units, s.unit(group, union))
		}
	}
	return input
}

// unit is a union as it is scored in a group.
func (s *sheet) unit(group scheme.Group, union office.Union) score.Unit {
	out := score.Unit{
		Union: union.Code, Order: union.Order, Measures: map[string]score.Measure{}, Targets: map[string]*apd.Decimal{},
		TargetWords: map[string]string{}, Adjustments: s.adjustments[union.Code],
	}
	own := s.scope(union)
	for i, m := range s.by.programme.groups[group.ID] {
		out.Measures[m.id] = own.of(m).Measure
		if i >= len(group.Items) {
			continue // it decides ties only
		}
		key := group.Items[i].Key()
		if target, words := own.targetOf(group.Items[i], m); target != nil {
			out.Targets[key], out.TargetWords[key] = target, words
		}
	}
	return out
}

// targetOf is the target of an item and how it came about: one that is a share of a base takes the base as it is at the
// period's end. Nil: there is none, or nobody stated the base.
func (s scope) targetOf(item scheme.Item, m measuring) (target *apd.Decimal, words string) {
	by := s.sheet.by
	stated, formula, times := by.Rules.TargetOf(by.Targets, s.union.Code, s.sheet.period.ID, item)
	if formula.Of == "" {
		return stated, ""
	}
	base, known := s.count(m.target)
	if !known {
		return nil, ""
	}
	return formula.Target(stated, times, apd.New(base, 0))
}

// results scores all groups.
func (s *sheet) results() []score.Result {
	var out []score.Result
	for _, input := range s.inputs() {
		if s.quarters != nil {
			out = append(out, score.Annual(score.AnnualInput{Scheme: input.Scheme, Group: input.Group, Units: input.Units, Quarters: s.quarters}))
			continue
		}
		out = append(out, score.Standings(input))
	}
	return out
}

// groups dresses results with names, movement and overdue cases.
func (s *sheet) groups(results []score.Result, overdue map[string]int64) []Group {
	out := []Group{}
	for _, result := range results {
		group, _ := s.by.Rules.Group(result.Group)
		made := Group{ID: group.ID, Names: Names(group.Names), FullMarks: result.FullMarks, Mean: result.Mean, Units: []Unit{}}
		for _, row := range result.Rows {
			unit := s.dress(row)
			unit.Overdue = overdue[row.Union]
			unit.Movement = movement(s.previous, group.ID+"/"+row.Union, row.Rank)
			made.Units = append(made.Units, unit)
		}
		if result.Last != nil {
			last := Loss(*result.Last)
			last.Item = ownName(last.Item, last.Indicator)
			made.Last = &last
		}
		out = append(out, made)
	}
	return out
}

// dress makes the unit of a row.
func (s *sheet) dress(row score.Row) Unit {
	union, _ := s.tree.Union(row.Union)
	unit := Unit{
		Union: row.Union, Name: union.Name, ShortName: union.ShortName, Rank: row.Rank, Tied: row.Tied, Total: row.Total,
		Base: row.Base, Bonus: row.Bonus, Deductions: row.Deductions, Veto: row.Veto,
		Sum: row.Sum, Factor: row.Factor, Formula: row.Formula, TotalFormula: row.TotalFormula,
	}
	for _, a := range row.Adjustments {
		unit.Adjustments = append(unit.Adjustments, Adjusted(a))
	}
	for _, item := range row.Items {
		item.ID = ownName(item.ID, item.Indicator)
		unit.Items = append(unit.Items, Item(item))
	}
	return unit
}

// ownName is an item's id where it is not called like its indicator: few are, and every frame carries them.
func ownName(id, indicator string) string {
	if id == indicator {
		return ""
	}
	return id
}

// movement is the number of places gained since the last midnight; nil where there is nothing to compare.
func movement(previous map[string]int, key string, rank int) *int {
	before, ok := previous[key]
	if !ok || rank == 0 {
		return nil
	}
	gained := before - rank
	return &gained
}

package dashboard

import (
	"slices"
	"strings"
	"time"

	"unionscreen/aggregator"
	"unionscreen/aggregator/export"
	"unionscreen/aggregator/scheme"
	"unionscreen/aggregator/score"
	"unionscreen/queries/office"
)

// StandingsFile fills what the files say of standings: of one group, or with an empty id of all. rules is the scheme that
// scored the board; nil where it is not kept any more, and the catalogue's words have to do. It answers false where the
// board has no such group.
func StandingsFile(board *aggregator.Board, rules *scheme.Scheme, group string, zone *time.Location) (export.Standings, bool, error) {
	catalogue, err := scheme.Indicators()
	if err != nil {
		return export.Standings{}, false, err
	}
	doc := export.Standings{
		Owner: board.Owner.Name, Period: periodFile(board.Period, zone), State: board.State, Trial: board.Trial, Demo: board.Demo, Version: board.Version,
		Scheme: export.Scheme{ID: board.Scheme.ID, Names: scheme.Names(board.Scheme.Names), Hash: board.Scheme.Hash}, AsOf: board.AsOf.In(zone),
	}
	if board.Previous != nil {
		doc.Before = board.Previous.ID
	}
	if rules != nil {
		doc.Scheme.Ties, doc.Scheme.Rounding, doc.Scheme.Adjustments = rules.Ties.Method, rules.Rounding, rules.Adjustments
		if board.Period.Kind == aggregator.KindYear && rules.Annual != scheme.AnnualRecompute {
			doc.Scheme.Annual = rules.Annual
		}
	}
	for _, g := range board.Groups {
		if group == "" || g.ID == group {
			doc.Groups = append(doc.Groups, groupFile(g, itemsFile(g, rules, catalogue)))
		}
	}
	return doc, group == "" || len(doc.Groups) > 0, nil
}

func periodFile(p aggregator.Period, zone *time.Location) export.Period {
	return export.Period{ID: p.ID, Kind: p.Kind, Start: p.Start.In(zone), End: p.End.In(zone)}
}

// itemsFile are a group's items in words: those that its rows have, for they are what was scored.
func itemsFile(g aggregator.Group, rules *scheme.Scheme, catalogue []scheme.Indicator) []export.Item {
	var out []export.Item
	if len(g.Units) == 0 {
		return out
	}
	var own scheme.Group
	if rules != nil {
		own, _ = rules.Group(g.ID)
	}
	for _, scored := range g.Units[0].Items {
		item := export.Item{ID: keyOf(scored), Names: scheme.Names{ZH: keyOf(scored), EN: keyOf(scored)}, Points: scored.Points}
		at := slices.IndexFunc(catalogue, func(i scheme.Indicator) bool { return i.ID == scored.Indicator })
		if at < 0 { // a quarter of the year
			item.Names = scheme.Names{ZH: export.ZH.Period(item.ID), EN: export.EN.Period(item.ID)}
			out = append(out, item)
			continue
		}
		entry := catalogue[at]
		item.Names, item.Unit, item.Definition, item.Family = entry.Names, entry.Unit, entry.Definition, entry.Families[0]
		for _, of := range own.Items {
			if of.Key() == item.ID {
				item.Names, item.Rule = rules.ItemNames(of, nil), rules.Rule(of)
			}
		}
		out = append(out, item)
	}
	return out
}

// keyOf is an item's id, which a board leaves out where it is the indicator's.
func keyOf(item aggregator.Item) string {
	if item.ID != "" {
		return item.ID
	}
	return item.Indicator
}

func groupFile(g aggregator.Group, items []export.Item) export.Group {
	out := export.Group{ID: g.ID, Names: scheme.Names(g.Names), FullMarks: g.FullMarks, Mean: g.Mean, Items: items}
	for _, u := range g.Units {
		row := score.Row{
			Union: u.Union, Rank: u.Rank, Tied: u.Tied, Total: u.Total, Base: u.Base, Bonus: u.Bonus, Deductions: u.Deductions, Veto: u.Veto,
			Sum: u.Sum, Factor: u.Factor, Formula: u.Formula, TotalFormula: u.TotalFormula,
		}
		for _, item := range items {
			at := slices.IndexFunc(u.Items, func(i aggregator.Item) bool { return keyOf(i) == item.ID })
			if at < 0 {
				row.Items = append(row.Items, score.Item{ID: item.ID})
				continue
			}
			row.Items = append(row.Items, score.Item(u.Items[at]))
		}
		for _, a := range u.Adjustments {
			row.Adjustments = append(row.Adjustments, score.Adjusted(a))
		}
		unit := export.Unit{Name: u.Name, Row: row}
		if p := u.Previous; p != nil {
			unit.Previous = &export.Previous{Rank: p.Rank, Gained: p.Gained, Mark: p.Mark}
		}
		out.Units = append(out.Units, unit)
	}
	return out
}

// MeasuresFile fills what the files say of measures; a union that the registry does not know any more goes by its code.
func MeasuresFile(set aggregator.MeasureSet, unions []office.Union, zone *time.Location) (export.Measures, error) {
	catalogue, err := scheme.Indicators()
	if err != nil {
		return export.Measures{}, err
	}
	names, entries := map[string]string{}, map[string]scheme.Indicator{}
	for _, u := range unions {
		names[u.Code] = u.Name
	}
	for _, i := range catalogue {
		entries[i.ID] = i
	}
	doc := export.Measures{AsOf: set.AsOf.In(zone), Period: export.Period{ID: set.Period, Start: set.Start.In(zone), End: set.End.In(zone)}}
	for _, m := range set.Measures {
		name, known := names[m.Union]
		if !known {
			name = m.Union
		}
		entry := entries[m.Indicator]
		doc.Rows = append(doc.Rows, export.Measure{
			Union: m.Union, Name: name, Indicator: m.Indicator, Names: entry.Names, Unit: entry.Unit, State: m.State, Value: m.Value,
			Numerator: m.Numerator, Denominator: m.Denominator, Median: m.Median, Answered: m.Answered, AsOf: m.AsOf.In(zone),
		})
	}
	return doc, nil
}

// unionsFile fills what the files say of the registry.
func unionsFile(unions []office.Union, board *aggregator.Board, zone *time.Location) export.Unions {
	var doc export.Unions
	if board != nil {
		doc.AsOf, doc.Owner = board.AsOf.In(zone), board.Owner.Name
	}
	for _, u := range unions {
		doc.Rows = append(doc.Rows, export.Union{
			Code: u.Code, Name: u.Name, ShortName: u.ShortName, Parent: u.Parent, Level: u.Level, Kind: u.Kind, Order: u.Order, RegionCode: u.RegionCode,
			Reports: strings.Join(u.Reports, ", "), ValidFrom: day(u.ValidFrom), ValidTo: day(u.ValidTo), Successor: u.Successor,
		})
	}
	return doc
}

package export

import (
	"io"
	"slices"

	"unionscreen/aggregator/score"
)

// WriteStandingsCSV writes one row per unit in the order of printing. Groups with other items share one header: a column
// for every item of any of them, empty where a group has none of it.
func WriteStandingsCSV(w io.Writer, doc Standings, lang Lang) error {
	var items []Item
	scaled := false
	for i := range doc.Groups {
		g := &doc.Groups[i]
		scaled = scaled || rankingOf(lang, &doc, g).scaled
		for _, item := range g.Items {
			if !slices.ContainsFunc(items, func(have Item) bool { return have.ID == item.ID }) {
				items = append(items, item)
			}
		}
	}
	all := ranking{lang: lang, doc: &doc, items: items, scaled: scaled}
	columns := all.columns()
	header := []string{lang.of("分组", "Group"), lang.of("单位代码", "Code")}
	for _, c := range columns {
		header = append(header, c.title())
	}
	return writeCSV(w, header, func(add func([]cell) error) error {
		for i := range doc.Groups {
			g := &doc.Groups[i]
			for k := range g.Units {
				u := aligned(&g.Units[k], g.Items, items)
				row := []cell{words(lang.name(g.Names)), words(u.Row.Union)}
				for _, c := range columns {
					row = append(row, c.cell(&u, k+1))
				}
				if err := add(row); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

// absent stands where a unit's group has no such item.
var absent = score.Item{State: "absent"}

// aligned is a unit with its items where all has them.
func aligned(u *Unit, own, all []Item) Unit {
	out := *u
	out.Row.Items = nil
	for _, item := range all {
		i := slices.IndexFunc(own, func(have Item) bool { return have.ID == item.ID })
		if i < 0 {
			out.Row.Items = append(out.Row.Items, absent)
			continue
		}
		out.Row.Items = append(out.Row.Items, itemOf(u, i))
	}
	return out
}

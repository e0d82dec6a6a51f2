package export

import (
	"math"
	"slices"
	"strings"
	"unicode/utf8"

	"unionscreen/aggregator/score"
)

// column is one column of a ranking table, in words and as it is printed.
type column struct {
	heading string // 宣传引导; empty: the column has none
	name    string // of the item, or of the column
	leaf    string // 实绩, 得分; empty: the name stands alone
	points  string // what can be had in it; empty: no points
	width   float64
	value   bool // of a measure, beside its marks
	cell    func(*Unit, int) cell
}

// title of the column in a file with one header row.
func (c column) title() string { return strings.TrimSpace(c.name + " " + c.leaf) }

// ranking makes the columns of a group's table. Everything that prints a ranking prints these.
type ranking struct {
	lang   Lang
	doc    *Standings
	items  []Item
	points string  // full marks
	scaled bool    // some unit's base is scaled up
	names  float64 // width of the names
}

// items that a page holds with their values beside their marks; with more of them the values are folded.
const itemsWithValues = 12

func rankingOf(lang Lang, doc *Standings, g *Group) ranking {
	r := ranking{lang: lang, doc: doc, items: g.Items, points: g.FullMarks, names: 15,
		scaled: slices.ContainsFunc(g.Units, func(u Unit) bool { return u.Row.Sum != "" })}
	for _, u := range g.Units {
		r.names = min(24, max(r.names, wide(u.Name)+3))
	}
	return r
}

func (r ranking) columns() []column {
	l := r.lang
	out := []column{
		{name: l.of("序号", "No."), width: 4.7, cell: func(_ *Unit, n int) cell { return whole(n) }},
		{name: l.of("单位", "Union"), width: r.names, cell: func(u *Unit, _ int) cell { return words(u.Name) }},
	}
	for i := range r.items {
		out = append(out, r.item(i)...)
	}
	row := func(name string, width float64, of func(*score.Row) cell) column {
		return column{name: name, width: width, cell: func(u *Unit, _ int) cell { return of(&u.Row) }}
	}
	if r.scaled {
		out = append(out,
			row(l.of("得分小计", "Sum of marks"), 7.2, func(s *score.Row) cell { return figure(firstOf(s.Sum, s.Base)) }),
			row(l.of("折算系数", "Factor"), 7.2, func(s *score.Row) cell { return figure(s.Factor) }))
	}
	base := row(l.of("基础分", "Base"), 7.5, func(s *score.Row) cell { return figure(s.Base) })
	base.points = r.points
	bonus := row(l.of("加分", "Bonus"), 6, func(s *score.Row) cell { return figure(s.Bonus) })
	deduction := row(l.of("扣分", "Deduction"), 9, func(s *score.Row) cell { return figure(s.Deductions) })
	bonus.heading, deduction.heading = l.of("加减分", "Adjustments"), l.of("加减分", "Adjustments")
	strong := row(l.of("总分", "Total"), 7.5, func(s *score.Row) cell { return figure(s.Total) })
	return append(out, base, bonus, deduction, strong,
		row(l.of("名次", "Rank"), 6, r.rank),
		row(l.of("并列", "Tied"), 8.5, func(s *score.Row) cell {
			if !s.Tied {
				return words("")
			}
			return words(l.tied(s.Rank))
		}),
		column{name: r.before(), width: 9.2, cell: func(u *Unit, _ int) cell { return previousRank(u) }},
		column{name: l.of("升降", "Change"), width: 7.5, cell: func(u *Unit, _ int) cell { return r.gained(u) }},
		column{name: l.of("备注", "Remarks"), width: 18, cell: func(u *Unit, _ int) cell { return words(r.remark(u)) }})
}

// item are the columns of an item: value and marks, of an item that is no measure only marks.
func (r ranking) item(i int) []column {
	l, item := r.lang, r.items[i]
	marks := column{heading: l.heading(item.Family), name: l.name(item.Names), leaf: l.of("得分", "marks"), points: item.Points, width: 7,
		cell: func(u *Unit, _ int) cell {
			got := itemOf(u, i)
			if got.State == absent.State {
				return words("")
			}
			return figure(got.Marks)
		}}
	if item.Family == "" {
		return []column{marks}
	}
	value := marks
	value.leaf, value.points, value.width, value.value = l.of("实绩", "value"), "", 9, true
	if unit := l.name(item.Unit); unit != "" {
		value.leaf += l.brackets(unit)
	}
	value.cell = func(u *Unit, _ int) cell { return l.value(itemOf(u, i)) }
	return []column{value, marks}
}

// value is what was measured, or which kind of nothing.
func (l Lang) value(item score.Item) cell {
	switch item.State {
	case absent.State:
		return words("")
	case score.StateNoData:
		return words(l.of("无数据", "no data"))
	case score.StateNotApplicable:
		return words(notApplicable)
	}
	return figure(item.Value)
}

// itemOf is a unit's item; none where the row has fewer, as of a unit that is not scored.
func itemOf(u *Unit, i int) score.Item {
	if i >= len(u.Row.Items) {
		return score.Item{}
	}
	return u.Row.Items[i]
}

func (r ranking) rank(s *score.Row) cell {
	switch {
	case s.Veto != "":
		return words(r.lang.of("不合格", "failed"))
	case s.Rank == 0:
		return words(notApplicable)
	}
	return whole(s.Rank)
}

func (r ranking) before() string {
	if r.doc.Period.Kind == "year" {
		return r.lang.of("上年名次", "Rank last year")
	}
	return r.lang.of("上季名次", "Rank last quarter")
}

func previousRank(u *Unit) cell {
	if u.Previous == nil || u.Previous.Rank == 0 {
		return words(notApplicable)
	}
	return whole(u.Previous.Rank)
}

// gained is the number of places won since, as a number that prints with an arrow.
func (r ranking) gained(u *Unit) cell {
	l := r.lang
	switch {
	case u.Previous == nil:
		return words(notApplicable)
	case u.Previous.Mark == "new":
		return words(l.of("新参评", "new"))
	case u.Previous.Mark == "moved":
		return words(l.of("换组", "moved"))
	case u.Previous.Gained == nil:
		return words(notApplicable)
	}
	c := whole(*u.Previous.Gained)
	c.form = `"↑"0;"↓"0;"` + l.of("持平", "same") + `"`
	return c
}

// remark names what a row has beside its figures.
func (r ranking) remark(u *Unit) string {
	l := r.lang
	var parts []string
	if u.Row.Veto != "" {
		parts = append(parts, l.of("一票否决：", "Veto: ")+u.Row.Veto)
	}
	if u.Row.Total == "" {
		parts = append(parts, l.of("无适用指标，不排名", "no item applies: not ranked"))
	}
	var silent []string
	for i, item := range u.Row.Items {
		if item.State == score.StateNoData && i < len(r.items) {
			silent = append(silent, l.name(r.items[i].Names))
		}
	}
	if len(silent) > 0 {
		parts = append(parts, l.of("无数据：", "No data: ")+l.list(silent))
	}
	return strings.Join(parts, l.of("；", "; "))
}

func firstOf(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// lines guesses how many lines a text takes in a column of so many digits' width.
func lines(text string, width float64) float64 {
	n := 0.0
	for line := range strings.SplitSeq(text, "\n") {
		n += max(1, math.Ceil(wide(line)/max(1, width-1)))
	}
	return n
}

// wide is how wide a text is, in digits.
func wide(text string) (sum float64) {
	for _, r := range text {
		if utf8.RuneLen(r) > 2 {
			sum += 2
		} else {
			sum += 0.98
		}
	}
	return sum
}

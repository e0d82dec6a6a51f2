package export

import (
	"slices"
	"strings"

	"unionscreen/aggregator/scheme"
	"unionscreen/aggregator/score"
)

// eachItem calls visit for every item of every unit, in the order of printing.
func (doc *Standings) eachItem(visit func(*Group, *Unit, *Item, *score.Item) error) error {
	for g := range doc.Groups {
		group := &doc.Groups[g]
		for u := range group.Units {
			unit := &group.Units[u]
			for i := range min(len(group.Items), len(unit.Row.Items)) {
				if err := visit(group, unit, &group.Items[i], &unit.Row.Items[i]); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// values is the sheet 指标实绩: what was measured, over what, against which target.
func (b *book) values(doc *Standings) error {
	l := b.lang
	table := b.about(doc, l.of("指标实绩", "Values"), l.of("指标实绩表", "Values of the indicators"))
	table.fields = []field{
		{l.of("分组", "Group"), 14, true}, {l.of("单位", "Union"), 22, true}, {l.of("指标", "Indicator"), 20, true}, {l.of("计量单位", "Unit"), 9, false},
		{l.of("实绩", "Value"), 12, false}, {l.of("分子", "Numerator"), 12, false}, {l.of("分母", "Denominator"), 12, false},
		{l.of("目标", "Target"), 12, false}, {l.of("目标由来", "How the target came about"), 20, true}, {l.of("状态", "State"), 10, false},
	}
	row := make([]cell, len(table.fields))
	return b.table(table, func(add func([]cell) error) error {
		return doc.eachItem(func(g *Group, u *Unit, item *Item, got *score.Item) error {
			row[0], row[1], row[2], row[3] = words(l.name(g.Names)), words(u.Name), words(l.name(item.Names)), words(l.name(item.Unit))
			row[4], row[5], row[6], row[7] = l.value(*got), blankOr(got.Numerator), blankOr(got.Denominator), blankOr(got.Target)
			row[8], row[9] = words(got.TargetWords), words(l.itemState(got.State))
			return add(row)
		})
	})
}

func (l Lang) itemState(state string) string {
	switch state {
	case score.StateNoData:
		return l.of("无数据", "no data")
	case score.StateNotApplicable:
		return l.of("不适用", "not applicable")
	}
	return l.of("有数据", "value")
}

// workings is the sheet 计分明细: how every mark and every total came about, the numbers put in.
func (b *book) workings(doc *Standings) error {
	l := b.lang
	table := b.about(doc, l.of("计分明细", "Workings"), l.of("计分明细表", "How the marks came about"))
	table.fields = []field{
		{l.of("分组", "Group"), 14, true}, {l.of("单位", "Union"), 22, true}, {l.of("指标", "Indicator"), 20, true}, {l.of("分值", "Points"), 8, false},
		{l.of("得分", "Marks"), 9, false}, {l.of("计算式", "Formula"), 52, true}, {l.of("说明", "Reason"), 24, true},
	}
	row := make([]cell, len(table.fields))
	put := func(add func([]cell) error, g *Group, u *Unit, name, points, marks, formula, reason string) error {
		row[0], row[1], row[2], row[3] = words(l.name(g.Names)), words(u.Name), words(name), blankOr(points)
		row[4], row[5], row[6] = figure(marks), words(formula), words(reason)
		return add(row)
	}
	return b.table(table, func(add func([]cell) error) error {
		return doc.eachItem(func(g *Group, u *Unit, item *Item, got *score.Item) error {
			if err := put(add, g, u, l.name(item.Names), item.Points, got.Marks, got.Formula, l.reason(got.Reason)); err != nil {
				return err
			}
			if got != &u.Row.Items[min(len(g.Items), len(u.Row.Items))-1] {
				return nil
			}
			if u.Row.Formula != "" {
				base := l.of("基础分", "Base")
				if u.Row.Sum != "" {
					base = l.of("基础分（折算后）", "Base (scaled up)")
				}
				if err := put(add, g, u, base, g.FullMarks, u.Row.Base, u.Row.Formula, ""); err != nil {
					return err
				}
			}
			if u.Row.TotalFormula != "" {
				return put(add, g, u, l.of("总分", "Total"), "", u.Row.Total, u.Row.TotalFormula, "")
			}
			return nil
		})
	})
}

// reason is why an item brought what it did, in words.
func (l Lang) reason(reason string) string {
	words := map[string][2]string{
		score.ReasonFull: {"满分", "full marks"}, score.ReasonPart: {"部分得分", "part of the marks"}, score.ReasonNone: {"未得分", "no marks"},
		score.ReasonNoData: {"未报送数据，计0分", "nothing was reported: 0"}, score.ReasonNotApplicable: {"本期没有该项业务，不适用", "nothing of the kind this period: not applicable"},
		score.ReasonNoTotal: {"该季度没有总分", "no total in that quarter"}, score.ReasonVeto: {"该季度一票否决，计0分", "a veto in that quarter: 0"},
		score.ReasonFew: {"数量少于方案规定，不适用", "fewer than the scheme asks for: not applicable"}, score.ReasonNoTarget: {"没有目标或目标为零，不适用", "no target, or a target of 0: not applicable"},
	}[reason]
	return l.of(words[0], words[1])
}

// adjustments is the sheet 加减分依据, where anything was entered beside the measures.
func (b *book) adjustments(doc *Standings) error {
	l := b.lang
	entered := slices.ContainsFunc(doc.Groups, func(g Group) bool {
		return slices.ContainsFunc(g.Units, func(u Unit) bool { return len(u.Row.Adjustments) > 0 || u.Row.Veto != "" })
	})
	if !entered {
		return nil
	}
	table := b.about(doc, l.of("加减分依据", "Adjustments"), l.of("加分、扣分和一票否决依据", "Grounds of bonuses, deductions and vetoes"))
	table.fields = []field{
		{l.of("分组", "Group"), 14, true}, {l.of("单位", "Union"), 22, true}, {l.of("项目", "Item"), 22, true}, {l.of("类别", "Kind"), 10, false},
		{l.of("申报分", "Points entered"), 9, false}, {l.of("计入分", "Points counted"), 9, false}, {l.of("依据", "Ground"), 60, true},
	}
	return b.table(table, func(add func([]cell) error) error {
		for _, g := range doc.Groups {
			for _, u := range g.Units {
				for _, a := range doc.entered(u.Row) {
					if err := add([]cell{words(l.name(g.Names)), words(u.Name), words(l.name(doc.adjustment(a))), words(l.kind(a.Kind)),
						blankOr(a.Points), blankOr(a.Counted), words(a.Ground)}); err != nil {
						return err
					}
				}
			}
		}
		return nil
	})
}

// entered are a row's adjustments; a veto that was not entered as one stands last.
func (doc *Standings) entered(row score.Row) []score.Adjusted {
	list := slices.Clone(row.Adjustments)
	if row.Veto != "" && !slices.ContainsFunc(list, func(a score.Adjusted) bool { return a.Kind == scheme.KindVeto }) {
		list = append(list, score.Adjusted{Kind: scheme.KindVeto, Ground: row.Veto})
	}
	return list
}

// adjustment is what the scheme calls an adjustment; one that it does not know goes by its id or its kind.
func (doc *Standings) adjustment(entered score.Adjusted) scheme.Names {
	for _, a := range doc.Scheme.Adjustments {
		if a.ID == entered.ID {
			return a.Names
		}
	}
	if entered.ID == "" {
		return scheme.Names{ZH: ZH.kind(entered.Kind), EN: EN.kind(entered.Kind)}
	}
	return scheme.Names{ZH: entered.ID, EN: entered.ID}
}

func (l Lang) kind(kind string) string {
	switch kind {
	case scheme.KindBonus:
		return l.of("加分", "bonus")
	case scheme.KindDeduction:
		return l.of("扣分", "deduction")
	case scheme.KindVeto:
		return l.of("一票否决", "veto")
	}
	return kind
}

// definitions is the sheet 指标解释: what each item measures and how it is scored.
func (b *book) definitions(doc *Standings) error {
	l := b.lang
	table := b.about(doc, l.of("指标解释", "Definitions"), l.of("指标解释", "Definitions of the indicators"))
	table.fields = []field{
		{l.of("分组", "Group"), 14, true}, {l.of("类别", "Heading"), 11, true}, {l.of("指标", "Indicator"), 18, true}, {l.of("分值", "Points"), 7, false},
		{l.of("计量单位", "Unit"), 9, false}, {l.of("计分办法", "How it is scored"), 36, true}, {l.of("口径", "Definition"), 64, true},
	}
	return b.table(table, func(add func([]cell) error) error {
		for i, g := range doc.Groups {
			name := l.name(g.Names)
			switch same := doc.sameItems(); {
			case same && i > 0:
				continue
			case same && len(doc.Groups) > 1:
				name = l.of("各组", "all groups")
			}
			for _, item := range g.Items {
				if err := add([]cell{words(name), words(l.heading(item.Family)), words(l.name(item.Names)), blankOr(item.Points),
					words(l.name(item.Unit)), words(l.name(item.Rule)), words(strings.TrimSpace(l.name(item.Definition)))}); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

// sameItems says whether all groups are asked the same: then it is explained once.
func (doc *Standings) sameItems() bool {
	return !slices.ContainsFunc(doc.Groups, func(g Group) bool { return !slices.Equal(g.Items, doc.Groups[0].Items) })
}

// about begins a list that belongs to standings.
func (b *book) about(doc *Standings, name, title string) list {
	l := b.lang
	if l == EN {
		title += ", "
	}
	return list{name: name, title: l.of(l.Period(doc.Period.ID)+title, title+l.Period(doc.Period.ID)),
		left: l.of("制表单位：", "Made by: ") + doc.Owner, right: l.of("统计截止：", "Counted until ") + doc.counted()}
}

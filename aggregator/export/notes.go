package export

import (
	"fmt"
	"strings"

	"unionscreen/aggregator/scheme"
)

// rounding is the scheme's; two places half up where it is not known.
func (s Scheme) rounding() scheme.Rounding {
	if s.Rounding.Mode == "" {
		return scheme.Rounding{Places: 2, Mode: scheme.HalfUp}
	}
	return s.Rounding
}

// ties is how equal totals are numbered. Where the scheme is not kept any more the ranks tell: equal totals with other
// ranks were told apart by a chain, a rank that is left out by competition.
func (doc *Standings) ties() string {
	if doc.Scheme.Ties != "" {
		return doc.Scheme.Ties
	}
	out := scheme.TiesDense
	for _, g := range doc.Groups {
		for i := 1; i < len(g.Units) && g.Units[i].Row.Rank > 0; i++ {
			before, row := g.Units[i-1].Row, g.Units[i].Row
			switch {
			case row.Rank > before.Rank && equal(row.Total, before.Total):
				return scheme.TiesChain
			case row.Rank > before.Rank+1:
				out = scheme.TiesCompetition
			}
		}
	}
	return out
}

// counted is the instant up to which the figures count: the period's end, or as of when they are.
func (doc *Standings) counted() string {
	if doc.AsOf.Before(doc.Period.End) {
		return doc.AsOf.Format("2006-01-02 15:04")
	}
	return doc.Period.ending()
}

// notes say how the table is to be read.
func (doc *Standings) notes(l Lang, r *rankingSheet) []string {
	list := []string{
		l.of("总分＝基础分＋加分－扣分；名次按表中总分排列，", "Total = base + bonus − deductions. Ranks are of the printed total; ") + l.ties(doc.Scheme.Ties),
		l.of("“—”表示不适用（本期没有该项业务，或没有可比数据），不是零分；“无数据”表示该单位未报送，计0分。", "“—” means not applicable (nothing of the kind this period, or nothing to compare with), which is no zero; “no data” means that the union reported nothing, which scores 0."),
		l.of("平均按有名次的单位计算，不适用的不计入。", "Means are over the unions that have a rank, without what does not apply."),
	}
	if doc.Only != "" {
		list[2] = fmt.Sprintf(l.of("只列%s；名次是其在全组的名次。", "Only %s is listed; its rank is that among the whole group."), doc.Only)
	}
	if r.scaled {
		list = append(list, fmt.Sprintf(l.of("有不适用指标的单位按适用指标折算：基础分＝得分小计×%s÷适用指标分值之和，取舍一次；折算系数保留4位小数，仅供参考。",
			"Where items do not apply the marks are scaled up: base = sum of marks × %s ÷ points of the items that apply, rounded once; the factor is shown with 4 places for orientation."), r.points))
	}
	if len(r.items) > itemsWithValues {
		list = append(list, l.of("各指标实绩列已折叠，点击表格上方的“＋”展开；实绩、分子、分母和目标另见“指标实绩”。", "The columns of values are folded: press + above the table to open them. Values, numerators, denominators and targets are on sheet Values."))
	}
	if doc.Demo {
		list = append(list, l.of("演示数据：单位和数据均为虚构。", "Demo: the unions and figures are invented."))
	}
	for i := range list {
		list[i] = fmt.Sprintf(l.of("注%d：", "Note %d: "), i+1) + list[i]
	}
	return list
}

// ties says how equal totals are numbered.
func (l Lang) ties(method string) string {
	switch method {
	case scheme.TiesCompetition:
		return l.of("总分相同的并列，其后名次顺延空出（1、2、2、4）。", "equal totals share a rank and the ranks after them are left out (1, 2, 2, 4).")
	case scheme.TiesChain:
		return l.of("总分相同的按方案规定的指标依次比较，仍相同的并列，名次连续。", "equal totals are told apart by the indicators that the scheme names; what is still equal shares a rank.")
	}
	return l.of("总分相同的并列，名次连续（1、2、2、3）。", "equal totals share a rank and the ranks go on (1, 2, 2, 3).")
}

// footer is what every page of standings says of its origin.
func (doc *Standings) footer(l Lang) string {
	return foot(l, l.Period(doc.Period.ID)+" "+l.state(*doc), doc.Scheme.ID+" "+shortHash(doc.Scheme.Hash))
}

// shortHash tells schemes apart on a page; the cover has the whole.
func shortHash(hash string) string { return hash[:min(12, len(hash))] }

// title of the whole file.
func (doc *Standings) title(l Lang) string {
	if l == EN {
		return strings.TrimSpace("Ranking of online work, " + l.Period(doc.Period.ID) + ", " + l.area(doc.Owner))
	}
	return l.Period(doc.Period.ID) + l.area(doc.Owner) + "网上工作考核得分排名"
}

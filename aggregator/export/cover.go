package export

import (
	"fmt"
	"strings"
)

// cover is the sheet 封面: what the file is, of when, and by which rules.
func (b *book) cover(doc *Standings, sheets []string) error {
	l := b.lang
	s, err := b.sheet(plan{name: l.of("封面", "Cover"), widths: []float64{20, 100}})
	if err != nil {
		return err
	}
	s.skip(1)
	if err := s.add(64, titleLook, []cell{words(doc.title(l)), {}}); err != nil {
		return err
	}
	if err := s.merge(1, s.row, 2, s.row); err != nil {
		return err
	}
	s.skip(1)
	var groups []string
	for _, g := range doc.Groups {
		if doc.Only != "" {
			groups = append(groups, l.name(g.Names)+l.brackets(l.of("只列", "only ")+doc.Only))
			continue
		}
		groups = append(groups, fmt.Sprintf(l.of("%s（%d个单位）", "%s (%d unions)"), l.name(g.Names), len(g.Units)))
	}
	rows := [][2]string{
		{l.of("考核单位", "Owner"), doc.Owner},
		{l.of("考核周期", "Period"), l.Period(doc.Period.ID) + l.brackets(doc.Period.Start.Format("2006-01-02 15:04")+l.of(" 至 ", " to ")+doc.Period.ending())},
		{l.of("状态", "State"), l.state(*doc)},
		{l.of("考核方案", "Scheme"), l.name(doc.Scheme.Names) + l.brackets(doc.Scheme.ID)},
		{l.of("方案校验值（SHA-256）", "Scheme hash (SHA-256)"), doc.Scheme.Hash},
		{l.of("数据截至", "Data as of"), doc.AsOf.Format(instantForm)},
		{l.of("分组", "Groups"), l.list(groups)},
		{l.of("名次对比", "Compared with"), doc.compared(l)},
		{l.of("口径", "How to read it"), strings.Join(doc.reading(l), "\n")},
		{l.of("工作表", "Sheets"), l.list(sheets)},
	}
	if doc.Demo {
		rows = append(rows, [2]string{l.of("说明", "Note"), l.of("演示数据：单位和数据均为虚构。", "Demo: the unions and figures are invented.")})
	}
	head := headLook
	head.across, head.indent = left, 1
	for _, r := range rows {
		height := max(lines(r[0], 20), lines(r[1], 100))
		if err := s.add(max(24, 15*height+6), textLook, []cell{{text: r[0], look: &head}, words(r[1])}); err != nil {
			return err
		}
	}
	return s.end()
}

func (doc *Standings) compared(l Lang) string {
	if doc.Before == "" {
		return notApplicable
	}
	return l.Period(doc.Before)
}

// reading says how the figures count.
func (doc *Standings) reading(l Lang) []string {
	half := l.of("四舍五入", "half up")
	if doc.Scheme.rounding().Mode == "half-even" {
		half = l.of("四舍六入五成双", "half to even")
	}
	return []string{
		fmt.Sprintf(l.of("各项得分取舍一次（保留%d位小数，%s）；基础分为各项得分之和，总分＝基础分＋加分－扣分，不低于零。", "Each mark is rounded once (%d places, %s); the base is their sum; total = base + bonus − deductions, not below 0."), doc.Scheme.rounding().Places, half),
		l.of("名次按打印的总分排列：", "Ranks are of the printed total: ") + l.ties(doc.Scheme.Ties),
		l.of("“—”表示不适用，不是零分；“无数据”表示该单位未报送，计0分。", "“—” means not applicable, which is no zero; “no data” means that the union reported nothing, which scores 0."),
		l.of("一票否决的单位排在最后，不计名次。", "Unions under a veto are printed last, without a rank."),
		l.of("“校验”中的公式由得分重算每个总分和名次，可在任何电子表格程序中核对。", "The formulas on sheet Check recompute every total from the marks and every rank from the totals, in any spreadsheet program."),
	}
}

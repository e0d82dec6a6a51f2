package export

import "fmt"

// Columns of the sheet 校验.
const (
	checkGroup = iota + 1
	checkNumber
	checkUnion
	checkPoints  // of the items that apply
	checkSum     // of the marks
	checkBase    // recomputed
	checkBonus   // as printed
	checkDeduct  // as printed
	checkTotal   // recomputed
	checkPrinted // the total as printed
	checkSame    // are they equal
	checkRank    // recomputed
	checkShown   // the rank as printed
	checkAgree   // are they equal
)

// check is the sheet 校验: live formulas recompute every total from the printed marks and every rank from the recomputed
// totals. What a cell shows until a program calculates was calculated here, apart from package score.
func (b *book) check(doc *Standings, rankings []*rankingSheet) error {
	l := b.lang
	table := b.about(doc, l.of("校验", "Check"), l.of("总分和名次校验", "Totals and ranks recomputed"))
	table.fields = []field{
		{l.of("分组", "Group"), 13, true}, {l.of("序号", "No."), 5, false}, {l.of("单位", "Union"), 22, true},
		{l.of("适用分值", "Points that apply"), 9, false}, {l.of("得分合计", "Sum of marks"), 9, false}, {l.of("基础分（重算）", "Base, recomputed"), 10, false},
		{l.of("加分", "Bonus"), 7, false}, {l.of("扣分", "Deduction"), 7, false}, {l.of("总分（重算）", "Total, recomputed"), 10, false}, {l.of("表中总分", "Total, printed"), 9, false},
		{l.of("总分核对", "Totals"), 9, false}, {l.of("名次（重算）", "Rank, recomputed"), 9, false}, {l.of("表中名次", "Rank, printed"), 9, false}, {l.of("名次核对", "Ranks"), 9, false},
	}
	table.left = l.of("由“综合排名”各表的得分用公式重算", "Recomputed by formulas from the marks on the ranking sheets")
	row := listHead
	return b.table(table, func(add func([]cell) error) error {
		for _, r := range rankings {
			c := newChecker(r, row+1)
			for i := range r.group.Units {
				row++
				if err := add(c.row(i, row)); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

// checker writes the formulas of one group.
type checker struct {
	*rankingSheet
	first      int    // row of the group's first unit on this sheet
	ranked     int    // units with a rank; they stand first
	from, to   string // columns of the items on the ranking sheet
	base       string // and of what follows
	bonus      string
	deductions string
	total      string
	rankAt     string
	full       string   // cell of the full marks
	totals     []string // recomputed here, by unit
	ranks      []int    // recomputed here, by unit
}

func newChecker(r *rankingSheet, first int) *checker {
	c := &checker{rankingSheet: r, first: first}
	c.from = letter(3)
	end := 2
	for i, col := range r.columns {
		if i >= 2 && i < 2+r.itemColumns() {
			end = i + 1
		}
		switch col.name {
		case r.lang.of("基础分", "Base"):
			c.base = letter(i + 1)
		case r.lang.of("加分", "Bonus"):
			c.bonus = letter(i + 1)
		case r.lang.of("扣分", "Deduction"):
			c.deductions = letter(i + 1)
		case r.lang.of("总分", "Total"):
			c.total = letter(i + 1)
		case r.lang.of("名次", "Rank"):
			c.rankAt = letter(i + 1)
		}
	}
	c.to = letter(max(3, end))
	c.full = fmt.Sprintf("%s$%s$%d", reference(r.name), c.base, pointsRow)
	for i := range r.group.Units {
		if r.group.Units[i].Row.Rank > 0 {
			c.ranked = i + 1
		}
	}
	c.reckon()
	return c
}

// letter is the name of a column.
func letter(column int) string {
	name := at(column, 1)
	return name[:len(name)-1]
}

// itemColumns is how many columns the items take.
func (r *rankingSheet) itemColumns() (n int) {
	for _, c := range r.columns {
		if c.leaf != "" {
			n++
		}
	}
	return n
}

// row is the row of unit i, which stands in that row of this sheet.
func (c *checker) row(i, row int) []cell {
	u, ref := &c.group.Units[i], reference(c.name)
	on := firstRow + i
	places := c.doc.Scheme.rounding().Places
	points := fmt.Sprintf("%s$%s$%d:$%s$%d", ref, c.from, pointsRow, c.to, pointsRow)
	marks := fmt.Sprintf("%s%s%d:%s%d", ref, c.from, on, c.to, on)
	cellOf := func(column string) string { return fmt.Sprintf("%s%s%d", ref, column, on) }
	here := func(column int) string { return at(column, row) }
	numberOr0 := func(column string) string {
		return fmt.Sprintf("IF(ISNUMBER(%s),%s,0)", cellOf(column), cellOf(column))
	}
	same := func(yes bool) string {
		if yes {
			return c.lang.of("一致", "agrees")
		}
		return c.lang.of("不一致", "DIFFERS")
	}
	out := make([]cell, checkAgree)
	put := func(column int, now cell, formula string) { now.formula = formula; out[column-1] = now }
	put(checkGroup, words(c.lang.name(c.group.Names)), "")
	put(checkNumber, whole(i+1), "")
	put(checkUnion, words(u.Name), "")
	applying, sum, _ := c.marksOf(u)
	put(checkPoints, blankOr(applying), fmt.Sprintf("SUMPRODUCT(ISNUMBER(%s)*(%s))", marks, points))
	put(checkSum, blankOr(sum), fmt.Sprintf("SUMIF(%s,\">0\",%s)", points, marks))
	put(checkBase, figure(c.baseOf(u)), c.baseFormula(here, marks, points, places))
	put(checkBonus, blankOr(firstOf(u.Row.Bonus, "0")), numberOr0(c.bonus))
	put(checkDeduct, blankOr(firstOf(u.Row.Deductions, "0")), numberOr0(c.deductions))
	put(checkTotal, figure(c.totals[i]), fmt.Sprintf("IF(ISNUMBER(%s),ROUND(MAX(0,%s+%s-%s),%d),\"%s\")", here(checkBase), here(checkBase), here(checkBonus), here(checkDeduct), places, notApplicable))
	put(checkPrinted, figure(u.Row.Total), cellOf(c.total))
	put(checkSame, words(same(equal(c.totals[i], u.Row.Total))), fmt.Sprintf("IF(ISNUMBER(%[1]s),IF(ISNUMBER(%[2]s),IF(ROUND(%[1]s-%[2]s,%[3]d)=0,\"%[4]s\",\"%[5]s\"),\"%[5]s\"),IF(ISNUMBER(%[2]s),\"%[5]s\",\"%[4]s\"))",
		here(checkTotal), here(checkPrinted), places, same(true), same(false)))
	put(checkShown, c.rank(&u.Row), cellOf(c.rankAt))
	if c.doc.Only != "" { // a rank needs the group's other rows
		put(checkRank, words(notApplicable), "")
		put(checkAgree, words(notApplicable), "")
		return out
	}
	put(checkRank, rankCell(c.ranks[i]), c.rankFormula(i, row))
	put(checkAgree, words(same(c.ranks[i] == u.Row.Rank)), fmt.Sprintf("IF(ISNUMBER(%[1]s),IF(%[1]s=%[2]s,\"%[3]s\",\"%[4]s\"),IF(ISNUMBER(%[2]s),\"%[4]s\",\"%[3]s\"))",
		here(checkRank), here(checkShown), same(true), same(false)))
	return out
}

func rankCell(rank int) cell {
	if rank == 0 {
		return words(notApplicable)
	}
	return whole(rank)
}

package export

import (
	"strings"
	"unicode/utf8"
)

// Rows of a ranking sheet: the title, the line of its makers, three rows of heads, the points, then the units.
const (
	headRow   = 3
	pointsRow = 6
	firstRow  = 7
)

// rankingSheet is a ranking as it was laid out, for the sheet that recomputes it.
type rankingSheet struct {
	ranking
	group   *Group
	name    string // of the sheet
	columns []column
}

func (b *book) ranking(doc *Standings, g *Group) (*rankingSheet, error) {
	r := rankingOf(b.lang, doc, g)
	out := &rankingSheet{ranking: r, group: g, columns: r.columns()}
	p := plan{name: b.lang.of("综合排名-", "Ranking-") + b.lang.shortGroup(*g), from: headRow, top: pointsRow, left: 2}
	for i, c := range out.columns {
		p.widths = append(p.widths, c.width)
		if c.value && len(g.Items) > itemsWithValues {
			p.folded = append(p.folded, i+1)
		}
	}
	s, err := b.sheet(p)
	if err != nil {
		return nil, err
	}
	out.name = s.name
	for _, step := range []func(*sheet) error{out.heads, out.units, out.mean, out.notes} {
		if err := step(s); err != nil {
			return nil, err
		}
	}
	return out, s.end()
}

// banner writes the title and, under it, who made the table and up to when it counts.
func (s *sheet) banner(title, left, right string, columns int, width float64) error {
	row := make([]cell, columns)
	row[0] = words(title)
	height := 30 * lines(title, width*0.5) // the title's characters are twice as wide as the columns' digits
	if err := s.add(max(34, height), titleLook, row); err != nil {
		return err
	}
	if err := s.merge(1, 1, columns, 1); err != nil {
		return err
	}
	half := max(1, columns/2)
	row[0] = words(left)
	if columns > half {
		row[half] = cell{text: right, look: &sideLook}
	}
	if err := s.add(20, lineLook, row); err != nil {
		return err
	}
	if err := s.merge(1, 2, half, 2); err != nil || columns == half {
		return err
	}
	return s.merge(half+1, 2, columns, 2)
}

// width of the columns that are not folded away.
func (r *rankingSheet) width() (sum float64) {
	for _, c := range r.columns {
		if !c.value || len(r.items) <= itemsWithValues {
			sum += c.width
		}
	}
	return sum
}

func (r *rankingSheet) heads(s *sheet) error {
	l := r.lang
	until := l.of("单位：分　统计截止：", "Points · counted until ") + r.doc.counted()
	if err := s.banner(l.title(*r.doc, *r.group), l.of("制表单位：", "Made by: ")+r.doc.Owner, until, len(r.columns), r.width()); err != nil {
		return err
	}
	rows := [3][]cell{}
	tallest := 1.0
	for _, c := range r.columns {
		top := c.heading
		if top == "" {
			top = c.name
		}
		name, leaf := c.name, c.leaf
		if c.heading == "" {
			name = ""
		}
		rows[0], rows[1], rows[2] = append(rows[0], words(top)), append(rows[1], words(name)), append(rows[2], words(leaf))
		if c.leaf != "" && !c.value {
			tallest = max(tallest, lines(c.name, r.spanOf(c)))
		}
	}
	for i, height := range []float64{r.headingHeight(), max(18, 14*tallest), r.leafHeight()} {
		if err := s.add(height, headLook, rows[i]); err != nil {
			return err
		}
	}
	if err := r.mergeHeads(s); err != nil {
		return err
	}
	points := make([]cell, len(r.columns))
	for i, c := range r.columns {
		points[i] = blankOr(c.points)
	}
	points[1] = words(l.of("分值", "Points"))
	return s.add(16, headLook, points)
}

// spanOf is the width in which an item's name stands.
func (r *rankingSheet) spanOf(marks column) float64 {
	if len(r.items) > itemsWithValues {
		return marks.width
	}
	return marks.width + 9
}

// headingHeight is that of the tallest heading over the width of its columns.
func (r *rankingSheet) headingHeight() float64 {
	tallest := 1.0
	for i := 0; i < len(r.columns); {
		span, from := 0.0, i
		for i < len(r.columns) && r.columns[i].heading == r.columns[from].heading {
			if !r.columns[i].value || len(r.items) <= itemsWithValues {
				span += r.columns[i].width
			}
			i++
		}
		tallest = max(tallest, lines(r.columns[from].heading, span))
	}
	return max(18, 14*tallest)
}

func (r *rankingSheet) leafHeight() float64 {
	tallest := 1.0
	for _, c := range r.columns {
		if c.leaf == "" {
			tallest = max(tallest, lines(c.name, c.width)-2)
		} else if !c.value || len(r.items) <= itemsWithValues {
			tallest = max(tallest, lines(c.leaf, c.width))
		}
	}
	return max(18, 14*tallest)
}

// mergeHeads joins the heads that belong together: a heading over its items, an item over value and marks, and what
// stands alone from top to bottom.
func (r *rankingSheet) mergeHeads(s *sheet) error {
	for i := 0; i < len(r.columns); {
		c, end := r.columns[i], i+1
		if c.heading == "" {
			if err := s.merge(i+1, headRow, i+1, pointsRow-1); err != nil {
				return err
			}
			i = end
			continue
		}
		for end < len(r.columns) && r.columns[end].heading == c.heading {
			end++
		}
		if err := s.merge(i+1, headRow, end, headRow); err != nil {
			return err
		}
		for k := i; k < end; k++ {
			var err error
			switch {
			case r.columns[k].value:
				err = s.merge(k+1, headRow+1, k+2, headRow+1)
			case r.columns[k].leaf == "":
				err = s.merge(k+1, headRow+1, k+1, pointsRow-1)
			}
			if err != nil {
				return err
			}
		}
		i = end
	}
	return nil
}

// longestRemark is how many characters of remarks the table holds; the whole stands with the adjustments.
const longestRemark = 44

func (r *rankingSheet) units(s *sheet) error {
	remarks := len(r.columns) - 1
	if len(r.group.Units) == 0 {
		return s.across(midLook, r.lang.of("本组没有参评单位。", "There is no union in this group."), len(r.columns), r.width())
	}
	row := make([]cell, len(r.columns))
	for i := range r.group.Units {
		u := &r.group.Units[i]
		height := 1.0
		for k, c := range r.columns {
			row[k] = c.cell(u, i+1)
			if k == 1 || k == remarks {
				row[k].look = &textLook
			}
		}
		if text := row[remarks].text; utf8.RuneCountInString(text) > longestRemark {
			row[remarks].text = string([]rune(text)[:longestRemark]) + r.lang.of("……（全文见“加减分依据”）", "… (see sheet Adjustments)")
		}
		for _, k := range []int{1, remarks} {
			height = max(height, lines(row[k].text, r.columns[k].width-1))
		}
		if err := s.add(max(18, 14*height+2), midLook, row); err != nil {
			return err
		}
	}
	return nil
}

// mean is the row of means over the ranked units, as the mean of the totals is.
func (r *rankingSheet) mean(s *sheet) error {
	if r.doc.Only != "" {
		return nil
	}
	var ranked []*Unit
	for i := range r.group.Units {
		if r.group.Units[i].Row.Rank > 0 {
			ranked = append(ranked, &r.group.Units[i])
		}
	}
	if len(ranked) == 0 {
		return nil
	}
	row := make([]cell, len(r.columns))
	for i, c := range r.columns {
		if c.name == r.lang.of("总分", "Total") {
			row[i] = figure(r.group.Mean)
		}
		if c.points == "" {
			continue
		}
		var texts []string
		for _, u := range ranked {
			texts = append(texts, c.cell(u, 0).text)
		}
		row[i] = figure(meanOf(texts, r.doc.Scheme.rounding()))
	}
	row[1] = words(r.lang.of("平均", "Mean"))
	return s.add(18, midLook, row)
}

// notes end the table: who signs, and what the signs in it mean.
func (r *rankingSheet) notes(s *sheet) error {
	l := r.lang
	s.skip(1)
	gap := strings.Repeat("　", 8)
	signed := l.of("制表人："+gap+"审核人："+gap+"分管领导："+gap+"制表日期：", "Prepared by:"+gap+"Checked by:"+gap+"Approved by:"+gap+"Date:")
	if err := s.across(lineLook, signed, len(r.columns), r.width()); err != nil {
		return err
	}
	for _, note := range r.doc.notes(l, r) {
		if err := s.across(noteLook, note, len(r.columns), r.width()); err != nil {
			return err
		}
	}
	return nil
}

// across writes a text over all columns.
func (s *sheet) across(l look, text string, columns int, width float64) error {
	row := make([]cell, columns)
	row[0] = words(text)
	if err := s.add(max(18, 15*lines(text, width)), l, row); err != nil {
		return err
	}
	return s.merge(1, s.row, columns, s.row)
}

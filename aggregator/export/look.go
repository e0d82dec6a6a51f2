package export

import (
	"fmt"

	"github.com/xuri/excelize/v2"
)

// look is how a cell looks.
type look struct {
	font   face
	size   float64 // points
	across side
	border bool
	wrap   bool
	indent int
	fill   bool // the grey of headers, which prints
	form   string
}

// face is a font. They are named only: the official ones are the office's own, and programs that lack one take another.
type face uint8

const (
	faceTitle face = iota
	faceHead
	faceBody
	faceFigures
)

func (f face) name() string {
	return [...]string{"方正小标宋简体", "黑体", "仿宋", "Times New Roman"}[f] // the last has digits of one width
}

// side is where a text stands in its cell.
type side uint8

const (
	left side = iota
	center
	right
)

func (s side) name() string { return [...]string{"left", "center", "right"}[s] }

var (
	titleLook = look{font: faceTitle, size: 20, across: center, wrap: true}
	headLook  = look{font: faceHead, size: 10.5, across: center, border: true, wrap: true, fill: true}
	textLook  = look{font: faceBody, size: 10.5, across: left, border: true, wrap: true, indent: 1}
	midLook   = look{font: faceBody, size: 10.5, across: center, border: true, wrap: true}
	noteLook  = look{font: faceBody, size: 10.5, across: left, wrap: true}
	lineLook  = look{font: faceBody, size: 12, across: left}
	sideLook  = look{font: faceBody, size: 12, across: right}
)

// numeric is the look of a number: right-aligned in figures of one width, with the places that it is printed with.
func (l look) numeric(c *cell) look {
	l.font, l.wrap, l.form = faceFigures, false, c.form
	if l.across == left {
		l.across = right
	}
	if l.form == "" {
		l.form = "0"
		if n := places(c.text); n > 0 {
			l.form = "0." + zeros[:min(n, len(zeros))]
		}
	}
	return l
}

const zeros = "000000000000000"

// style is the number of a look in the workbook.
func (b *book) style(l look) (int, error) {
	if id, ok := b.styles[l]; ok {
		return id, nil
	}
	made := &excelize.Style{
		Font:      &excelize.Font{Family: l.font.name(), Size: l.size},
		Alignment: &excelize.Alignment{Horizontal: l.across.name(), Vertical: "center", WrapText: l.wrap, Indent: l.indent},
	}
	if l.border {
		for _, edge := range []string{"left", "right", "top", "bottom"} {
			made.Border = append(made.Border, excelize.Border{Type: edge, Style: 1, Color: "000000"})
		}
	}
	if l.fill {
		made.Fill = excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"F2F2F2"}}
	}
	if l.form != "" {
		made.CustomNumFmt = &l.form
	}
	id, err := b.file.NewStyle(made)
	if err != nil {
		return 0, fmt.Errorf("make a style: %w", err)
	}
	b.styles[l] = id
	return id, nil
}

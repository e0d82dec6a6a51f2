package export

import (
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"
)

// book is a workbook under way.
type book struct {
	file   *excelize.File
	lang   Lang
	footer string // of every sheet
	names  sheetNames
	styles map[look]int
	sheets int
}

// newBook begins a workbook. Its only times are those of the figures.
func newBook(lang Lang, title, footer string, asOf time.Time) (*book, error) {
	b := &book{file: excelize.NewFile(), lang: lang, footer: footer, names: sheetNames{}, styles: map[look]int{}}
	b.file.SetZipWriter(func(w io.Writer) excelize.ZipWriter { return &archive{out: w} })
	props := &excelize.DocProperties{Title: title, Creator: "UnionScreen", LastModifiedBy: "UnionScreen", Language: lang.of("zh-CN", "en")}
	if !asOf.IsZero() {
		props.Created = asOf.UTC().Format("2006-01-02T15:04:05Z")
		props.Modified = props.Created
	}
	again := true
	return b, errors.Join(
		b.file.SetDocProps(props),
		b.file.SetCalcProps(&excelize.CalcPropsOptions{FullCalcOnLoad: &again}),
	)
}

// write ends the workbook.
func (b *book) write(w io.Writer) error { return b.file.Write(w) }

// sheet is one sheet, written from its top to its bottom.
type sheet struct {
	book  *book
	name  string
	out   *excelize.StreamWriter
	row   int // the last one written
	cells []any
	store []excelize.Cell
}

// plan is how a sheet looks and prints.
type plan struct {
	name    string
	upright bool // portrait; landscape otherwise
	widths  []float64
	folded  []int // columns, from 1, that are folded away
	top     int   // the last row of the header, which stays in sight and is repeated on every page; 0: none
	from    int   // the first row that is repeated
	left    int   // columns that stay in sight
}

// sheet begins the next sheet; its name may differ from the plan's where that one cannot be had.
func (b *book) sheet(p plan) (*sheet, error) {
	s := &sheet{book: b, name: b.names.of(p.name)}
	var err error
	if b.sheets++; b.sheets == 1 {
		err = b.file.SetSheetName("Sheet1", s.name)
	} else {
		_, err = b.file.NewSheet(s.name)
	}
	if err == nil {
		err = b.page(s.name, p)
	}
	if err != nil {
		return nil, fmt.Errorf("begin sheet %s: %w", s.name, err)
	}
	if s.out, err = b.file.NewStreamWriter(s.name); err != nil {
		return nil, fmt.Errorf("begin sheet %s: %w", s.name, err)
	}
	var faults []error
	for i, width := range p.widths {
		faults = append(faults, s.out.SetColWidth(i+1, i+1, width))
	}
	for _, col := range p.folded {
		faults = append(faults, s.out.SetColOutlineLevel(col, 1), s.out.SetColVisible(col, col, false))
	}
	if p.top > 0 {
		corner := at(p.left+1, p.top+1)
		pane := "bottomLeft"
		if p.left > 0 {
			pane = "bottomRight"
		}
		faults = append(faults, s.out.SetPanes(&excelize.Panes{Freeze: true, XSplit: p.left, YSplit: p.top, TopLeftCell: corner, ActivePane: pane}))
	}
	return s, errors.Join(faults...)
}

const paperA4 = 9

// page sets a sheet up for printing: A4, one page wide, 15 mm at the sides, the header on every page.
func (b *book) page(name string, p plan) error {
	yes, no, one, any, paper := true, false, 1, 0, paperA4
	across := "landscape"
	if p.upright {
		across = "portrait"
	}
	side, top, bottom, foot := 15/25.4, 16/25.4, 18/25.4, 8/25.4
	faults := []error{
		b.file.SetSheetProps(name, &excelize.SheetPropsOptions{FitToPage: &yes, OutlineSummaryRight: &yes}),
		b.file.SetPageLayout(name, &excelize.PageLayoutOptions{Size: &paper, Orientation: &across, FitToWidth: &one, FitToHeight: &any}),
		b.file.SetPageMargins(name, &excelize.PageLayoutMarginsOptions{Left: &side, Right: &side, Top: &top, Bottom: &bottom, Header: &foot, Footer: &foot,
			Horizontally: &yes, Vertically: &no}),
		b.file.SetHeaderFooter(name, &excelize.HeaderFooterOptions{OddFooter: b.footer}),
	}
	if p.top > 0 {
		faults = append(faults, b.file.SetDefinedName(&excelize.DefinedName{Name: "_xlnm.Print_Titles", Scope: name,
			RefersTo: fmt.Sprintf("%s$%d:$%d", reference(name), p.from, p.top)}))
	}
	return errors.Join(faults...)
}

// foot is the footer of every page. An ampersand begins a command in it, and a number after a font size would be read
// as part of the size, which the spaces prevent.
func foot(lang Lang, left, right string) string {
	text := func(s string) string { return strings.ReplaceAll(s, "&", "&&") }
	return "&L&8 " + text(left) + "&C&8 " + lang.of("第 &P 页 共 &N 页", "Page &P of &N") + "&R&8 " + text(right)
}

// at is the name of a cell, both counted from 1.
func at(column, row int) string {
	name, err := excelize.CoordinatesToCellName(column, row)
	if err != nil { // no table of ours has so many columns or rows
		return "A1"
	}
	return name
}

// add writes the next row, all cells in one look but those that have their own. The height is ours: programs differ in
// whether they fit a row to what it holds when a file is opened.
func (s *sheet) add(height float64, l look, cells []cell) error {
	s.cells, s.store = s.cells[:0], s.store[:0]
	if cap(s.store) < len(cells) {
		s.store = make([]excelize.Cell, 0, len(cells))
	}
	for i := range cells {
		made, err := s.cell(&cells[i], l)
		if err != nil {
			return fmt.Errorf("write sheet %s: %w", s.name, err)
		}
		s.store = append(s.store, made)
		s.cells = append(s.cells, &s.store[len(s.store)-1])
	}
	s.row++
	if err := s.out.SetRow("A"+strconv.Itoa(s.row), s.cells, excelize.RowOpts{Height: min(tallestRow, height)}); err != nil {
		return fmt.Errorf("write sheet %s: %w", s.name, err)
	}
	return nil
}

// longestCell is what spreadsheet programs hold in one cell.
const longestCell = 32_767

// cell makes a cell for the library. What is no number is a text, whatever it begins with.
func (s *sheet) cell(c *cell, l look) (excelize.Cell, error) {
	if c.look != nil {
		l = *c.look
	}
	var value any
	switch {
	case c.text == "": // a frame without a value
	case c.number && exactInSheet(c.text):
		number, err := strconv.ParseFloat(c.text, 64)
		if err != nil {
			return excelize.Cell{}, err
		}
		value, l = number, l.numeric(c)
	default:
		value = cut(c.text, longestCell)
	}
	style, err := s.book.style(l)
	return excelize.Cell{StyleID: style, Formula: c.formula, Value: value}, err
}

// skip leaves rows empty.
func (s *sheet) skip(rows int) { s.row += rows }

// merge joins cells of rows from..to, columns first..last, all counted from 1.
func (s *sheet) merge(first, from, last, to int) error {
	if first == last && from == to {
		return nil
	}
	return s.out.MergeCell(at(first, from), at(last, to))
}

func (s *sheet) end() error {
	if err := s.out.Flush(); err != nil {
		return fmt.Errorf("end sheet %s: %w", s.name, err)
	}
	return nil
}

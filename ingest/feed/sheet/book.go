package sheet

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
)

// book reads one sheet of an XLSX file row by row. Before the first row it has gone over the whole sheet once: merged
// ranges stand behind the rows, and a sheet that is cut off or out of order must not be found out half-way.
type book struct {
	*workbook
	limits Limits
	part   *xmlPart
	fill   int      // up to this row merged ranges give their value to all their cells
	upTo   []string // names of the sheets up to this one
	merged []area   // those not yet reached
	open   []area   // those that reach into the row that is read
	row    int
	rows   int // the last row's number

	literal bool // no formula is taken
}

func openBook(file io.ReaderAt, size int64, cfg Config) (*book, error) {
	zip, err := openArchive(file, size, cfg.Limits)
	if err != nil {
		return nil, err
	}
	w, err := openWorkbook(zip, cfg.Limits)
	if err != nil {
		return nil, err
	}
	chosen, err := w.choose(cfg.Sheet)
	if err != nil {
		return nil, err
	}
	b := &book{workbook: w, limits: cfg.Limits, literal: cfg.Literal, fill: max(1, cfg.Header), upTo: w.names[:chosen+1]}
	if cfg.Merged == "fill" {
		b.fill = cfg.Limits.Rows
	}
	left := zip.left
	if b.part, err = zip.xml(w.parts[chosen]); err != nil {
		return nil, err
	}
	if err := errors.Join(b.survey(), b.part.close()); err != nil {
		return nil, err
	}
	slices.SortStableFunc(b.merged, func(x, y area) int { return x.top - y.top })
	zip.left = left // the same part is unpacked twice and counts once
	b.part, err = zip.xml(w.parts[chosen])
	return b, err
}

func (b *book) done() (int64, int64) { return int64(b.row), int64(b.rows) }

func (b *book) close() error {
	if b.part == nil {
		return nil
	}
	return b.part.close()
}

// maxCells of a row are a spreadsheet program's own limit; most columns of most rows are empty and cost nothing.
const maxCells = 16_384

// survey goes over the sheet, checks the order of its rows and collects the merged ranges.
func (b *book) survey() error {
	for cells := 0; ; {
		token, err := b.part.next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		start, ok := token.(xml.StartElement)
		if !ok {
			continue
		}
		switch start.Name.Local {
		case "row":
			n, err := rowNumber(start, b.rows)
			if err != nil {
				return err
			}
			if n > b.limits.Rows {
				return fmt.Errorf("row %d: at most %d rows are read; split the table", n, b.limits.Rows)
			}
			b.rows, cells = n, 0
		case "c":
			if cells++; cells > maxCells {
				return fmt.Errorf("row %d has more than %d cells; it is no ordinary XLSX file", b.rows, maxCells)
			}
		case "mergeCell":
			a, err := parseArea(attr(start, "ref"))
			if err != nil {
				return err
			}
			if len(b.merged) == maxMerged {
				return fmt.Errorf("more than %d merged ranges; take them apart", maxMerged)
			}
			b.merged = append(b.merged, a)
		}
	}
}

// rowNumber is what the row says it is, or one more than the last; rows must ascend.
func rowNumber(start xml.StartElement, last int) (int, error) {
	text := attr(start, "r")
	if text == "" {
		return last + 1, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil || n <= last {
		return 0, fmt.Errorf("the rows of the sheet are not in order (%s after %d); open the file and save it again as XLSX", shorten(text), last)
	}
	return n, nil
}

func (b *book) next() (record, error) {
	for {
		token, err := b.part.next()
		if err != nil {
			return record{number: b.row}, err // io.EOF is the end of the sheet's part, which survey saw whole
		}
		start, ok := token.(xml.StartElement)
		if !ok || start.Name.Local != "row" {
			continue
		}
		if b.row, err = rowNumber(start, b.row); err != nil {
			return record{number: b.row}, err
		}
		return b.cells()
	}
}

// cells reads the row whose start was read.
func (b *book) cells() (record, error) {
	rec := record{number: b.row, bad: map[int]flaw{}}
	column, size := -1, 0
	for depth := b.part.depth; b.part.depth >= depth; {
		token, err := b.part.next()
		if err != nil {
			return rec, unexpected(err, b.part.name)
		}
		start, ok := token.(xml.StartElement)
		if !ok || start.Name.Local != "c" {
			continue
		}
		at := column + 1
		if ref := attr(start, "r"); ref != "" {
			if at, _, err = parseCell(ref); err != nil || at <= column {
				return rec, fmt.Errorf("row %d: its cells are not in order (%s); open the file and save it again as XLSX", b.row, shorten(ref))
			}
		}
		column = at
		text, wrong, err := b.cell(start)
		if err != nil {
			return rec, err
		}
		if size += len(text); text == "" && wrong == nil || size > b.limits.RowBytes {
			continue
		}
		if column >= 2*b.limits.Columns {
			return rec, &Fault{Reason: "columns", Sentence: fmt.Sprintf("the row has a value in column %d; at most %d columns are read", column+1, b.limits.Columns)}
		}
		for len(rec.cells) <= column {
			rec.cells = append(rec.cells, "")
		}
		rec.cells[column] = text
		if wrong != nil {
			rec.bad[column] = *wrong
		}
	}
	if err := b.spread(&rec); err != nil {
		return rec, err
	}
	if size > b.limits.RowBytes {
		return rec, &Fault{Reason: "row_too_long", Sentence: fmt.Sprintf("the row has more than %d bytes; shorten it", b.limits.RowBytes)}
	}
	return rec, nil
}

// cell gives the text of the cell whose start was read.
func (b *book) cell(start xml.StartElement) (string, *flaw, error) {
	raw, formula, stored, inline := "", false, false, ""
	for depth := b.part.depth; b.part.depth >= depth; {
		token, err := b.part.next()
		if err != nil {
			return "", nil, unexpected(err, b.part.name)
		}
		inner, ok := token.(xml.StartElement)
		if !ok {
			continue
		}
		switch inner.Name.Local {
		case "v":
			stored = true
			raw, err = b.part.text(4 * (b.limits.CellRunes + 1))
		case "is":
			inline, err = b.part.richText(4 * (b.limits.CellRunes + 1))
		case "f":
			formula = true
			err = b.part.skip()
		}
		if err != nil {
			return "", nil, err
		}
	}
	if formula && b.literal {
		return unavailable, &flaw{"formula", "the cell holds a formula, whose value may change unseen; put the value itself there (copy, then paste as values)"}, nil
	}
	if formula && (!stored || raw == "" && attr(start, "t") != "str") {
		return unavailable, &flaw{"formula_without_value", "the cell holds a formula whose value was never calculated; open the file in a spreadsheet program and save it, or type the value"}, nil
	}
	text, wrong := b.value(attr(start, "t"), attr(start, "s"), raw, inline)
	return text, wrong, nil
}

// unavailable stands for a value that is not there and must not pass for an empty one.
const unavailable = "#N/A"

func (b *book) value(kind, style, raw, inline string) (string, *flaw) {
	switch kind {
	case "s":
		text, ok := b.text(raw)
		if !ok {
			return unavailable, &flaw{"bad_text", "the cell names a text that the file does not have; type it again"}
		}
		return text, nil
	case "inlineStr":
		return inline, nil
	case "str":
		return unescape(raw), nil
	case "e":
		return raw, &flaw{"error_value", "the value is " + shorten(raw) + ", which a formula that failed leaves; put the value itself there"}
	case "b":
		if raw == "1" || raw == "true" {
			return "TRUE", nil
		}
		return "FALSE", nil
	case "d":
		return strings.Replace(raw, "T", " ", 1), nil
	}
	if raw == "" {
		return "", nil
	}
	n, err := strconv.Atoi(style)
	if err != nil {
		n = 0
	}
	return b.number(strings.TrimSpace(raw), n)
}

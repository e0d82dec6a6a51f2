package office

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// Row is one row of a file: cells as text, numbered as people see it, the header included.
type Row struct {
	Number int
	Cells  []string
}

// Table is a file as far as it could be read; its first row names the columns. Faults are what was wrong with the file
// itself.
type Table struct {
	Rows   []Row
	Faults []Fault
}

// Fault is one thing wrong with a file. Row counts from 1, the header included; 0 means the file as a whole.
type Fault struct {
	Row    int
	Column string
	Text   string
}

func (f Fault) Error() string {
	switch {
	case f.Row == 0:
		return f.Text
	case f.Column == "":
		return fmt.Sprintf("row %d: %s", f.Row, f.Text)
	}
	return fmt.Sprintf("row %d, %s: %s", f.Row, f.Column, f.Text)
}

// ReadCSV reads UTF-8 CSV; a BOM is tolerated.
func ReadCSV(r io.Reader, most int64) (Table, error) {
	raw, err := io.ReadAll(io.LimitReader(r, most+1))
	if err != nil {
		return Table{}, fmt.Errorf("read the file: %w", err)
	}
	raw = bytes.TrimPrefix(raw, []byte("\ufeff"))
	switch {
	case int64(len(raw)) > most:
		return Table{Faults: []Fault{{Text: fmt.Sprintf("the file is larger than %d bytes", most)}}}, nil
	case !utf8.Valid(raw):
		return Table{Faults: []Fault{{Text: "the file is not UTF-8; save it as \"CSV UTF-8\""}}}, nil
	}
	var t Table
	rows := csv.NewReader(bytes.NewReader(raw))
	rows.FieldsPerRecord = -1
	for {
		cells, err := rows.Read()
		if errors.Is(err, io.EOF) {
			return t, nil
		}
		if err != nil { // what follows a broken quotation cannot be told apart into rows
			fault := Fault{Text: fmt.Sprintf("not CSV: %v", err)}
			var broken *csv.ParseError
			if errors.As(err, &broken) {
				fault = Fault{Row: broken.StartLine, Text: fmt.Sprintf("not CSV: %v", broken.Err)}
			}
			t.Faults = append(t.Faults, fault)
			return t, nil
		}
		number, _ := rows.FieldPos(0)
		t.Rows = append(t.Rows, Row{Number: number, Cells: cells})
	}
}

// parser collects what is wrong with a table while its rows are read.
type parser struct {
	columns map[string]int
	faults  []Fault
	whole   bool // every row could be read, so that what is missing is missing in the file
}

func (p *parser) fault(row int, column, format string, args ...any) {
	p.faults = append(p.faults, Fault{Row: row, Column: column, Text: fmt.Sprintf(format, args...)})
}

// each reads the header and hands every row that has as many cells on; cell answers its values by column.
func (p *parser) each(t Table, known, needed []string, most int, row func(number int, cell func(column string) string)) {
	p.faults = append(p.faults, t.Faults...)
	p.whole = len(t.Faults) == 0
	if len(t.Rows) == 0 {
		if p.whole {
			p.fault(0, "", "the file is empty; its first row must name the columns %s", strings.Join(known, ","))
		}
		return
	}
	header := t.Rows[0]
	if !p.header(header, known, needed) {
		return
	}
	if len(t.Rows)-1 > most {
		p.fault(0, "", "the file has %d rows, at most %d are read", len(t.Rows)-1, most)
		return
	}
	for _, r := range t.Rows[1:] {
		switch {
		case blank(r.Cells):
		case len(r.Cells) != len(header.Cells):
			p.fault(r.Number, "", "%d fields, the header has %d", len(r.Cells), len(header.Cells))
			p.whole = false
		default:
			row(r.Number, func(column string) string { return p.cell(r, column) })
		}
	}
}

func (p *parser) header(header Row, known, needed []string) bool {
	p.columns = map[string]int{}
	before := len(p.faults)
	for i, f := range header.Cells {
		name := strings.TrimSpace(f)
		if !slices.Contains(known, name) {
			p.fault(header.Number, "", "unknown column %q; the columns are %s", name, strings.Join(known, ","))
			continue
		}
		if _, twice := p.columns[name]; twice {
			p.fault(header.Number, "", "column %q stands twice", name)
		}
		p.columns[name] = i
	}
	for _, name := range needed {
		if _, ok := p.columns[name]; !ok {
			p.fault(header.Number, "", "column %q is missing", name)
		}
	}
	return len(p.faults) == before
}

func blank(cells []string) bool {
	for _, f := range cells {
		if strings.TrimSpace(f) != "" {
			return false
		}
	}
	return true
}

func (p *parser) cell(r Row, column string) string {
	i, ok := p.columns[column]
	if !ok {
		return ""
	}
	v := plain(strings.TrimSpace(r.Cells[i]))
	if !utf8.ValidString(v) {
		p.fault(r.Number, column, "is not UTF-8")
		return strings.ToValidUTF8(v, "\ufffd")
	}
	if strings.ContainsFunc(v, invisible) {
		p.fault(r.Number, column, "holds a control character")
	}
	if utf8.RuneCountInString(v) > maxText {
		p.fault(r.Number, column, "has more than %d characters", maxText)
	}
	return v
}

// invisible characters make two names look alike, or turn the text around them.
func invisible(r rune) bool { return unicode.IsControl(r) || unicode.Is(unicode.Cf, r) }

// maxText is far more than any name needs: what is longer was put into the wrong column.
const maxText = 200

func (p *parser) date(row int, column, text string) time.Time {
	if text == "" {
		return time.Time{}
	}
	t, err := time.Parse(time.DateOnly, text)
	if err != nil {
		p.fault(row, column, "%q is not a date like 2026-07-01", text)
		return time.Time{}
	}
	return t
}

// err joins all faults in the order of rows; nil when there are none.
func (p *parser) err() error {
	slices.SortStableFunc(p.faults, func(a, b Fault) int { return a.Row - b.Row })
	errs := make([]error, len(p.faults))
	for i, f := range p.faults {
		errs[i] = f
	}
	return errors.Join(errs...)
}

func dateText(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format(time.DateOnly)
}

// Package sheet opens table files (CSV of any dialect, XLSX, NDJSON) and gives their rows as text, each with the number
// a spreadsheet program shows beside it. Its second duty is to write rows that were refused back in the form they came
// in, so that a person mends them in the program they know and sends them again. It knows nothing of events, unions or
// mappings, and nothing of ours.
//
// The files come from strangers. So everything is bounded (see Limits), nothing outside the file is ever read, formulas
// are not calculated, and what would reach us changed (a number of 18 digits that a spreadsheet rounded, a character
// that could not be decoded, an error value) refuses the row with a reason instead of being taken for a value.
//
// Decisions, with what would change our mind:
//   - XLSX is read by our own stream over archive/zip and encoding/xml, not by excelize: that library takes a sheet that
//     is cut off for a shorter one, tells neither formats nor formulas of cells while streaming, and would hold the
//     whole sheet in memory where one asks cell by cell. We write with it, and the tests hold both against each other.
//   - A formula's stored value is read (exports of platforms and sums of offices hold them); one without a stored value
//     refuses its row.
//   - A date is told by the cell's number format and given as 2026-09-30 or 2026-09-30 08:00:00, without a zone.
//   - A cell covered by a merged range refuses its row unless the caller asks for the range's value in all its cells:
//     a figure merged over three rows may be meant once.
package sheet

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
)

// Formats of table files.
const (
	CSV    = "csv"
	XLSX   = "xlsx"
	NDJSON = "ndjson"
)

// Config says how to read a file. The zero value of each field but Limits means: find out.
type Config struct {
	Format  string   // csv, xlsx or ndjson; empty: csv or xlsx, by content
	Header  int      // number of the row that names the columns; 0: the first
	Columns []string // columns that must be there; only in these a bad cell refuses its row. Empty: all. For NDJSON the dotted paths of the fields that become cells
	Sheet   string   // XLSX: name of the sheet, or its number such as 2; empty: the first that is not hidden
	Merged  string   // XLSX: refuse (default) or fill
	Dialect Dialect  // CSV
	Limits  Limits
}

// Limits bound what a file may cost us.
type Limits struct {
	Rows      int   // a spreadsheet's own limit is 1,048,576; of CSV and NDJSON rows are not counted
	Columns   int   // of the header
	CellRunes int   // a spreadsheet's own limit is 32,767
	RowBytes  int   // of one row's cells together; an event may have 64 KiB
	Unzipped  int64 // bytes of an XLSX file's parts that are read, unpacked
	Entries   int   // parts in an XLSX file
}

// Default reads what it finds within generous limits.
func Default() Config {
	return Config{Limits: Limits{
		Rows: 1 << 20, Columns: 512, CellRunes: 32_767, RowBytes: 64 << 10, Unzipped: 50 << 20, Entries: 2000,
	}}
}

// Validate reports all faults, joined.
func (c Config) Validate() error {
	var faults []error
	if !slices.Contains([]string{"", CSV, XLSX, NDJSON}, c.Format) {
		faults = append(faults, fmt.Errorf("format %q is none of csv, xlsx, ndjson", c.Format))
	}
	if c.Header < 0 || c.Header > 1000 {
		faults = append(faults, fmt.Errorf("header in row %d: choose 1 to 1000", c.Header))
	}
	if !slices.Contains([]string{"", "refuse", "fill"}, c.Merged) {
		faults = append(faults, fmt.Errorf("merged cells: %q is neither refuse nor fill", c.Merged))
	}
	l := c.Limits
	if l.Rows < 1 || l.Columns < 1 || l.CellRunes < 1 || l.RowBytes < 1 || l.Unzipped < 1 || l.Entries < 1 {
		faults = append(faults, errors.New("a limit is zero: begin with sheet.Default()"))
	}
	return errors.Join(append(faults, c.Dialect.Validate())...)
}

// Row is one row of the table.
type Row struct {
	Number int      // as a spreadsheet program counts, the header included; of NDJSON the line
	Origin int      // its number in the file it was refused from, where this file is one of refused rows; 0: it names none; else Number
	Cells  []string // as many as the header has
	Over   []string // cells beyond the header
	Line   string   // NDJSON: the whole object as it stands
}

// Fault refuses a row; the rows after it are good. It comes with the row as far as it could be read.
type Fault struct {
	Row      int
	Column   string // empty: the row as a whole
	Reason   string // machine-readable
	Sentence string // what is wrong and what to do
}

func (f Fault) Error() string {
	if f.Column == "" {
		return fmt.Sprintf("row %d: %s: %s", f.Row, f.Reason, f.Sentence)
	}
	return fmt.Sprintf("row %d, column %s: %s: %s", f.Row, f.Column, f.Reason, f.Sentence)
}

// Refused are the columns that a file of refused rows has after those of the table. A file whose last three columns
// are these is one: they are not given to the caller, row becomes Row.Origin.
var Refused = []string{"reason", "sentence", "row"}

// Form is what a file turned out to be; a Writer of the same form writes files that read alike.
type Form struct {
	Format  string
	Header  []string   // without the columns of refused rows
	Above   [][]string // rows above the header
	Dialect Dialect    // CSV: complete
	Sheets  []string   // XLSX: the names of the sheets up to the one that is read
}

// record is a row as a format gives it.
type record struct {
	number int
	cells  []string
	bad    map[int]flaw // by column
	line   string
	origin string // NDJSON: what the member row says
	resent bool   // NDJSON: the object has the members of a refused row
}

// flaw is what is wrong with a cell.
type flaw struct{ reason, sentence string }

// source gives the records of a format one after another; a *Fault is of one record, io.EOF the end, anything else ends
// the reading. done tells how much of total is read.
type source interface {
	next() (record, error)
	done() (part, total int64)
	close() error
}

// Reader gives the rows below the header.
type Reader struct {
	cfg    Config
	src    source
	form   Form
	resent bool
	names  []string     // of all columns
	wanted map[int]bool // columns whose cells are judged; nil: all
}

// Open finds out what the file is, reads its header and stands before the first row. name is only told to people and
// read for its ending. The file must not change while it is read.
func Open(name string, file io.ReaderAt, size int64, cfg Config) (*Reader, error) {
	if err := cfg.Validate(); err != nil {
		return nil, fmt.Errorf("open %s: %w", name, err)
	}
	r := &Reader{cfg: cfg}
	if err := r.open(name, file, size); err != nil {
		if r.src != nil {
			err = errors.Join(err, r.src.close())
		}
		return nil, fmt.Errorf("open %s: %w", name, err)
	}
	return r, nil
}

func (r *Reader) open(name string, file io.ReaderAt, size int64) error {
	format, err := formatOf(name, file, size, r.cfg.Format)
	if err != nil {
		return err
	}
	r.form.Format = format
	switch format {
	case NDJSON:
		r.src = newLines(file, size, r.cfg)
		r.form.Header = r.cfg.Columns
		return nil
	case XLSX:
		book, err := openBook(file, size, r.cfg)
		if err != nil {
			return err
		}
		r.src, r.form.Sheets = book, book.upTo
	default:
		table, err := openText(file, size, r.cfg)
		if err != nil {
			return err
		}
		r.src, r.form.Dialect = table, table.dialect
	}
	return r.readHeader()
}

func (r *Reader) readHeader() error {
	at := max(1, r.cfg.Header)
	for {
		rec, err := r.src.next()
		var fault *Fault
		switch {
		case errors.Is(err, io.EOF):
			return fmt.Errorf("row %d must name the columns, and the file ends before it", at)
		case errors.As(err, &fault) && fault.Row < at:
			continue // a title above the table may be anything
		case err != nil:
			return fmt.Errorf("read the header: %w", err)
		case rec.number > at, rec.number == at && blank(rec.cells):
			return fmt.Errorf("row %d must name the columns, and it is empty; say which row does (header)", at)
		case rec.number < at:
			for len(r.form.Above) < rec.number-1 {
				r.form.Above = append(r.form.Above, nil)
			}
			r.form.Above = append(r.form.Above, rec.cells)
			continue
		}
		for len(r.form.Above) < at-1 {
			r.form.Above = append(r.form.Above, nil)
		}
		return r.setHeader(rec.cells)
	}
}

func (r *Reader) setHeader(cells []string) error {
	for r.form.Format == XLSX && len(cells) > 0 && cells[len(cells)-1] == "" {
		cells = cells[:len(cells)-1] // cells that were only formatted
	}
	if len(cells) > r.cfg.Limits.Columns {
		return fmt.Errorf("%d columns; at most %d are read", len(cells), r.cfg.Limits.Columns)
	}
	for i, name := range cells {
		if strings.ContainsRune(name, '\ufffd') {
			return fmt.Errorf("the name of column %d holds bytes that are no character of %s; say the encoding", i+1, r.form.Dialect.Encoding)
		}
		cells[i] = strings.TrimSpace(name)
	}
	if n := len(cells) - len(Refused); n > 0 && slices.Equal(cells[n:], Refused) {
		r.resent, r.form.Header = true, cells[:n:n]
		r.form.revive()
	} else {
		r.form.Header = cells
	}
	r.names = cells
	if len(r.cfg.Columns) == 0 {
		return nil
	}
	r.wanted = map[int]bool{}
	var missing []string
	for _, name := range r.cfg.Columns {
		i := slices.Index(r.form.Header, name)
		switch {
		case i < 0:
			missing = append(missing, strconv.Quote(name))
		case slices.Contains(r.form.Header[i+1:], name):
			return fmt.Errorf("column %q stands twice in the header; give each a name of its own", name)
		default:
			r.wanted[i] = true
		}
	}
	if len(missing) > 0 {
		return fmt.Errorf("columns that are not there: %s; row %d has %s%s",
			strings.Join(missing, ", "), max(1, r.cfg.Header), shorten(strings.Join(cells, ", ")), r.form.hint())
	}
	return nil
}

// revive undoes in the rows above the table, and in its header, what keeps texts of a CSV file from being formulas.
func (f *Form) revive() {
	if f.Format != CSV {
		return
	}
	for _, cells := range append(f.Above, f.Header) {
		for i, text := range cells {
			cells[i] = Live(text)
		}
	}
}

// hint says what else could be the cause where no column is found.
func (f Form) hint() string {
	if f.Format == CSV {
		return fmt.Sprintf(" (read as %s; another delimiter, encoding or header row?)", f.Dialect)
	}
	return " (another sheet or header row?)"
}

// Form says what the file is.
func (r *Reader) Form() Form { return r.form }

// Header names the columns, without those of a file of refused rows.
func (r *Reader) Header() []string { return r.form.Header }

// Resent says that the file is one of refused rows.
func (r *Reader) Resent() bool { return r.resent }

// Done tells how much of the file is read, in a measure of the format's own.
func (r *Reader) Done() (part, total int64) { return r.src.done() }

// Close lets go of what the reader holds; the file is the caller's.
func (r *Reader) Close() error { return r.src.close() }

// Next gives the next row that is not empty. With a Fault (by value) it is a refused row, after which Next goes on;
// io.EOF is the end; any other error ends the reading.
func (r *Reader) Next() (Row, error) {
	for {
		rec, err := r.src.next()
		var fault *Fault
		if err != nil && !errors.As(err, &fault) {
			return Row{Number: rec.number}, err
		}
		if fault == nil && rec.line == "" && blank(rec.cells) {
			continue
		}
		row := r.shape(&rec)
		if fault == nil {
			fault = r.judge(&rec, row)
		}
		if fault != nil {
			fault.Row = rec.number
			return row, *fault
		}
		return row, nil
	}
}

func blank(cells []string) bool {
	for _, c := range cells {
		if c != "" {
			return false
		}
	}
	return true
}

// shape fits a record to the header and takes the columns of refused rows off it.
func (r *Reader) shape(rec *record) Row {
	row := Row{Number: rec.number, Origin: rec.number, Line: rec.line}
	if rec.resent {
		row.Origin = originOf(rec.origin)
	}
	if r.form.Format == NDJSON {
		row.Cells = rec.cells
		return row
	}
	cells := rec.cells
	if len(cells) > len(r.names) {
		row.Over = cells[len(r.names):]
		cells = cells[:len(r.names)]
	}
	if r.resent {
		row.Origin = 0
		if len(cells) == len(r.names) {
			row.Origin = originOf(cells[len(cells)-1])
		}
	}
	row.Cells = make([]string, len(r.form.Header))
	copy(row.Cells, cells)
	if r.resent && r.form.Format == CSV {
		for i, text := range row.Cells {
			row.Cells[i] = Live(text)
		}
	}
	return row
}

func originOf(text string) int {
	n, err := strconv.Atoi(strings.TrimSpace(text))
	if err != nil || n < 1 {
		return 0
	}
	return n
}

// judge finds what refuses a row: its width, its size, its cells.
func (r *Reader) judge(rec *record, row Row) *Fault {
	if r.form.Format != NDJSON {
		if !blank(row.Over) || r.form.Format == CSV && len(rec.cells) != len(r.names) {
			return &Fault{Reason: "columns", Sentence: fmt.Sprintf("the row has %d columns, the header %d; a delimiter is missing or one too many, or a value with a delimiter in it lacks quotes", len(rec.cells), len(r.names))}
		}
	}
	for i, text := range row.Cells {
		if r.wanted != nil && !r.wanted[i] {
			continue
		}
		wrong, bad := rec.bad[i]
		if !bad {
			wrong, bad = r.flawOf(text)
		}
		if bad {
			if text == "" {
				row.Cells[i] = unavailable // written back empty it would pass for no value
			}
			return &Fault{Column: r.form.Header[i], Reason: wrong.reason, Sentence: wrong.sentence}
		}
	}
	return nil
}

// Live undoes what a CSV Writer does to keep a text from being a formula.
func Live(text string) string {
	if strings.HasPrefix(text, "'") && Inert(text[1:]) == text {
		return text[1:]
	}
	return text
}

// Inert keeps spreadsheet programs from taking a text for a formula: a quote goes before it. Numbers stay as they are.
func Inert(text string) string {
	bare := strings.TrimLeft(text, "'")
	if bare == "" || !strings.ContainsRune("=+-@\t\r\n", rune(bare[0])) || len(bare) == len(text) && plainNumber(text) {
		return text
	}
	return "'" + text
}

// shorten keeps error texts readable.
func shorten(text string) string {
	if runes := []rune(text); len(runes) > 200 {
		return string(runes[:200]) + "…"
	}
	return text
}

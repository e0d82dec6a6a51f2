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
	"slices"
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
	Literal bool     // XLSX: a formula refuses its row, whatever value is stored with it
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
	Bad    []string `json:",omitempty"` // columns whose cells refuse the row; the Fault is of the first
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

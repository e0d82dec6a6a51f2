package sheet

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
)

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
			fault = r.judge(&rec, &row)
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
func (r *Reader) judge(rec *record, row *Row) *Fault {
	if r.form.Format != NDJSON {
		if !blank(row.Over) || r.form.Format == CSV && len(rec.cells) != len(r.names) {
			return &Fault{Reason: "columns", Sentence: fmt.Sprintf("the row has %d columns, the header %d; a delimiter is missing or one too many, or a value with a delimiter in it lacks quotes", len(rec.cells), len(r.names))}
		}
	}
	var first *Fault
	for i, text := range row.Cells {
		if r.wanted != nil && !r.wanted[i] {
			continue
		}
		wrong, bad := rec.bad[i]
		if !bad {
			wrong, bad = r.flawOf(text)
		}
		if !bad {
			continue
		}
		if text == "" {
			row.Cells[i] = unavailable // written back empty it would pass for no value
		}
		row.Bad = append(row.Bad, r.form.Header[i])
		if first == nil {
			first = &Fault{Column: r.form.Header[i], Reason: wrong.reason, Sentence: wrong.sentence}
		}
	}
	return first
}

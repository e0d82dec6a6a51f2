package sheet

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"unicode/utf8"
)

// text reads CSV. A stray quote in a plain value spoils its row only; behind a quoted value that is not closed rightly
// nobody can say where the next row begins, unless all quotes of its line are in pairs, so that ends the reading.
type text struct {
	in        *bufio.Reader
	dialect   Dialect
	delimiter byte
	quote     byte
	backslash bool
	limit     int // bytes of a row
	meter     *meter
	size      int64

	row   int
	line  []byte // the row as far as it is read
	ended bool
	field []byte
	last  int // number of cells of the last row
}

// meter counts what was read.
type meter struct {
	in   io.Reader
	read int64
}

func (m *meter) Read(p []byte) (int, error) {
	n, err := m.in.Read(p)
	m.read += int64(n)
	return n, err
}

// openText finds out the dialect and stands before the first row.
func openText(file io.ReaderAt, size int64, cfg Config) (*text, error) {
	d := cfg.Dialect
	if sign, word := delimiters[d.Delimiter]; word {
		d.Delimiter = string(sign)
	}
	skip, err := d.findEncoding(file, size)
	if err != nil {
		return nil, err
	}
	body := func() *io.SectionReader { return io.NewSectionReader(file, skip, size-skip) }
	sample := make([]byte, 64<<10)
	n, err := io.ReadFull(d.decoded(body()), sample)
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) && !errors.Is(err, io.EOF) {
		return nil, err
	}
	if err := d.find(sample[:n:n], cfg); err != nil {
		return nil, err
	}
	counted := &meter{in: body(), read: skip}
	t := newText(d.decoded(counted), d, cfg.Limits)
	t.meter, t.size = counted, size
	if d.sep {
		if _, err := t.more(); err != nil {
			return nil, err
		}
	}
	return t, nil
}

func newText(in io.Reader, d Dialect, limits Limits) *text {
	return &text{
		in: bufio.NewReaderSize(in, 64<<10), dialect: d, delimiter: d.delimiter(), quote: d.quote(),
		backslash: d.Escape == "backslash", limit: limits.RowBytes,
	}
}

func (t *text) done() (int64, int64) { return t.meter.read, t.size }
func (t *text) close() error         { return nil }

// errRow says that a row is longer than the limit.
var errRow = errors.New("the row is too long")

// more appends a line of the file to the row.
func (t *text) more() (bool, error) {
	if t.ended {
		return false, nil
	}
	for {
		part, err := t.in.ReadSlice('\n')
		t.line = append(t.line, part...)
		switch {
		case len(t.line) > t.limit:
			return false, errRow
		case err == nil:
			return true, nil
		case errors.Is(err, io.EOF):
			t.ended = true
			return len(part) > 0, nil
		case !errors.Is(err, bufio.ErrBufferFull):
			return false, fmt.Errorf("read row %d: %w", t.row+1, err)
		}
	}
}

func (t *text) next() (record, error) {
	t.line = t.line[:0]
	more, err := t.more()
	if err == nil && !more {
		return record{number: t.row}, io.EOF
	}
	t.row++
	if errors.Is(err, errRow) {
		return t.tooLong(false)
	}
	if err != nil {
		return record{number: t.row}, err
	}
	if !utf8.Valid(t.line) {
		// What is not UTF-8 becomes U+FFFD, as in every other encoding; the cell's judge refuses it.
		t.line = bytes.ToValidUTF8(t.line, []byte("\ufffd"))
	}
	return t.split()
}

// split takes the row apart and reads on where a quoted value goes over the line's end.
func (t *text) split() (record, error) {
	rec := record{number: t.row, cells: make([]string, 0, t.last)}
	for i := 0; ; {
		end := t.lineEnd()
		if t.quote == 0 || i >= end || t.line[i] != t.quote {
			cell, after, stray := t.plain(i, end)
			if stray {
				return rec, t.strayQuote(&rec, i)
			}
			rec.cells = append(rec.cells, cell)
			i = after
		} else {
			after, err := t.quoted(i + 1)
			switch {
			case errors.Is(err, errRow):
				return t.tooLong(true)
			case err != nil:
				return rec, err
			}
			rec.cells = append(rec.cells, string(t.field))
			end = t.lineEnd()
			if after < end && t.line[after] != t.delimiter {
				return rec, t.afterQuote(&rec, i, after)
			}
			i = after
		}
		if i >= end {
			t.last = len(rec.cells)
			return rec, nil
		}
		i++ // the delimiter; a value follows it in any case, if only an empty one
	}
}

// lineEnd is where the line break of the row as far as it is read begins.
func (t *text) lineEnd() int {
	n := len(t.line)
	if n > 0 && t.line[n-1] == '\n' {
		n--
	}
	if n > 0 && t.line[n-1] == '\r' {
		n--
	}
	return n
}

// plain reads a value without quotes around it, up to the delimiter.
func (t *text) plain(from, end int) (cell string, after int, stray bool) {
	if t.backslash && bytes.IndexByte(t.line[from:end], '\\') >= 0 {
		return t.escaped(from, end)
	}
	after = end
	if i := bytes.IndexByte(t.line[from:end], t.delimiter); i >= 0 {
		after = from + i
	}
	value := t.line[from:after]
	return string(value), after, t.quote != 0 && bytes.IndexByte(value, t.quote) >= 0 && t.quote == '"'
}

// escaped reads a plain value in which a backslash stands before the sign that is meant. \N alone is how databases
// write that there is no value.
func (t *text) escaped(from, end int) (cell string, after int, stray bool) {
	t.field = t.field[:0]
	i := from
	for ; i < end && t.line[i] != t.delimiter; i++ {
		if t.line[i] == '\\' && i+1 < end {
			i++
		}
		t.field = append(t.field, t.line[i])
	}
	if bytes.Equal(t.line[from:i], []byte(`\N`)) {
		return "", i, false
	}
	return string(t.field), i, false
}

// quoted reads into field up to the closing quote and answers what follows it.
func (t *text) quoted(i int) (after int, err error) {
	t.field = t.field[:0]
	for {
		for i < len(t.line) {
			c := t.line[i]
			switch {
			case t.backslash && c == '\\' && i+1 < len(t.line):
				t.field = append(t.field, t.line[i+1])
				i += 2
			case c != t.quote:
				t.field = append(t.field, c)
				i++
			case !t.backslash && i+1 < len(t.line) && t.line[i+1] == t.quote:
				t.field = append(t.field, c)
				i += 2
			default:
				return i + 1, nil
			}
		}
		before := len(t.line)
		more, err := t.more()
		if err != nil {
			return 0, err
		}
		if !more {
			return 0, fmt.Errorf("row %d: a quoted value is not closed; mend the row, what follows it cannot be told apart", t.row)
		}
		if !utf8.Valid(t.line[before:]) {
			t.line = append(t.line[:before], bytes.ToValidUTF8(t.line[before:], []byte("\ufffd"))...)
		}
	}
}

func (t *text) strayQuote(rec *record, at int) error {
	rec.cells = append(rec.cells, string(t.line[at:t.lineEnd()]))
	return &Fault{Reason: "quotes", Sentence: "a quote stands inside a plain value; put the whole value in quotes and double the inner ones"}
}

// afterQuote judges a quoted value that goes on behind its closing quote.
func (t *text) afterQuote(rec *record, from, after int) error {
	odd := bytes.Count(t.line[after:], []byte{t.quote})%2 == 1
	if odd || bytes.IndexByte(t.line[from:after], '\n') >= 0 {
		return fmt.Errorf("row %d: a quoted value is not closed rightly (a quote inside it must be doubled); mend the row, what follows it cannot be told apart", t.row)
	}
	rec.cells[len(rec.cells)-1] = string(t.line[from:t.lineEnd()])
	return &Fault{Reason: "quotes", Sentence: "a value goes on behind its closing quote; double the quotes inside it"}
}

// tooLong refuses a row over the limit. Outside quotes the rest of its line is passed over; inside them the quote is
// most likely not closed, and nobody can say where the row ends.
func (t *text) tooLong(inQuotes bool) (record, error) {
	if inQuotes || t.quote != 0 && bytes.Count(t.line, []byte{t.quote})%2 == 1 {
		return record{number: t.row}, fmt.Errorf("row %d has more than %d bytes: most likely a quote in it is not closed; mend it", t.row, t.limit)
	}
	rec := record{number: t.row, cells: []string{string(bytes.ToValidUTF8(t.line[:min(len(t.line), 1000)], []byte("\ufffd")))}}
	for {
		var err error
		if n := len(t.line); n == 0 || t.line[n-1] != '\n' {
			_, err = t.in.ReadSlice('\n')
		}
		switch {
		case err == nil, errors.Is(err, io.EOF):
			t.ended = t.ended || err != nil
			return rec, &Fault{Reason: "row_too_long", Sentence: fmt.Sprintf("the row has more than %d bytes; shorten it", t.limit)}
		case !errors.Is(err, bufio.ErrBufferFull):
			return rec, fmt.Errorf("read row %d: %w", t.row, err)
		}
	}
}

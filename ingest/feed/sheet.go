package feed

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"
)

const maxColumns = 1000

var errRowTooLong = errors.New("row too long")

// sheetReader reads CSV by RFC 4180: a header, quotes, any of the delimiters, UTF-8 with or without BOM.
type sheetReader struct {
	csv     *csv.Reader
	meter   *meter
	header  []string
	columns map[string]int
	base    int64 // byte and line at which this reader began, after a resume
	lines   int
	number  int
}

// meter fails a reader that has taken more than a row's worth since the last row: an unclosed quote would otherwise
// read the whole file into memory.
type meter struct {
	in          io.Reader
	taken, mark int64
}

func (m *meter) Read(p []byte) (int, error) {
	const readAhead = 8 << 10 // of the buffer between us and the CSV reader
	if m.taken-m.mark > maxRow+readAhead {
		return 0, errRowTooLong
	}
	n, err := m.in.Read(p[:min(len(p), 4<<10)])
	m.taken += int64(n)
	return n, err
}

// newSheetReader reads the header, checks that the wanted columns are there, and places itself at the row that begins
// at byte `at` in line `number`+1; zero means the first row.
func newSheetReader(file io.ReadSeeker, m *Mapping, at int64, number int) (*sheetReader, error) {
	s := &sheetReader{}
	s.open(file, m)
	start := int64(0)
	bom := make([]byte, 3)
	if n, err := io.ReadFull(file, bom); err == nil && bytes.Equal(bom, []byte("\ufeff")) {
		start = 3
	} else if err != nil && n == 0 {
		return nil, errors.New("the file is empty; its first row must name the columns")
	}
	if _, err := file.Seek(start, io.SeekStart); err != nil {
		return nil, fmt.Errorf("rewind: %w", err)
	}
	header, err := s.csv.Read()
	if err != nil {
		return nil, fmt.Errorf("line 1, the header: %w", explainCSV(err))
	}
	if err := s.setHeader(header, m); err != nil {
		return nil, fmt.Errorf("line 1, the header: %w", err)
	}
	s.base = start
	if at > 0 {
		if _, err := file.Seek(at, io.SeekStart); err != nil {
			return nil, fmt.Errorf("go to byte %d: %w", at, err)
		}
		s.open(file, m)
		s.base, s.lines, s.number = at, number, number
		s.csv.FieldsPerRecord = len(header)
	}
	return s, nil
}

func (s *sheetReader) open(in io.Reader, m *Mapping) {
	s.meter = &meter{in: in}
	s.csv = csv.NewReader(s.meter)
	s.csv.Comma, _ = utf8.DecodeRuneInString(m.CSV.Delimiter)
}

func (s *sheetReader) setHeader(header []string, m *Mapping) error {
	if len(header) > maxColumns {
		return fmt.Errorf("%d columns; at most %d are read", len(header), maxColumns)
	}
	s.header, s.columns = header, make(map[string]int, len(header))
	for i, name := range header {
		if !utf8.ValidString(name) {
			return fmt.Errorf("column %d is not UTF-8; save the file as \"CSV UTF-8\", or convert it with iconv -f GB18030 -t UTF-8", i+1)
		}
		name = strings.TrimSpace(name)
		if _, twice := s.columns[name]; twice && slices.Contains(m.columns(), name) {
			return fmt.Errorf("column %q stands twice, and the mapping reads it; rename one", name)
		}
		s.columns[name] = i
	}
	var missing []string
	for _, name := range m.columns() {
		if _, ok := s.columns[name]; !ok {
			missing = append(missing, fmt.Sprintf("%q", name))
		}
	}
	if len(missing) > 0 {
		return fmt.Errorf("the mapping reads columns that are not there: %s; the file has %s (another delimiter? see csv.delimiter)",
			strings.Join(missing, ", "), shorten(strings.Join(header, ", ")))
	}
	return nil
}

func (s *sheetReader) offset() int64 { return s.base + s.csv.InputOffset() }
func (s *sheetReader) line() int     { return s.number }

func (s *sheetReader) next() (row, error) {
	s.meter.mark = s.csv.InputOffset()
	record, err := s.csv.Read()
	if err != nil && !errors.Is(err, csv.ErrFieldCount) {
		return row{}, s.broken(err)
	}
	line, _ := s.csv.FieldPos(0)
	s.number = s.lines + line
	text := strings.Join(record, string(s.csv.Comma))
	if err != nil {
		return row{}, Fault{Line: s.number, Reason: "columns", Text: text, Detail: fmt.Sprintf("the row has %d columns, the header %d", len(record), len(s.header))}
	}
	if len(text) > maxRow {
		return row{}, Fault{Line: s.number, Reason: "line_too_long", Text: text[:maxRow], Detail: "the row has more than 64 KiB; perhaps a quote is not closed"}
	}
	for i, field := range record {
		if !utf8.ValidString(field) {
			return row{}, Fault{Line: s.number, Column: s.header[i], Reason: "encoding", Text: strings.ToValidUTF8(text, "\ufffd"), Detail: "the value is not UTF-8; save the file as \"CSV UTF-8\""}
		}
	}
	return row{line: s.number, content: strings.Join(record, "\x1f"), text: text, value: func(column string) string {
		if i, ok := s.columns[column]; ok {
			return record[i]
		}
		return ""
	}}, nil
}

// broken judges what the CSV reader says. A stray quote in a plain value spoils its row; behind a quoted value that is
// not closed rightly nobody can say where the next row begins, so that ends the import.
func (s *sheetReader) broken(err error) error {
	var syntax *csv.ParseError
	switch {
	case errors.Is(err, io.EOF):
		return io.EOF
	case errors.Is(err, errRowTooLong):
		return fmt.Errorf("line %d: the row that begins after it has more than 64 KiB: most likely a quote in it is not closed", s.number)
	case errors.As(err, &syntax):
		s.number = s.lines + syntax.StartLine
		if errors.Is(err, csv.ErrBareQuote) {
			return Fault{Line: s.number, Reason: "quotes", Detail: fmt.Sprintf("a quote stands inside a plain value at byte %d of line %d; put the whole value in quotes and double the inner ones", syntax.Column, s.lines+syntax.Line)}
		}
		return fmt.Errorf("line %d, byte %d: %w; mend the row that begins in line %d, what follows it cannot be told apart",
			s.lines+syntax.Line, syntax.Column, explainCSV(err), s.number)
	}
	return fmt.Errorf("line %d: %w", s.number+1, err)
}

func explainCSV(err error) error {
	switch {
	case errors.Is(err, io.EOF):
		return errors.New("the file holds no row; its first must name the columns")
	case errors.Is(err, csv.ErrQuote):
		return errors.New("a quoted value is not closed rightly (a quote inside it must be doubled)")
	case errors.Is(err, errRowTooLong):
		return errors.New("it has more than 64 KiB")
	}
	return err
}

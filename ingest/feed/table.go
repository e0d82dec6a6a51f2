package feed

import (
	"errors"
	"io"
	"os"
	"strings"

	"unionscreen/ingest/feed/sheet"
)

// tableReader reads the rows of a table file or of NDJSON.
type tableReader struct {
	in      *sheet.Reader
	columns map[string]int
}

func newTableReader(file *os.File, size int64, cfg sheet.Config) (*tableReader, error) {
	in, err := sheet.Open(file.Name(), file, size, cfg)
	if err != nil {
		return nil, err
	}
	t := &tableReader{in: in, columns: map[string]int{}}
	for i, name := range in.Header() {
		t.columns[name] = i
	}
	return t, nil
}

func (t *tableReader) done() (int64, int64) { return t.in.Done() }
func (t *tableReader) close() error         { return t.in.Close() }

func (t *tableReader) writer(out io.Writer) (rejectWriter, error) {
	w, err := sheet.NewWriter(out, t.in.Form())
	if err != nil {
		return nil, err
	}
	return tableRejects{w}, nil
}

func (t *tableReader) next() (row, error) {
	read, err := t.in.Next()
	r := row{number: read.Number, origin: read.Origin, content: read.Line, kept: kept{Row: read}}
	if read.Line == "" {
		r.content = strings.Join(read.Cells, "\x1f")
	}
	r.value = func(column string) string {
		if i, ok := t.columns[column]; ok {
			return read.Cells[i]
		}
		return ""
	}
	var fault sheet.Fault
	if errors.As(err, &fault) {
		return r, Fault(fault)
	}
	return r, err
}

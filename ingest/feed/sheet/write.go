package sheet

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/transform"
)

// Writer writes refused rows in the form that they came in, with the columns of Refused behind the others.
type Writer interface {
	Write(row Row, fault Fault) error
	Close() error
}

// NewWriter begins such a file with what stood above the table and with its header.
func NewWriter(out io.Writer, form Form) (Writer, error) {
	switch form.Format {
	case NDJSON:
		return &lineWriter{bufio.NewWriter(out)}, nil
	case XLSX:
		return newBookWriter(out, form)
	}
	return newTextWriter(out, form)
}

// refused are the cells of a refused row: its own, filled up to the header, then why, then what was too much of it.
func refused(row Row, fault Fault, width int) []string {
	cells := make([]string, width, width+len(Refused)+len(row.Over))
	copy(cells, row.Cells)
	sentence := fault.Sentence
	if fault.Column != "" {
		sentence = "column " + fault.Column + ": " + sentence
	}
	origin := ""
	if row.Origin > 0 {
		origin = strconv.Itoa(row.Origin)
	}
	return append(append(cells, fault.Reason, sentence, origin), row.Over...)
}

// textWriter writes CSV of a dialect. It quotes what needs it, and puts a quote before what would be a formula.
type textWriter struct {
	out     *bufio.Writer
	codec   io.Closer
	dialect Dialect
	width   int
	special string
	end     string
}

func newTextWriter(out io.Writer, form Form) (*textWriter, error) {
	d := form.Dialect
	w := &textWriter{dialect: d, width: len(form.Header), end: "\n"}
	if d.crlf {
		w.end = "\r\n"
	}
	w.special = string(d.delimiter()) + "\r\n"
	if q := d.quote(); q != 0 {
		w.special += string(q)
	}
	if d.bom {
		for _, mark := range marks {
			if mark.encoding == d.Encoding {
				if _, err := out.Write(mark.bytes); err != nil {
					return nil, err
				}
			}
		}
	}
	if codec := d.codec(); codec != nil {
		encoded := transform.NewWriter(out, codec.NewEncoder())
		out, w.codec = encoded, encoded
	}
	w.out = bufio.NewWriter(out)
	if d.sep {
		if _, err := w.out.WriteString("sep=" + string(d.delimiter()) + w.end); err != nil {
			return nil, err
		}
	}
	for _, cells := range form.Above {
		if err := w.line(cells); err != nil {
			return nil, err
		}
	}
	return w, w.line(append(append([]string(nil), form.Header...), Refused...))
}

func (w *textWriter) line(cells []string) error {
	for i, text := range cells {
		if i > 0 {
			_ = w.out.WriteByte(w.dialect.delimiter()) // a bufio.Writer keeps its error for the last call
		}
		w.cell(Inert(text))
	}
	_, err := w.out.WriteString(w.end)
	return err
}

func (w *textWriter) cell(text string) {
	quote := string(w.dialect.quote())
	switch {
	case w.dialect.Escape == "backslash":
		var b strings.Builder
		for _, c := range text {
			if c == '\\' || strings.ContainsRune(w.special, c) {
				b.WriteByte('\\')
			}
			b.WriteRune(c)
		}
		text = b.String()
		if w.dialect.quote() != 0 {
			text = quote + text + quote
		}
	case w.dialect.quote() == 0:
		// Without quotes nothing can hold these signs; no row that came without quotes had them.
		text = strings.NewReplacer("\r", " ", "\n", " ", string(w.dialect.delimiter()), " ").Replace(text)
	case quote == "'", strings.ContainsAny(text, w.special): // single quotes are known by the header having them
		text = quote + strings.ReplaceAll(text, quote, quote+quote) + quote
	}
	_, _ = w.out.WriteString(text)
}

func (w *textWriter) Write(row Row, fault Fault) error {
	return w.line(refused(row, fault, w.width))
}

func (w *textWriter) Close() error {
	err := w.out.Flush()
	if w.codec != nil {
		err = errors.Join(err, w.codec.Close())
	}
	return err
}

// lineWriter writes NDJSON: the object as it stood, with three members behind the others.
type lineWriter struct{ out *bufio.Writer }

func (w *lineWriter) Write(row Row, fault Fault) error {
	cells := refused(row, fault, len(row.Cells))[len(row.Cells):]
	object := strings.TrimSpace(row.Line)
	if !json.Valid([]byte(object)) || object[0] != '{' {
		text, err := json.Marshal(object)
		if err != nil {
			return err
		}
		object = `{"text":` + string(text) + `}`
	}
	object = strings.TrimSpace(strings.TrimSuffix(object, "}"))
	if object != "{" {
		object += ","
	}
	for i, name := range Refused {
		text, err := json.Marshal(cells[i])
		if err != nil {
			return err
		}
		if name == "row" {
			text = []byte(strconv.Itoa(row.Origin))
		}
		object += fmt.Sprintf("%q:%s,", name, text)
	}
	_, err := w.out.WriteString(strings.TrimSuffix(object, ",") + "}\n")
	return err
}

func (w *lineWriter) Close() error { return w.out.Flush() }

// bookWriter writes XLSX. Every cell is a text in a cell formatted as text: nothing is a formula, also after somebody
// edits it, and no number is rounded.
type bookWriter struct {
	out    io.Writer
	file   *excelize.File
	stream *excelize.StreamWriter
	style  int
	width  int
	row    int
}

func newBookWriter(out io.Writer, form Form) (*bookWriter, error) {
	w := &bookWriter{out: out, file: excelize.NewFile(), width: len(form.Header)}
	fail := func(err error) (*bookWriter, error) {
		return nil, errors.Join(fmt.Errorf("begin an XLSX file: %w", err), w.file.Close())
	}
	sheets := writableNames(form.Sheets)
	last := sheets[len(sheets)-1]
	for i, name := range sheets {
		if i == 0 {
			if err := w.file.SetSheetName("Sheet1", name); err != nil {
				return fail(err)
			}
		} else if _, err := w.file.NewSheet(name); err != nil {
			return fail(err)
		}
	}
	w.file.SetActiveSheet(len(sheets) - 1)
	for _, name := range sheets[:len(sheets)-1] {
		if err := w.file.SetSheetVisible(name, false); err != nil { // so that it is not read by default
			return fail(err)
		}
	}
	var err error
	if w.style, err = w.file.NewStyle(&excelize.Style{NumFmt: 49}); err != nil { // 49 is the format "text"
		return fail(err)
	}
	if w.stream, err = w.file.NewStreamWriter(last); err != nil {
		return fail(err)
	}
	for _, cells := range append(form.Above, append(append([]string(nil), form.Header...), Refused...)) {
		if err := w.line(cells); err != nil {
			return fail(err)
		}
	}
	return w, nil
}

func (w *bookWriter) line(cells []string) error {
	w.row++
	values := make([]any, len(cells))
	for i, text := range cells {
		if text != "" {
			values[i] = excelize.Cell{StyleID: w.style, Value: text}
		}
	}
	return w.stream.SetRow("A"+strconv.Itoa(w.row), values)
}

func (w *bookWriter) Write(row Row, fault Fault) error {
	return w.line(refused(row, fault, w.width))
}

func (w *bookWriter) Close() error {
	err := w.stream.Flush()
	if err == nil {
		_, err = w.file.WriteTo(w.out)
	}
	return errors.Join(err, w.file.Close())
}

package sheet

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/valyala/fastjson"
)

// lines reads NDJSON: one object a line, in UTF-8. The cells of a row are its fields by dotted path; a number keeps its
// spelling, null is no value, and a list of texts is given as its JSON.
type lines struct {
	in     *bufio.Reader
	meter  *meter
	size   int64
	paths  []string
	limit  int
	row    int
	parser fastjson.Parser
	ended  bool
}

// lineFactor is by how much a line may be longer than a row's cells: keys and fields that nobody reads stand in it.
const lineFactor = 4

func newLines(file io.ReaderAt, size int64, cfg Config) *lines {
	counted := &meter{in: io.NewSectionReader(file, 0, size)}
	limit := lineFactor * cfg.Limits.RowBytes
	return &lines{in: bufio.NewReaderSize(counted, limit+2), meter: counted, size: size, paths: cfg.Columns, limit: limit}
}

func (l *lines) done() (int64, int64) { return l.meter.read, l.size }
func (l *lines) close() error         { return nil }

func (l *lines) next() (record, error) {
	for !l.ended {
		raw, err := l.in.ReadSlice('\n')
		switch {
		case errors.Is(err, io.EOF):
			l.ended = true
		case errors.Is(err, bufio.ErrBufferFull):
			return l.tooLong(raw)
		case err != nil:
			return record{number: l.row}, fmt.Errorf("read line %d: %w", l.row+1, err)
		}
		if len(raw) == 0 {
			break
		}
		l.row++
		if l.row == 1 {
			raw = bytes.TrimPrefix(raw, []byte("\ufeff"))
		}
		if raw = bytes.TrimSpace(raw); len(raw) > 0 {
			return l.object(raw)
		}
	}
	return record{number: l.row}, io.EOF
}

func (l *lines) tooLong(raw []byte) (record, error) {
	l.row++
	rec := record{number: l.row, line: string(bytes.ToValidUTF8(raw[:1000], nil))}
	for {
		_, err := l.in.ReadSlice('\n')
		switch {
		case err == nil, errors.Is(err, io.EOF):
			return rec, &Fault{Reason: "row_too_long", Sentence: fmt.Sprintf("the line has more than %d bytes; shorten it", l.limit)}
		case !errors.Is(err, bufio.ErrBufferFull):
			return rec, fmt.Errorf("read line %d: %w", l.row, err)
		}
	}
}

func (l *lines) object(raw []byte) (record, error) {
	rec := record{number: l.row, line: string(raw), cells: make([]string, len(l.paths))}
	if !utf8.Valid(raw) {
		rec.line = string(bytes.ToValidUTF8(raw, []byte("\ufffd")))
		return rec, &Fault{Reason: "encoding", Sentence: "the line is not UTF-8, which JSON must be; convert the file, for example with iconv -f GB18030 -t UTF-8"}
	}
	if !json.Valid(raw) || raw[0] != '{' {
		return rec, &Fault{Reason: "bad_json", Sentence: "the line is not one JSON object; write each object on a line of its own"}
	}
	rec.takeRefused()
	if rec.resent && strings.ContainsRune(rec.line, utf8.RuneError) {
		return rec, &Fault{Reason: "encoding", Sentence: "a character of the line could not be read; type it again"}
	}
	value, err := l.parser.Parse(rec.line)
	if err != nil {
		return rec, &Fault{Reason: "bad_json", Sentence: "the line cannot be read: it is nested too deeply"}
	}
	for i, path := range l.paths {
		text, fault := field(value, path)
		if fault != nil {
			fault.Column = path
			return rec, fault
		}
		rec.cells[i] = text
	}
	return rec, nil
}

// field is the text of a field by its path. A key that is the whole path goes before nested ones.
func field(v *fastjson.Value, path string) (string, *Fault) {
	for v.Type() == fastjson.TypeObject {
		found, times := member(v, path)
		if times == 0 {
			first, rest, nested := strings.Cut(path, ".")
			if !nested {
				return "", nil
			}
			found, times = member(v, first)
			path = rest
		} else {
			path = ""
		}
		switch {
		case times > 1:
			return "", &Fault{Reason: "bad_json", Sentence: "a key stands twice in the object; write it once"}
		case times == 0:
			return "", nil
		case path == "":
			return textOf(found)
		}
		v = found
	}
	return "", nil
}

func member(v *fastjson.Value, key string) (found *fastjson.Value, times int) {
	v.GetObject().Visit(func(k []byte, value *fastjson.Value) {
		if string(k) == key {
			found, times = value, times+1
		}
	})
	return found, times
}

func textOf(v *fastjson.Value) (string, *Fault) {
	switch v.Type() {
	case fastjson.TypeNull:
		return "", nil
	case fastjson.TypeString:
		return string(v.GetStringBytes()), nil
	case fastjson.TypeObject:
		return "", &Fault{Reason: "bad_value", Sentence: "the field is an object; read one of its fields, by a path such as reader.id"}
	}
	return string(v.MarshalTo(nil)), nil
}

// takeRefused takes the members off that a Writer added when the line was refused.
func (r *record) takeRefused() {
	if !strings.Contains(r.line, `"sentence"`) {
		return // quicker than reading the line once more
	}
	last := tail(r.line)
	if last == nil {
		return
	}
	var members struct{ Row json.Number }
	if json.Unmarshal([]byte("{"+r.line[last.from:]), &members) != nil {
		return
	}
	r.resent, r.origin = true, members.Row.String()
	r.line = strings.TrimRight(r.line[:last.comma], " \t") + "}"
}

// cut is where the members of a refused row begin in a line: the comma before them and the first of them.
type cut struct{ comma, from int }

// tail finds the members of a refused row at the end of an object; nil where they are not.
func tail(line string) *cut {
	decoder := json.NewDecoder(strings.NewReader(line))
	decoder.UseNumber()
	if _, err := decoder.Token(); err != nil {
		return nil
	}
	var keys []string
	var ends []int64 // where the value before each key ends
	for decoder.More() {
		ends = append(ends, decoder.InputOffset())
		key, err := decoder.Token()
		if err != nil {
			return nil
		}
		text, _ := key.(string)
		keys = append(keys, text)
		var value json.RawMessage
		if decoder.Decode(&value) != nil {
			return nil
		}
	}
	n := len(keys) - len(Refused)
	if n < 0 || !slices.Equal(keys[n:], Refused) {
		return nil
	}
	comma := int(ends[n])
	from := comma
	if n > 0 {
		from += strings.IndexByte(line[comma:], ',') + 1
	}
	return &cut{comma, from}
}

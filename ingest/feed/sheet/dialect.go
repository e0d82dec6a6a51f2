package sheet

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

// Dialect is how a CSV file is written. What is empty is found out from the file.
type Dialect struct {
	Delimiter string // one character, or comma, semicolon, tab, pipe
	Quote     string // double, single or none
	Escape    string // doubled (a quote inside quotes is written twice) or backslash
	Encoding  string // utf-8, gb18030 (also GBK and GB2312, which it contains), utf-16le, utf-16be

	bom  bool // the file began with a byte order mark
	crlf bool // lines end with CR LF
	sep  bool // the file began with a line such as sep=;
}

var delimiters = map[string]byte{"comma": ',', "semicolon": ';', "tab": '\t', "pipe": '|'}

var encodings = []string{"utf-8", "gb18030", "utf-16le", "utf-16be"}

// Validate reports all faults, joined.
func (d Dialect) Validate() error {
	var faults []error
	if _, word := delimiters[d.Delimiter]; d.Delimiter != "" && !word && (len(d.Delimiter) != 1 || d.Delimiter[0] < ' ' && d.Delimiter[0] != '\t' || strings.ContainsAny(d.Delimiter, "\"'\\\x7f") || d.Delimiter[0] >= utf8.RuneSelf) {
		faults = append(faults, fmt.Errorf("delimiter %q is not one character; write comma, semicolon, tab or pipe, or one sign of ASCII", d.Delimiter))
	}
	if !slices.Contains([]string{"", "double", "single", "none"}, d.Quote) {
		faults = append(faults, fmt.Errorf("quote %q is none of double, single, none", d.Quote))
	}
	if !slices.Contains([]string{"", "doubled", "backslash"}, d.Escape) {
		faults = append(faults, fmt.Errorf("escape %q is neither doubled nor backslash", d.Escape))
	}
	if d.Encoding != "" && !slices.Contains(encodings, d.Encoding) {
		faults = append(faults, fmt.Errorf("encoding %q is none of %s", d.Encoding, strings.Join(encodings, ", ")))
	}
	return errors.Join(faults...)
}

// String names the dialect for people.
func (d Dialect) String() string {
	name := d.Delimiter
	for word, sign := range delimiters {
		if string(sign) == d.Delimiter {
			name = word
		}
	}
	return fmt.Sprintf("delimiter %s, quotes %s, %s", name, d.Quote, d.Encoding)
}

func (d Dialect) delimiter() byte {
	if sign, word := delimiters[d.Delimiter]; word {
		return sign
	}
	return d.Delimiter[0]
}

// quote is the byte around values; 0 where there is none.
func (d Dialect) quote() byte {
	switch d.Quote {
	case "none":
		return 0
	case "single":
		return '\''
	}
	return '"'
}

// codec is nil for UTF-8.
func (d Dialect) codec() encoding.Encoding {
	switch d.Encoding {
	case "gb18030":
		return simplifiedchinese.GB18030
	case "utf-16le":
		return unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM)
	case "utf-16be":
		return unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM)
	}
	return nil
}

// decoded gives the text of a file as UTF-8. What cannot be decoded becomes U+FFFD; in UTF-8 itself it stays as it is.
func (d Dialect) decoded(in io.Reader) io.Reader {
	codec := d.codec()
	switch {
	case codec == nil:
		return in
	case d.Encoding == "gb18030":
		return transform.NewReader(in, transform.Chain(newCodes{}, codec.NewDecoder()))
	}
	return transform.NewReader(in, codec.NewDecoder())
}

var marks = []struct {
	bytes    []byte
	encoding string
}{
	{[]byte("\ufeff"), "utf-8"},
	{[]byte{0xff, 0xfe}, "utf-16le"},
	{[]byte{0xfe, 0xff}, "utf-16be"},
	{[]byte{0x84, 0x31, 0x95, 0x33}, "gb18030"},
}

// findEncoding fills in the encoding; skip is the length of the byte order mark. A mark decides, whatever was said.
// Without one the file is UTF-8 or GB 18030, whichever more of its lines beyond ASCII are: one damaged line must not
// turn all the others into other characters.
func (d *Dialect) findEncoding(file io.ReaderAt, size int64) (skip int64, err error) {
	head := make([]byte, min(size, 4))
	if _, err := file.ReadAt(head, 0); err != nil && !errors.Is(err, io.EOF) {
		return 0, err
	}
	for _, mark := range marks {
		if bytes.HasPrefix(head, mark.bytes) {
			d.Encoding, d.bom = mark.encoding, true
			return int64(len(mark.bytes)), nil
		}
	}
	if d.Encoding != "" {
		return 0, nil
	}
	d.Encoding = "utf-8"
	valid, invalid, err := countLines(io.NewSectionReader(file, 0, size))
	if err == nil && invalid > valid {
		d.Encoding = "gb18030"
	}
	return 0, err
}

// countLines counts the lines beyond ASCII that are UTF-8 and that are not. Pieces of a line that is longer than the
// buffer count each for itself, cut between characters.
func countLines(in io.Reader) (valid, invalid int, err error) {
	buf := make([]byte, 256<<10)
	kept := 0
	for {
		n, err := in.Read(buf[kept:])
		part := buf[:kept+n]
		for {
			i := bytes.IndexByte(part, '\n')
			if i < 0 && len(part) < len(buf) && err == nil {
				break
			}
			line := part
			if i >= 0 {
				line = part[:i]
			} else if len(part) == len(buf) {
				line = wholeRunes(line)
			}
			switch {
			case ascii(line):
			case utf8.Valid(line):
				valid++
			default:
				invalid++
			}
			part = part[min(len(part), len(line)+min(1, i+1)):]
			if i < 0 {
				break
			}
		}
		kept = copy(buf, part)
		switch {
		case errors.Is(err, io.EOF):
			return valid, invalid, nil
		case err != nil:
			return 0, 0, fmt.Errorf("look for the encoding: %w", err)
		}
	}
}

// wholeRunes leaves a character off that the end of the text cuts in two.
func wholeRunes(b []byte) []byte {
	for back := 1; back < utf8.UTFMax && back < len(b); back++ {
		if tail := b[len(b)-back:]; utf8.RuneStart(tail[0]) {
			if !utf8.FullRune(tail) {
				return b[:len(b)-back]
			}
			break
		}
	}
	return b
}

func ascii(b []byte) bool {
	for _, c := range b {
		if c >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// find fills in what the dialect leaves open, from the beginning of the text.
func (d *Dialect) find(sample []byte, cfg Config) error {
	if bytes.IndexByte(sample, 0) >= 0 {
		return errors.New("it is not a text: it holds null bytes; save it as XLSX or as CSV in UTF-8")
	}
	if bytes.IndexByte(sample, '\n') < 0 && bytes.IndexByte(sample, '\r') >= 0 {
		return errors.New("its lines end with a lone CR, as on very old machines; save it as CSV again")
	}
	if i := bytes.IndexByte(sample, '\n'); i > 0 {
		d.crlf = sample[i-1] == '\r'
	}
	if first := firstLine(sample); len(first) == 5 && bytes.HasPrefix(first, []byte("sep=")) {
		d.sep = true
		if d.Delimiter == "" {
			d.Delimiter = string(first[4])
		}
		sample = sample[min(len(sample), bytes.IndexByte(append(sample, '\n'), '\n')+1):]
	}
	if d.Escape == "" {
		d.Escape = "doubled"
	}
	if d.Quote == "" {
		d.Quote = "double"
		if line := bytes.TrimSpace(firstLine(sample)); len(line) > 1 && line[0] == '\'' && line[len(line)-1] == '\'' {
			d.Quote = "single"
		}
	}
	if d.Delimiter == "" {
		d.Delimiter = d.guess(sample, cfg)
	}
	return d.Validate()
}

func firstLine(sample []byte) []byte {
	line, _, _ := bytes.Cut(sample, []byte("\n"))
	return bytes.TrimSuffix(line, []byte("\r"))
}

// guess takes the delimiter under which the header has all the columns that must be there; without such, the one that
// cuts the header into most parts. A file of one column has none of them and is read with the comma.
func (d Dialect) guess(sample []byte, cfg Config) string {
	best, parts := ",", 1
	for _, sign := range ",;\t|" {
		d.Delimiter = string(sign)
		t := newText(bytes.NewReader(sample), d, cfg.Limits)
		var header []string
		for rec, err := t.next(); err == nil; rec, err = t.next() {
			if rec.number >= max(1, cfg.Header) {
				header = rec.cells
				break
			}
		}
		if len(cfg.Columns) > 0 && holdsAll(header, cfg.Columns) {
			return d.Delimiter
		}
		if len(header) > parts {
			best, parts = d.Delimiter, len(header)
		}
	}
	return best
}

func holdsAll(header, columns []string) bool {
	for _, name := range columns {
		if !slices.ContainsFunc(header, func(cell string) bool { return strings.TrimSpace(cell) == name }) {
			return false
		}
	}
	return true
}

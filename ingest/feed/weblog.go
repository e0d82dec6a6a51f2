package feed

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"unionscreen/ingest/feed/sheet"
)

// maxRow bounds a line of a log and a row of a sheet in bytes, as events.md bounds an event.
const maxRow = 64 << 10

// logTime is how web servers write the time of a request.
const logTime = "02/Jan/2006:15:04:05 -0700"

// logColumns are the columns of a log: those of the line, and the parts of its request. path is the target before the
// query, query what follows the question mark. What the server wrote as "-" is empty.
var logColumns = []string{
	"host", "ident", "user", "time", "request", "method", "target", "path", "query", "protocol", "status", "bytes", "referer", "agent",
}

// reader gives the rows of a file one by one. A Fault is a rejected row (which is given with it), after which reading
// goes on; io.EOF is the end; any other error ends the import.
type reader interface {
	next() (row, error)
	done() (part, total int64) // how much is read, in a measure of the format's own
	writer(out io.Writer) (rejectWriter, error)
	close() error
}

// logReader reads a web server's log, or a file of lines that were rejected from one: there a comment before each line
// says its number and why.
type logReader struct {
	in     *bufio.Reader
	layout string
	at     int64
	size   int64
	number int
	origin int // of the next line, told by the comment before it; 0: none was told
	resent bool
}

func newLogReader(in io.Reader, layout string, size int64) *logReader {
	return &logReader{in: bufio.NewReaderSize(in, maxRow+2), layout: layout, size: size}
}

func (l *logReader) done() (int64, int64) { return l.at, l.size }
func (l *logReader) close() error         { return nil }

// rejectedLine is the comment before a rejected line.
var rejectedLine = regexp.MustCompile(`^# row (\d+) rejected: `)

func (l *logReader) next() (row, error) {
	for {
		raw, err := l.in.ReadSlice('\n')
		l.at += int64(len(raw))
		if len(raw) == 0 && err != nil {
			return row{}, err // io.EOF, or what the disk says
		}
		l.number++
		if errors.Is(err, bufio.ErrBufferFull) {
			return l.tooLong(bytes.Clone(raw))
		}
		text := strings.TrimRight(string(raw), "\r\n")
		if text == "" {
			continue
		}
		if told := rejectedLine.FindStringSubmatch(text); told != nil {
			l.origin, l.resent = number(told[1]), true
			continue
		}
		return l.line(text)
	}
}

func number(text string) int {
	n, err := strconv.Atoi(text)
	if err != nil {
		return 0
	}
	return n
}

// begin is the row of a line, with the number that it had where it was rejected.
func (l *logReader) begin(text string) row {
	r := row{number: l.number, origin: l.number, content: text}
	if l.resent {
		r.origin, l.origin = l.origin, 0
	}
	r.kept = kept{Raw: []byte(text), Row: sheet.Row{Origin: r.origin}}
	return r
}

func (l *logReader) line(text string) (row, error) {
	r := l.begin(text)
	if !utf8.ValidString(text) {
		return r, Fault{Row: l.number, Reason: "encoding", Sentence: "the line is not UTF-8; convert the file, for example with iconv -f GB18030 -t UTF-8"}
	}
	fields, fault := parseLogLine(text, l.layout)
	if fault != nil {
		fault.Row = l.number
		return r, *fault
	}
	r.value = fields.column
	return r, nil
}

func (l *logReader) tooLong(raw []byte) (row, error) {
	for err := bufio.ErrBufferFull; errors.Is(err, bufio.ErrBufferFull); {
		var part []byte
		part, err = l.in.ReadSlice('\n')
		l.at += int64(len(part))
	}
	return l.begin(string(raw)), Fault{Row: l.number, Reason: "line_too_long", Sentence: "the line has more than 64 KiB; a log line of that size is damaged"}
}

// logLine holds the fields of a line.
type logLine struct {
	host, ident, user, time, request, status, bytes, referer, agent string
	method, target, path, query, protocol                           string
}

func parseLogLine(text, layout string) (*logLine, *Fault) {
	bad := func(column, detail string) (*logLine, *Fault) {
		return nil, &Fault{Column: column, Reason: "bad_line", Sentence: detail}
	}
	var f logLine
	head, rest, ok := strings.Cut(text, " [")
	if !ok {
		return bad("time", "there is no time in brackets: the line is not of the common or combined format")
	}
	var who string
	f.host, who, ok = strings.Cut(head, " ")
	if ok {
		f.ident, f.user, ok = strings.Cut(who, " ")
	}
	if !ok || f.host == "" || f.user == "" {
		return bad("host", "the line does not begin with address, ident and user")
	}
	if f.time, rest, ok = strings.Cut(rest, "] "); !ok {
		return bad("time", "the bracket around the time is not closed")
	}
	if f.request, rest, ok = quotedField(rest); !ok {
		return bad("request", "the quote around the request is not closed: the line is cut off")
	}
	f.status, rest, ok = strings.Cut(strings.TrimPrefix(rest, " "), " ")
	if !ok || len(f.status) != 3 || strings.Trim(f.status, "0123456789") != "" {
		return bad("status", "after the request there must be a status of three digits and a number of bytes")
	}
	f.bytes, rest, _ = strings.Cut(rest, " ")
	if f.bytes == "" || f.bytes != "-" && strings.Trim(f.bytes, "0123456789") != "" {
		return bad("bytes", "after the status there must be a number of bytes or -")
	}
	if rest == "" && layout == "combined" {
		return bad("referer", "referer and agent are missing: the line is of the common format, or cut off; set log.layout")
	}
	if rest != "" && layout == "common" {
		return bad("bytes", "there is more than the common format has; set log.layout to combined")
	}
	if rest != "" {
		if f.referer, rest, ok = quotedField(rest); !ok {
			return bad("referer", "the quote around the referer is not closed: the line is cut off")
		}
		if f.agent, rest, ok = quotedField(strings.TrimPrefix(rest, " ")); !ok {
			return bad("agent", "the quote around the agent is not closed: the line is cut off")
		}
		if rest != "" {
			return bad("agent", "something follows after the agent; the combined format ends there")
		}
	}
	f.splitRequest()
	return &f, nil
}

// quotedField reads a field in quotes, in which the server wrote \" for a quote and \\ for a backslash; its other
// escapes (such as \xe4) are kept as they are.
func quotedField(text string) (field, rest string, ok bool) {
	if !strings.HasPrefix(text, `"`) {
		return "", text, false
	}
	var b strings.Builder
	for i := 1; i < len(text); i++ {
		switch c := text[i]; {
		case c == '"':
			return b.String(), text[i+1:], true
		case c == '\\' && i+1 < len(text) && (text[i+1] == '"' || text[i+1] == '\\'):
			i++
			b.WriteByte(text[i])
		default:
			b.WriteByte(c)
		}
	}
	return "", text, false
}

// splitRequest takes `GET /a?b HTTP/1.1` apart. A request that is no such thing (a probe, a cut connection) leaves the
// parts empty: the line is good, a skip rule decides.
func (f *logLine) splitRequest() {
	parts := strings.Split(f.request, " ")
	if len(parts) != 3 || !strings.HasPrefix(parts[2], "HTTP/") {
		return
	}
	f.method, f.target, f.protocol = parts[0], parts[1], parts[2]
	f.path, f.query, _ = strings.Cut(f.target, "?")
}

func (f *logLine) column(name string) string {
	value := ""
	switch name {
	case "host":
		value = f.host
	case "ident":
		value = f.ident
	case "user":
		value = f.user
	case "time":
		value = f.time
	case "request":
		value = f.request
	case "method":
		value = f.method
	case "target":
		value = f.target
	case "path":
		value = f.path
	case "query":
		value = f.query
	case "protocol":
		value = f.protocol
	case "status":
		value = f.status
	case "bytes":
		value = f.bytes
	case "referer":
		value = f.referer
	case "agent":
		value = f.agent
	}
	if value == "-" {
		return ""
	}
	return value
}

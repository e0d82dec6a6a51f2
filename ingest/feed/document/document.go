// Package document reads events out of a file: one a line, a JSON list of them, or a single one. It cuts the file into
// pieces, in one pass and bounded memory, and judges none of them: that is event's.
package document

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strconv"

	"unionscreen/ingest/event"
)

// peek is what is looked at to tell the three forms of a file apart; a single event is read whole only within it.
const peek = 256 << 10

// Document reads events out of a file in one pass, holding one of them at a time. It cuts the file into pieces and
// judges none of them: a list is cut at the commas and brackets outside strings, so that a fault in one event leaves
// the others readable.
type Document struct {
	in    *bufio.Reader
	limit int // bytes of one event; more are counted and not kept
	line  int // of the next byte
	step  func() (Piece, error)

	index int // of a list: events begun so far
	text  []byte
	size  int
}

// Piece is what should be one event: its bytes, which live until the next one, or the fault that makes it none.
type Piece struct {
	Line  int // where it begins
	Index int // in a list, from 1; 0: no list
	Value []byte
	Fault *event.Rejection
}

var errEncoding = errors.New("the file begins with a byte order mark; save it as UTF-8 without one")

// Open tells which form the file has.
func Open(in io.Reader, limit int) (*Document, error) {
	d := &Document{in: bufio.NewReaderSize(in, peek), limit: limit, line: 1, text: []byte{}}
	head, err := d.in.Peek(peek)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	for _, mark := range []string{"\xef\xbb\xbf", "\xff\xfe", "\xfe\xff"} {
		if bytes.HasPrefix(head, []byte(mark)) {
			return nil, errEncoding
		}
	}
	switch start := bytes.TrimLeft(head, " \t\r\n"); {
	case len(start) > 0 && start[0] == '[':
		d.step = d.listStart
	case errors.Is(err, io.EOF) && isSingle(start):
		d.step = d.single
	default:
		d.step = d.nextLine
	}
	return d, nil
}

// Line is where reading stands.
func (d *Document) Line() int { return d.line }

// Next gives the next piece, or io.EOF.
func (d *Document) Next() (Piece, error) { return d.step() }

// isSingle tells one event over several lines from events on lines of their own. One with a fault is no JSON; it shows
// by a first line that cannot be a whole event.
func isSingle(text []byte) bool {
	first, _, several := bytes.Cut(bytes.TrimSpace(text), []byte("\n"))
	first = bytes.TrimSpace(first)
	return several && (json.Valid(text) || bytes.HasSuffix(first, []byte("{")) || bytes.HasSuffix(first, []byte(",")))
}

func (d *Document) single() (Piece, error) {
	d.step = d.ended
	p := Piece{Line: d.line + d.skipSpace()}
	text, err := io.ReadAll(d.in) // no more than was peeked at
	text = bytes.TrimRight(text, " \t\r\n")
	d.text, d.size = text[:min(len(text), d.limit)], len(text)
	return d.whole(p, err)
}

func (d *Document) ended() (Piece, error) { return Piece{}, io.EOF }

// nextLine reads a line; empty ones are passed over.
func (d *Document) nextLine() (Piece, error) {
	for {
		p := Piece{Line: d.line}
		for whole := false; !whole; {
			chunk, err := d.in.ReadSlice('\n')
			if whole = !errors.Is(err, bufio.ErrBufferFull); whole {
				if err != nil {
					d.step = d.ended
					if d.size+len(chunk) == 0 || !errors.Is(err, io.EOF) {
						return p, err
					}
				}
				chunk = bytes.TrimRight(chunk, "\r\n")
			}
			room := min(len(chunk), d.limit-len(d.text))
			d.text, d.size = append(d.text, chunk[:room]...), d.size+len(chunk)
		}
		d.line++
		if len(bytes.TrimSpace(d.text)) > 0 || d.size > d.limit {
			return d.whole(p, nil)
		}
		d.text, d.size = d.text[:0], 0
	}
}

// keep takes a byte of the piece, as long as there is room for it.
func (d *Document) keep(c byte) {
	if d.size++; d.size <= d.limit {
		d.text = append(d.text, c)
	}
	if c == '\n' {
		d.line++
	}
}

// whole ends the piece.
func (d *Document) whole(p Piece, err error) (Piece, error) {
	if err != nil && !errors.Is(err, io.EOF) {
		return p, err
	}
	p.Value = d.text
	if d.size > d.limit {
		p.Fault = &event.Rejection{Reason: "too_large", Detail: "the event has " + strconv.Itoa(d.size) + " bytes where " +
			strconv.Itoa(d.limit) + " are allowed; send less."}
	}
	d.text, d.size = d.text[:0], 0
	return p, nil
}

// skipSpace steps over white space and says over how many line ends.
func (d *Document) skipSpace() (lines int) {
	for {
		c, err := d.in.ReadByte()
		switch {
		case err != nil:
			return lines
		case c == '\n':
			lines++
		case c != ' ' && c != '\t' && c != '\r':
			_ = d.in.UnreadByte() // right after a ReadByte it cannot fail
			return lines
		}
	}
}

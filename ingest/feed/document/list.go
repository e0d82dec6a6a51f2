package document

import (
	"bytes"
	"errors"
	"io"

	"unionscreen/ingest/event"
)

func (d *Document) listStart() (Piece, error) {
	d.line += d.skipSpace()
	if _, err := d.in.ReadByte(); err != nil { // the bracket
		return Piece{}, err
	}
	d.line += d.skipSpace()
	if next, err := d.in.Peek(1); err == nil && next[0] == ']' {
		return d.listEnd()
	}
	d.step = d.listItem
	return d.listItem()
}

// listItem reads up to the comma or bracket that ends an event of the list.
func (d *Document) listItem() (Piece, error) {
	d.line += d.skipSpace()
	d.index++
	p := Piece{Line: d.line, Index: d.index}
	depth, inText, escaped := 0, false, false
	for {
		c, err := d.in.ReadByte()
		if errors.Is(err, io.EOF) {
			d.step = func() (Piece, error) { return d.listFault("the list is not closed; end it with ]") }
			if d.size == 0 {
				return d.step()
			}
			return d.trimmed(p)
		}
		if err != nil {
			return p, err
		}
		switch {
		case escaped:
			escaped = false
		case inText:
			escaped, inText = c == '\\', c != '"'
		case c == '"':
			inText = true
		case c == '{' || c == '[':
			depth++
		case c == ',' && depth == 0:
			return d.trimmed(p)
		case c == ']' && depth == 0:
			_ = d.in.UnreadByte() // right after a ReadByte it cannot fail
			d.step = d.listEnd
			return d.trimmed(p)
		case c == '}' || c == ']':
			depth = max(0, depth-1)
		}
		d.keep(c)
	}
}

// trimmed ends an event of a list, without the white space after it.
func (d *Document) trimmed(p Piece) (Piece, error) {
	if d.size == len(d.text) {
		d.text = bytes.TrimRight(d.text, " \t\r\n")
		d.size = len(d.text)
	}
	return d.whole(p, nil)
}

func (d *Document) listEnd() (Piece, error) {
	if _, err := d.in.ReadByte(); err != nil { // the bracket
		return Piece{}, err
	}
	d.line += d.skipSpace()
	if _, err := d.in.Peek(1); errors.Is(err, io.EOF) {
		d.step = d.ended
		return Piece{}, io.EOF
	}
	return d.listFault("there is text after the list; a file holds one list, or events on lines of their own")
}

// listFault is a fault of the list itself, which makes a request refuse all of it.
func (d *Document) listFault(detail string) (Piece, error) {
	d.step = d.ended
	return Piece{Line: d.line, Fault: &event.Rejection{Reason: "malformed_json", Detail: detail + "."}}, nil
}

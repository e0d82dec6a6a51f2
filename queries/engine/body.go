package engine

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"net/http"
	"strings"
	"sync"
)

// body is a request's body in pieces of pieceBytes, none of them empty: a batch
// of 300 MB in one slice would be copied again and again while it grows.
type body [][]byte

const pieceBytes = 1 << 20

var pieces = sync.Pool{New: func() any { return new([pieceBytes]byte) }}

// readBody takes the whole body into memory before anything runs: a connection
// that breaks in the middle of an INSERT has then inserted nothing.
func readBody(r *http.Request, limit int64) (body, *fault) {
	if coding := r.Header.Get("Content-Encoding"); coding != "" {
		return nil, newFault(http.StatusUnsupportedMediaType, codeNotImplemented, "NOT_IMPLEMENTED",
			"the embedded engine takes no compressed body (%s): it is on the same machine", coding)
	}
	var b body
	for {
		piece, err := fill(r.Body)
		if len(piece) > 0 {
			b = append(b, piece)
		}
		switch {
		case b.size() > limit:
			b.release()
			return nil, newFault(http.StatusRequestEntityTooLarge, codeTooManyBytes, "TOO_MANY_BYTES",
				"a request may have %d bytes: send smaller batches", limit)
		case errors.Is(err, io.EOF):
			return b, nil
		case err != nil:
			b.release()
			return nil, newFault(http.StatusBadRequest, codeBadArguments, "BAD_ARGUMENTS", "the body of the request broke off: %v", err)
		}
	}
}

// fill reads one piece. Unlike io.ReadFull it keeps the reader's own error apart:
// net/http tells a broken body by ErrUnexpectedEOF.
func fill(r io.Reader) ([]byte, error) {
	piece := pieces.Get().(*[pieceBytes]byte)
	n := 0
	for n < pieceBytes {
		m, err := r.Read(piece[n:])
		n += m
		if err != nil {
			if n == 0 {
				pieces.Put(piece)
			}
			return piece[:n], err
		}
	}
	return piece[:n], nil
}

func textBody(text string) body {
	if text == "" {
		return nil
	}
	return body{[]byte(text)}
}

func (b body) size() int64 {
	var size int64
	for _, piece := range b {
		size += int64(len(piece))
	}
	return size
}

func (b body) text() string {
	var text strings.Builder
	text.Grow(int(b.size()))
	for _, piece := range b {
		text.Write(piece)
	}
	return text.String()
}

// release gives the pieces back for the next request.
func (b body) release() {
	for _, piece := range b {
		if cap(piece) == pieceBytes {
			pieces.Put((*[pieceBytes]byte)(piece[:pieceBytes]))
		}
	}
}

// checkRows refuses a Native body whose first block holds more rows than fit one
// part, and one without a whole header: the engine would cut the first and
// accept the second as nothing.
func (b body) checkRows(format string) *fault {
	if format != "Native" {
		return nil
	}
	var first []byte
	if len(b) > 0 {
		first = b[0]
	}
	r := bytes.NewReader(first)
	columns, err1 := binary.ReadUvarint(r)
	rows, err2 := binary.ReadUvarint(r)
	if err1 != nil || err2 != nil || columns == 0 {
		return newFault(http.StatusBadRequest, codeBadArguments, "BAD_ARGUMENTS", "the body holds no Native block")
	}
	if rows > maxInsertRows {
		return newFault(http.StatusBadRequest, codeTooManyRows, "TOO_MANY_ROWS",
			"%d rows in one INSERT: more than %d would not land whole or not at all", rows, maxInsertRows)
	}
	return nil
}

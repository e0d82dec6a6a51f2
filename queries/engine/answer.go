package engine

import (
	"crypto/rand"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"time"
)

// writeTimeout is how long one block may wait for a caller who does not read.
const writeTimeout = 60 * time.Second

// answer writes a result. Until the first bytes have gone out an error can still
// become an HTTP status; after that it is written into the stream, in the frame
// that clickhouse-go looks for.
type answer struct {
	w       http.ResponseWriter
	control *http.ResponseController
	tag     string
	format  string
	begun   bool
}

func newAnswer(w http.ResponseWriter, format string) *answer {
	return &answer{w: w, control: http.NewResponseController(w), format: format, tag: rand.Text()[:16]}
}

func (a *answer) begin() {
	if a.begun {
		return
	}
	a.begun = true
	header := a.w.Header()
	header.Set("X-ClickHouse-Format", a.format)
	header.Set("X-ClickHouse-Exception-Tag", a.tag)
	header.Set("Content-Type", "application/octet-stream")
}

// write sends one block of the result.
func (a *answer) write(block []byte) error {
	a.begin()
	// Not every writer has deadlines (a test's has none); the limit then is the
	// caller's context.
	_ = a.control.SetWriteDeadline(time.Now().Add(writeTimeout))
	if _, err := a.w.Write(block); err != nil {
		return fmt.Errorf("send result: %w", err)
	}
	return nil
}

// summary tells an INSERT's rows in the header a ClickHouse server uses.
func (a *answer) summary(rows uint64) {
	a.w.Header().Set("X-ClickHouse-Summary", `{"written_rows":"`+strconv.FormatUint(rows, 10)+`"}`)
}

// finish ends the answer. It returns the error if nothing was sent yet.
func (a *answer) finish(err error) error {
	if err != nil && !a.begun {
		return err
	}
	if err != nil {
		_, _ = a.w.Write(a.frame(err)) // the caller is told, or has gone
		return nil
	}
	if !a.begun {
		a.begin()
		a.w.Header().Set("Content-Length", "0")
	}
	return nil
}

// frame is the block in which an error is sent after data.
func (a *answer) frame(err error) []byte {
	text := asFault(err).text
	if len(text) > maxFrameText {
		text = text[:maxFrameText]
	}
	return fmt.Appendf(nil, "\r\n__exception__\r\n%s\r\n%s\n%d %s\r\n__exception__\r\n", a.tag, text, len(text), a.tag)
}

// maxFrameText keeps the frame below the 16 KiB in which a client looks for it.
const maxFrameText = 15 << 10

func asFault(err error) *fault {
	var f *fault
	if errors.As(err, &f) {
		return f
	}
	return newFault(http.StatusInternalServerError, codeUnknownException, "UNKNOWN_EXCEPTION", "%v", err)
}

func answerFault(w http.ResponseWriter, err error) {
	f := asFault(err)
	w.Header().Set("X-ClickHouse-Exception-Code", strconv.Itoa(f.code))
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.WriteHeader(f.status)
	_, _ = w.Write([]byte(f.text + "\n"))
}

package document

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"unionscreen/ingest/event"
)

// sized is n bytes without holding them.
func sized(n int64) io.Reader { return io.LimitReader(endless{}, n) }

type endless struct{}

func (endless) Read(b []byte) (int, error) {
	for i := range b {
		b[i] = 'x'
	}
	return len(b), nil
}

// TestDocumentIsReadInBoundedMemory: 64 MiB where an event belongs are counted, not kept, and what follows is read.
func TestDocumentIsReadInBoundedMemory(t *testing.T) {
	const much, limit = 64 << 20, 64 << 10
	for form, in := range map[string]io.Reader{
		"lines": io.MultiReader(strings.NewReader("{}\n"), sized(much), strings.NewReader("\n{}\n")),
		"list":  io.MultiReader(strings.NewReader("[{},\n\""), sized(much-2), strings.NewReader("\",\n{}]")),
	} {
		d, err := Open(in, limit)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for {
			p, err := d.Next()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				t.Fatal(err)
			}
			if p.Fault != nil {
				got = append(got, fmt.Sprint(p.Line, " ", p.Fault.Reason, " ", p.Fault.Detail))
			} else {
				got = append(got, fmt.Sprint(p.Line, " ", string(p.Value)))
			}
		}
		want := "1 {}|2 too_large the event has 67108864 bytes where 65536 are allowed; send less.|3 {}"
		if strings.Join(got, "|") != want || cap(d.text) > 4*limit {
			t.Errorf("%s: %q, room for %d bytes", form, got, cap(d.text))
		}
	}
}

// FuzzDocument: whatever is in a file, its pieces come to an end, in bounded memory; of a list that Batch accepts they
// are the events.
func FuzzDocument(f *testing.F) {
	const good = `{"specversion":"1.0","id":"e,[1","data":{"union":"330110","x":["\"]"]}}`
	for _, seed := range []string{good, good + "\n" + good, "[" + good + ", " + good + "]", "[", "[]", "[1,\n[2,3], \"],[\"\n]", "{\n", "\n\n", `["\"]`} {
		f.Add([]byte(seed))
	}
	const limit = 1 << 10
	f.Fuzz(func(t *testing.T, text []byte) {
		d, err := Open(strings.NewReader(string(text)), limit)
		if err != nil {
			return
		}
		var pieces []Piece
		for {
			p, err := d.Next()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil || len(p.Value) > limit || len(pieces) > len(text)+1 {
				t.Fatalf("%v, %d bytes, %d pieces", err, len(p.Value), len(pieces))
			}
			p.Value = append([]byte{}, p.Value...)
			pieces = append(pieces, p)
		}
		events, r := event.Batch(text, len(text))
		if r != nil {
			return
		}
		if len(events) != len(pieces) {
			t.Fatalf("%d events, %d pieces", len(events), len(pieces))
		}
		for i := range events {
			if len(events[i]) <= limit && string(pieces[i].Value) != string(events[i]) {
				t.Fatalf("event %d is %q, the piece %q", i, events[i], pieces[i].Value)
			}
		}
	})
}

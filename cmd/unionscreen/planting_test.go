package main

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"unionscreen/ingest/event"
	"unionscreen/ingest/feed"
)

// goldenRecord is a record of ingest/event/testdata, which has one of every type with all of its fields and one for
// every reason to refuse one.
type goldenRecord struct {
	Headers   [][2]*string
	Event     json.RawMessage
	Text      string
	Repeat    int
	Base64    []byte
	Tombstone bool

	full bool // accepted, and not one that leaves out what may be left out
}

func goldenRecords(t *testing.T) []goldenRecord {
	t.Helper()
	files, err := filepath.Glob("../../ingest/event/testdata/*ed/*.json") // accepted and rejected
	if err != nil || len(files) < 200 {
		t.Fatalf("%d goldens: %v", len(files), err)
	}
	records := make([]goldenRecord, len(files))
	for i, file := range files {
		text, err := os.ReadFile(file)
		if err == nil {
			err = json.Unmarshal(text, &records[i])
		}
		records[i].full = strings.Contains(file, "/accepted/") && !strings.HasSuffix(file, "-least.json")
		if err != nil {
			t.Fatalf("%s: %v", file, err)
		}
	}
	return records
}

func (g goldenRecord) value() []byte {
	switch {
	case g.Tombstone:
		return nil
	case g.Event != nil:
		return g.Event
	case g.Base64 != nil:
		return g.Base64
	}
	return []byte(strings.Repeat(g.Text, max(1, g.Repeat)))
}

// planting copies a JSON value and puts a text at one of its places: where a string or a number stands, behind a
// string, as a key, as a field or an item that nobody knows.
type planting struct {
	text string
	left int // places before the one that is meant
}

func (p *planting) here() bool {
	p.left--
	return p.left == -1
}

func (p *planting) copy(v any) any {
	switch v := v.(type) {
	case string:
		if p.here() {
			return p.text
		}
		if p.here() {
			return v + " " + p.text
		}
	case json.Number:
		if p.here() {
			return p.text
		}
	case []any:
		list := []any{}
		for _, item := range v {
			list = append(list, p.copy(item))
		}
		if p.here() {
			list = append(list, p.text)
		}
		return list
	case map[string]any:
		object := map[string]any{}
		for _, key := range slices.Sorted(maps.Keys(v)) {
			object[key] = p.copy(v[key])
		}
		switch {
		case p.here():
			object["note"] = p.text // in the event itself: an extension attribute
		case p.here():
			object[p.text] = "x"
		case p.here():
			object["more"] = []any{map[string]any{"phone": []any{p.text}}}
		}
		return object
	}
	return v
}

// plants are a golden's records, each made with a number at another place.
func (g goldenRecord) plants() []func(number string) feed.Message {
	var all []func(string) feed.Message
	headers := func() []event.Header {
		var list []event.Header
		for _, h := range g.Headers {
			one := event.Header{Key: *h[0]}
			if h[1] != nil {
				one.Value = []byte(*h[1])
			}
			list = append(list, one)
		}
		return list
	}
	whole := g.value()
	if tree, ok := parsed(whole); ok {
		counting := planting{left: 1 << 30}
		counting.copy(tree)
		for place := range 1<<30 - counting.left {
			all = append(all, func(number string) feed.Message {
				value, err := json.Marshal((&planting{disguised(number, place), place}).copy(tree))
				if err != nil {
					panic(err) // it was JSON
				}
				return feed.Message{Value: escapedAt(value, number, place), Headers: headers()}
			})
		}
	} else if whole != nil {
		for _, at := range []int{0, len(whole) / 2, len(whole)} {
			all = append(all, func(number string) feed.Message {
				return feed.Message{Value: slices.Concat(whole[:at], []byte(`"`+number+`"`), whole[at:]), Headers: headers()}
			})
		}
	}
	for i := range g.Headers {
		all = append(all, func(number string) feed.Message {
			list := headers()
			list[i].Value = append(append([]byte{}, list[i].Value...), " "+number...)
			return feed.Message{Value: whole, Headers: list}
		})
	}
	for _, name := range []string{"x-note", "ce_note", "ce_@", "@", "ce_datacontenttype"} {
		all = append(all, func(number string) feed.Message {
			one := event.Header{Key: strings.ReplaceAll(name, "@", number), Value: []byte(number)}
			return feed.Message{Value: whole, Headers: append(headers(), one)}
		})
	}
	return append(all, func(number string) feed.Message { return feed.Message{Key: number, Value: whole, Headers: headers()} })
}

// parsed reads a value whose keys do not repeat; of others only one would come through.
func parsed(value []byte) (tree any, ok bool) {
	decoder := json.NewDecoder(bytes.NewReader(value))
	decoder.UseNumber()
	if decoder.Decode(&tree) != nil || decoder.More() {
		return nil, false
	}
	again, err := json.Marshal(tree)
	return tree, err == nil && len(again) >= len(bytes.Join(bytes.Fields(value), nil))
}

// disguised writes a number as people and programs do, in turns.
func disguised(number string, turn int) string {
	groups := []int{3, 7}
	if len(number) == 18 {
		groups = []int{6, 14}
	}
	switch turn % 8 {
	case 1:
		return "电话" + number + "。"
	case 2:
		return number[:groups[0]] + " " + number[groups[0]:groups[1]] + " " + number[groups[1]:]
	case 3:
		return base64.StdEncoding.EncodeToString([]byte("tel:" + number))
	case 4:
		return strings.Map(func(c rune) rune { return c + 0xFEE0 }, number[:len(number)-1]) + number[len(number)-1:]
	case 5:
		return fmt.Sprintf("tel%%3A%%%02X%s", number[0], number[1:])
	case 6:
		return strings.ToLower(number)
	}
	return number
}

// escapedAt writes every eighth number's first digit as JSON may.
func escapedAt(value []byte, number string, turn int) []byte {
	if turn%8 != 7 {
		return value
	}
	return bytes.ReplaceAll(value, []byte(number), fmt.Appendf(nil, `\u%04x%s`, number[0], number[1:]))
}

package event

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
)

func TestBatch(t *testing.T) {
	for _, c := range []struct {
		about, body string
		most        int
		want        []string
		reason      string
		detail      string // a part of it
	}{
		{"one", `[{"a":1}]`, 10, []string{`{"a":1}`}, "", ""},
		{"bytes as they stand", " [ {\"a\" : 1.0}\n,\t\"x\\u0041\",null ]\r\n", 10, []string{`{"a" : 1.0}`, `"x\u0041"`, "null"}, "", ""},
		{"empty", "[ ]", 10, nil, "", ""},
		{"as many as allowed", "[1,2,3]", 3, []string{"1", "2", "3"}, "", ""},
		{"lists inside", "[[1,2],[[3]]]", 10, []string{"[1,2]", "[[3]]"}, "", ""},
		{"a key twice is one event's fault", `[{"a":1,"a":2}]`, 10, []string{`{"a":1,"a":2}`}, "", ""},
		{"one too many", "[1,2,3,4]", 3, nil, "too_large", "more than 3 events"},
		{"none allowed", "[1]", 0, nil, "too_large", "more than 0 events"},
		{"an object", ` {"a":1}`, 10, nil, "not_cloudevents", "is an object"},
		{"a string", `"[]"`, 10, nil, "not_cloudevents", "is a string"},
		{"a number", "-17", 10, nil, "not_cloudevents", "is a number"},
		{"null", "null", 10, nil, "not_cloudevents", "is null"},
		{"false", "false", 10, nil, "not_cloudevents", "is true or false"},
		{"empty body", "", 10, nil, "malformed_json", "at byte 0"},
		{"nothing after the bracket", "[", 10, nil, "malformed_json", "at byte 1, in event 0"},
		{"lines, not a list", "{\"a\":1}\n{\"a\":2}", 10, nil, "malformed_json", "at byte 8"},
		{"trailing comma", "[1,2,]", 10, nil, "malformed_json", "at byte 5, in event 2"},
		{"comma first", "[,1]", 10, nil, "malformed_json", "in event 0"},
		{"no comma", "[1 2]", 10, nil, "malformed_json", "a comma or the end"},
		{"cut", `[{"a":1},{"a":`, 10, nil, "malformed_json", "in event 1"},
		{"not closed", "[1,2", 10, nil, "malformed_json", "a comma or the end"},
		{"text after", "[1] x", 10, nil, "malformed_json", "text after the list"},
		{"a list after", "[1][2]", 10, nil, "malformed_json", "text after the list"},
		{"a byte order mark", "\ufeff[1]", 10, nil, "malformed_json", "at byte 0"},
		{"invalid UTF-8", "[\"\xff\"]", 10, nil, "malformed_json", "UTF-8"},
		{"an event nested too deep", "[" + strings.Repeat("[", maxDepth+1) + strings.Repeat("]", maxDepth+1) + "]", 10, nil, "malformed_json", "deeper than 32"},
		{"as deep as one event may be", "[" + strings.Repeat("[", maxDepth) + strings.Repeat("]", maxDepth) + "]", 10,
			[]string{strings.Repeat("[", maxDepth) + strings.Repeat("]", maxDepth)}, "", ""},
		{"too many bytes", "[" + strings.Repeat(" ", MaxBatchBytes), 10, nil, "too_large", "bytes where 33554432 are allowed"},
	} {
		events, r := Batch([]byte(c.body), c.most)
		if r != nil {
			if r.Reason != c.reason || !strings.Contains(r.Detail, c.detail) || !strings.HasSuffix(r.Detail, ".") || !strings.Contains(r.Detail, "; ") || events != nil {
				t.Errorf("%s: %s: %s; want %q, %q", c.about, r.Reason, r.Detail, c.reason, c.detail)
			}
			continue
		}
		if c.reason != "" || len(events) != len(c.want) {
			t.Errorf("%s: %d events, want %d, reason %q", c.about, len(events), len(c.want), c.reason)
			continue
		}
		for i, want := range c.want {
			if string(events[i]) != want {
				t.Errorf("%s: event %d is %q, want %q", c.about, i, events[i], want)
			}
		}
	}
}

// TestBatchKeepsEventsApart: what one event's bytes are appended to does not reach into the next.
func TestBatchKeepsEventsApart(t *testing.T) {
	events, _ := Batch([]byte(`[1,2]`), MaxBatch)
	_ = append(events[0], "xxxx"...)
	if string(events[1]) != "2" {
		t.Errorf("the second event became %q", events[1])
	}
}

// FuzzBatch: a body is split exactly where the oracle sees a list, into what the oracle sees in it.
func FuzzBatch(f *testing.F) {
	for _, seed := range syntaxSeeds {
		f.Add([]byte(seed))
		f.Add([]byte("[" + seed + ", " + seed + "]"))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		events, r := Batch(body, 1000)
		if r != nil {
			var list []json.RawMessage
			if syntax := checkSyntax(body); syntax.problem == "" && json.Unmarshal(body, &list) == nil && list != nil && len(list) <= 1000 {
				t.Fatalf("a list of %d is refused: %s", len(list), r.Detail)
			}
			return
		}
		var list []json.RawMessage
		if err := json.Unmarshal(body, &list); err != nil || len(list) != len(events) {
			t.Fatalf("%d events, the oracle says %d, %v: %q", len(events), len(list), err, body)
		}
		for i := range list {
			if !bytes.Equal(list[i], events[i]) || checkSyntax(events[i]).problem != "" {
				t.Fatalf("event %d is %q, the oracle says %q", i, events[i], list[i])
			}
		}
	})
}

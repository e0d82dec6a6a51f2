package event

import (
	"fmt"
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

func TestHTTPInput(t *testing.T) {
	const body = `{"union":"330110","article":"a-1","title":"x"}`
	const whole = `{"specversion":"1.0","id":"e-1","source":"/330110/hall","type":"article.withdrawn","time":"2026-09-30T23:59:58+08:00","data":` + body + `}`
	attributes := []Header{{"Ce-Specversion", []byte("1.0")}, {"ce-id", []byte("e%2D1")}, {"CE-SOURCE", []byte(`"/330110/hall"`)},
		{"ce-type", []byte("article.withdrawn")}, {"Ce-Time", []byte("2026-09-30T23:59:58%2B08:00")}, {"accept", []byte("*/*")}}
	with := func(more ...Header) []Header { return append(append([]Header(nil), attributes...), more...) }
	contentType := func(v string) Header { return Header{"Content-Type", []byte(v)} }
	d := newDecoder(t, goldenKey)
	same := mustDecode(t, d, Input{Value: []byte(whole)})
	for _, c := range []struct {
		about   string
		headers []Header
		body    string
		reason  string // "" = the same event
	}{
		{"structured", []Header{contentType("application/cloudevents+json; charset=utf-8")}, whole, ""},
		{"structured without content type", nil, whole, ""},
		{"structured as plain JSON", []Header{contentType("application/json")}, whole, ""},
		{"structured as a form, which curl sends", []Header{contentType("application/x-www-form-urlencoded")}, whole, ""},
		{"binary", with(contentType("application/json")), body, ""},
		{"binary without content type", with(), body, ""},
		{"binary in capitals", with(contentType("Application/JSON; charset=UTF-8")), body, ""},
		{"a batch where one event belongs", []Header{contentType("application/cloudevents-batch+json")}, "[" + whole + "]", "not_cloudevents"},
		{"a format that is not read", []Header{contentType("application/cloudevents+avro")}, "x", "malformed_json"},
		{"binary with XML", with(contentType("application/xml")), body, "bad_value:datacontenttype"},
		{"structured, though there are attributes", with(contentType("application/cloudevents+json")), body, "not_cloudevents"},
		{"an attribute twice", with(Header{"ce-ID", []byte("e-2")}), body, "malformed_json"},
		{"two content types", with(contentType("application/json"), contentType("application/json")), body, ""},
		{"bytes that are no UTF-8", with(Header{"ce-subject", []byte("%FF%FE")}), body, "malformed_json"},
		{"an empty attribute", with(Header{"ce-subject", nil}), body, "bad_value:subject"},
		{"an empty body", with(), "", "malformed_json"},
		{"no request at all", nil, "", "malformed_json"},
	} {
		in := HTTPInput(c.headers, []byte(c.body))
		e, r := d.Decode(in)
		switch {
		case r != nil && r.Reason != c.reason:
			t.Errorf("%s: %s: %s; want %q", c.about, r.Reason, r.Detail, c.reason)
		case r == nil && (c.reason != "" || fmt.Sprint(readable(e)) != fmt.Sprint(readable(same))):
			t.Errorf("%s: accepted as %+v", c.about, readable(e))
		case r != nil && strings.Contains(r.Detail, "tombstone"):
			t.Errorf("%s: over HTTP there are no tombstones: %s", c.about, r.Detail)
		}
	}
}

func TestPlainHeader(t *testing.T) {
	for value, want := range map[string]string{
		"": "", "plain": "plain", "%E5%B7%A5": "工", "%e5%b7%a5": "工", "a%20b": "a b", "50%": "50%", "%zz%4": "%zz%4", "%2541": "%41",
		`"in quotes"`: "in quotes", `"a \"word\" \\"`: `a "word" \`, `"`: `"`, `""`: "", `"a`: `"a`, `a\b`: `a\b`, `"%22"`: `"`, "工": "工",
	} {
		got := plainHeader([]byte(value))
		if got == nil || string(got) != want {
			t.Errorf("%q became %q, want %q", value, got, want)
		}
	}
}

func TestIsBatch(t *testing.T) {
	for value, want := range map[string]bool{
		"application/cloudevents-batch+json": true, "Application/CloudEvents-Batch+JSON ; charset=utf-8": true,
		"application/cloudevents+json": false, "application/json": false, "": false, "application/cloudevents-batch+avro": false,
	} {
		if IsBatch(value) != want {
			t.Errorf("%q: %t", value, !want)
		}
	}
}

// FuzzHTTPInput: no request makes the decoder panic or keep personal data, and an accepted event is one of a record too.
func FuzzHTTPInput(f *testing.F) {
	f.Add("ce-id: e-1\nce-source: /s\nce-type: article.read\nce-time: 2026-09-30T23:59:58%2B08:00\nce-specversion: 1.0", []byte(`{"union":"u","article":"a"}`))
	f.Add("content-type: application/cloudevents+json", []byte(`{"specversion":"1.0","id":"e","source":"s","type":"union.online","time":"2026-09-30T23:59:58Z","data":{"union":"u","grassroots":"g"}}`))
	f.Add("Ce-Id: \"%31\\\"\"\ncontent-type: text/json", []byte("null"))
	d := newDecoder(f, goldenKey)
	f.Fuzz(func(t *testing.T, head string, body []byte) {
		var headers []Header
		for _, line := range strings.Split(head, "\n") {
			name, value, _ := strings.Cut(line, ": ")
			headers = append(headers, Header{name, []byte(value)})
		}
		in := HTTPInput(headers, body)
		in.At = time.Date(2026, 10, 1, 0, 0, 0, 0, time.UTC)
		e, r := d.Decode(in)
		if r != nil {
			checkRejection(t, r)
			return
		}
		if !utf8.ValidString(e.Subject) || !isCodeText([]byte(e.ID)) || !strictlyValid(e.Data) {
			t.Fatalf("accepted: %+v", readable(e))
		}
	})
}

package event

import (
	"encoding/json"
	"fmt"
	"math/big"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"
	"time"
)

func itoa(i int) string { return strconv.Itoa(i) }

func mustDecode(t testing.TB, d *Decoder, in Input) Event {
	t.Helper()
	e, rejected := d.Decode(in)
	if rejected != nil {
		t.Fatalf("rejected: %s: %s\n%s", rejected.Reason, rejected.Detail, in.Value)
	}
	return e
}

func structuredEvent(kind, data string) Input {
	return Input{At: time.Date(2026, 10, 1, 0, 0, 0, 0, time.UTC), Value: []byte(
		`{"specversion":"1.0","id":"e-1","source":"/330110/hall","type":"` + kind + `","time":"2026-09-30T23:59:58.25+08:00","data":` + data + `}`)}
}

// TestEqualContents: what says the same has the same content, however it is spelled and sent.
func TestEqualContents(t *testing.T) {
	d := newDecoder(t, goldenKey)
	want := mustDecode(t, d, structuredEvent("article.read", `{"union":"330110","article":"a/1","reader":"r1","dwell_ms":100,"x":[1.5,{"k":null}]}`))
	same := map[string]Input{
		"order and white space": structuredEvent("article.read", ` { "x":[1.50 , {"k":null}], "dwell_ms":100,"reader":"r1", "article":"a/1","union":"330110"} `),
		"escapes":               structuredEvent("article.read", `{"un\u0069on":"33\u0030110","article":"a\/1","reader":"\u00721","dwell_ms":100,"x":[15e-1,{"\u006b":null}]}`),
		"attributes in another order, time in another zone, extensions": {At: want.Time, Value: []byte(
			`{"data":{"union":"330110","article":"a/1","reader":"r1","dwell_ms":100,"x":[0.15E1,{"k":null}]},"time":"2026-09-30T15:59:58.2500009Z",` +
				`"type":"article.read","traceparent":"00","source":"/330110/hall","id":"e-1","datacontenttype":"application/json","specversion":"1.0"}`)},
		"binary": {At: want.Time, Value: []byte(`{"union":"330110","article":"a/1","reader":"r1","dwell_ms":100,"x":[1.5,{"k":null}]}`), Headers: []Header{
			{"content-type", []byte("application/json")}, {"ce_specversion", []byte("1.0")}, {"ce_id", []byte("e-1")}, {"ce_source", []byte("/330110/hall")},
			{"ce_type", []byte("article.read")}, {"ce_time", []byte("2026-09-30T23:59:58.25+08:00")}}},
	}
	for name, in := range same {
		got := mustDecode(t, d, in)
		if got.Content != want.Content || got.Ident != want.Ident || string(got.Data) != string(want.Data) {
			t.Errorf("%s: content %x data %s, want %x %s", name, got.Content, got.Data, want.Content, want.Data)
		}
	}
}

// TestDifferentContents: whatever differs in type, time, subject, corrects or data makes another content.
func TestDifferentContents(t *testing.T) {
	d := newDecoder(t, goldenKey)
	base := string(structuredEvent("article.read", `{"union":"330110","article":"a1"}`).Value)
	variants := map[string]string{
		"as it is":             base,
		"type":                 strings.Replace(base, "article.read", "article.withdrawn", 1),
		"a microsecond":        strings.Replace(base, "58.25", "58.250001", 1),
		"subject":              strings.Replace(base, `"data"`, `"subject":"a1","data"`, 1),
		"corrects":             strings.Replace(base, `"data"`, `"corrects":"a1","data"`, 1),
		"value":                strings.Replace(base, `"a1"`, `"a2"`, 1),
		"union":                strings.Replace(base, `"330110",`, `"330111",`, 1),
		"unknown field":        strings.Replace(base, `"a1"`, `"a1","x":1`, 1),
		"unknown field's type": strings.Replace(base, `"a1"`, `"a1","x":"1"`, 1),
		"null field":           strings.Replace(base, `"a1"`, `"a1","x":null`, 1),
		"a last digit":         strings.Replace(base, `"a1"`, `"a1","x":9007199254740993`, 1),
		"the digit before":     strings.Replace(base, `"a1"`, `"a1","x":9007199254740992`, 1),
		"list":                 strings.Replace(base, `"a1"`, `"a1","x":[1]`, 1),
		"list in a list":       strings.Replace(base, `"a1"`, `"a1","x":[[1]]`, 1),
		"order in a list":      strings.Replace(base, `"a1"`, `"a1","x":[1,2]`, 1),
		"other order":          strings.Replace(base, `"a1"`, `"a1","x":[2,1]`, 1),
	}
	seen := map[[16]byte]string{}
	for name, text := range variants {
		e := mustDecode(t, d, Input{Value: []byte(text)})
		if other, ok := seen[e.Content]; ok {
			t.Errorf("%q and %q have the same content", name, other)
		}
		seen[e.Content] = name
	}
	for name, text := range map[string]string{
		"id":     strings.Replace(base, "e-1", "e-2", 1),
		"source": strings.Replace(base, "/hall", "/desk", 1),
	} {
		e := mustDecode(t, d, Input{Value: []byte(text)})
		if seen[e.Content] != "as it is" {
			t.Errorf("%s belongs to the identity, not to the content", name)
		}
	}
}

// TestNumbersHaveOneSpelling compares with exact fractions: equal values spell alike, different ones do not.
func TestNumbersHaveOneSpelling(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	digits := func(n int) string {
		b := make([]byte, n)
		for i := range b {
			b[i] = "0000123459"[rng.IntN(10)]
		}
		return string(b)
	}
	spelled := map[string]string{}
	for range 40_000 {
		whole := strings.TrimLeft(digits(rng.IntN(26)), "0")
		if whole == "" {
			whole = "0"
		}
		raw := []string{"", "-"}[rng.IntN(2)] + whole
		if rng.IntN(2) == 0 {
			raw += "." + digits(1+rng.IntN(12))
		}
		if rng.IntN(2) == 0 {
			raw += fmt.Sprintf("%se%s%0*d", "", []string{"", "-", "+"}[rng.IntN(3)], 1+rng.IntN(3), rng.IntN(30))
		}
		got := string(appendNumber([]byte("x"), []byte(raw)))[1:]
		value, ok := new(big.Rat).SetString(raw)
		back, ok2 := new(big.Rat).SetString(got)
		if !ok || !ok2 || value.Cmp(back) != 0 {
			t.Fatalf("%s became %s", raw, got)
		}
		if !json.Valid([]byte(got)) {
			t.Fatalf("%s became %s, which is no JSON", raw, got)
		}
		key := value.RatString()
		if other, ok := spelled[key]; ok && other != got {
			t.Fatalf("%s is spelled both %s and %s", key, other, got)
		}
		spelled[key] = got
	}
}

func TestNumberSpellings(t *testing.T) {
	for raw, want := range map[string]string{
		"0": "0", "-0": "0", "0.000": "0", "0e5": "0", "1": "1", "1.0": "1", "1e0": "1", "10e-1": "1", "-10": "-10", "1e2": "100",
		"1e20": "100000000000000000000", "1e21": "1e21", "123e20": "1.23e22", "0.5": "0.5", "0.000001": "0.000001", "0.0000001": "1e-7",
		"1.25e-7": "1.25e-7", "12.50": "12.5", "1e-0000000003": "0.001", "1e999999": "1e999999",
	} {
		if got := string(appendNumber(nil, []byte(raw))); got != want {
			t.Errorf("%s became %s, want %s", raw, got, want)
		}
	}
}

// TestDataIsCanonical: what is kept can be decoded again and keeps its bytes.
func TestDataIsCanonical(t *testing.T) {
	d := newDecoder(t, goldenKey)
	first := mustDecode(t, d, structuredEvent("application.submitted",
		`{"url":"https:\/\/example.org\u002f","service":"s","application":"a","union":"330110","kind":"appeal"}`))
	const want = `{"application":"a","kind":"appeal","service":"s","union":"330110","url":"https://example.org/"}`
	if string(first.Data) != want {
		t.Fatalf("data %s, want %s", first.Data, want)
	}
	second := mustDecode(t, d, structuredEvent("application.submitted", string(first.Data)))
	if second.Content != first.Content || string(second.Data) != want {
		t.Errorf("decoded again: content %x data %s, want %x", second.Content, second.Data, first.Content)
	}
}

package event

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

func TestConfigValidate(t *testing.T) {
	cfg := Default()
	cfg.Key = []byte("0123456789abcdef")
	if err := cfg.Validate(); err != nil {
		t.Fatalf("default with a key: %v", err)
	}
	bad := Config{Key: []byte("short"), MaxBytes: 1, MaxAhead: -1}
	if _, err := New(bad); err == nil || strings.Count(err.Error(), "\n") != 2 {
		t.Errorf("all three faults must be named: %v", err)
	}
}

// TestEventsOwnTheirMemory: what was returned does not change when the input's bytes and the decoder are used again.
func TestEventsOwnTheirMemory(t *testing.T) {
	d := newDecoder(t, goldenKey)
	for name, g := range readGoldens(t, "accepted") {
		in := g.input()
		e := mustDecode(t, d, in)
		before := fmt.Sprintf("%+v", e)
		for i := range in.Value {
			in.Value[i] = '#'
		}
		for _, h := range in.Headers {
			for i := range h.Value {
				h.Value[i] = '#'
			}
		}
		mustDecode(t, d, structuredEvent("article.published", `{"union":"zzzzzz","article":"zzzzzzzzzz","channel":"sms","title":"`+strings.Repeat("z", 900)+`"}`))
		if after := fmt.Sprintf("%+v", e); after != before {
			t.Errorf("%s changed:\n%s\n%s", name, before, after)
		}
	}
	for name, g := range readGoldens(t, "rejected") {
		in := g.input()
		_, r := d.Decode(in)
		before := fmt.Sprintf("%+v", *r)
		for i := range in.Value {
			in.Value[i] = '#'
		}
		if after := fmt.Sprintf("%+v", *r); after != before {
			t.Errorf("%s changed:\n%s\n%s", name, before, after)
		}
	}
}

// TestDecoderKeepsNoState: a record is judged alike whatever was decoded before it.
func TestDecoderKeepsNoState(t *testing.T) {
	used := newDecoder(t, goldenKey)
	for range 2 {
		for _, kind := range []string{"rejected", "accepted"} {
			for name, g := range readGoldens(t, kind) {
				e1, r1 := used.Decode(g.input())
				e2, r2 := newDecoder(t, goldenKey).Decode(g.input())
				if fmt.Sprintf("%+v %+v", e1, r1) != fmt.Sprintf("%+v %+v", e2, r2) && (r1 == nil || r2 == nil || fmt.Sprintf("%+v", *r1) != fmt.Sprintf("%+v", *r2)) {
					t.Errorf("%s: a used decoder says %+v %+v, a fresh one %+v %+v", name, e1, r1, e2, r2)
				}
			}
		}
	}
}

func TestSizeIsBounded(t *testing.T) {
	d := newDecoder(t, goldenKey)
	fit := structuredEvent("article.read", `{"union":"330110","article":"a1"}`)
	fit.Value = append(fit.Value, strings.Repeat(" ", 64<<10-len(fit.Value))...)
	mustDecode(t, d, fit)
	over := Input{Value: append(fit.Value, ' '), At: fit.At}
	if _, r := d.Decode(over); r == nil || r.Reason != "too_large" || len(r.Payload) != maxPayload {
		t.Errorf("one byte over: %+v", r)
	}
	binary := toBinary(structuredEvent("article.read", `{"union":"330110","article":"a1"}`))
	binary.Headers = append(binary.Headers, Header{"ce_subject", []byte(strings.Repeat("s", 64<<10))})
	if _, r := d.Decode(binary); r == nil || r.Reason != "too_large" || r.Source != "/330110/hall" || len(r.Payload) > maxPayload {
		t.Errorf("attributes over the limit: %+v", r)
	}
	plain := toBinary(structuredEvent("article.read", `{"union":"330110","article":"a1"}`))
	plain.Headers = append(plain.Headers, Header{"other", []byte(strings.Repeat("s", 64<<10))})
	mustDecode(t, d, plain)
}

// TestCutPayloadHoldsNoHalfNumber: a number that the cut would halve is blotted out before the cut.
func TestCutPayloadHoldsNoHalfNumber(t *testing.T) {
	d := newDecoder(t, goldenKey)
	value := strings.Repeat("x", maxPayload-6) + "13812345678" + strings.Repeat("x", 100)
	_, r := d.Decode(Input{Value: []byte(value)})
	if r == nil || len(r.Payload) != maxPayload || !strings.HasSuffix(string(r.Payload), "x******") {
		t.Errorf("payload ends in %q", r.Payload[len(r.Payload)-10:])
	}
}

// TestTimeAheadOfTheRecord: the record's timestamp decides, so that a replay years later judges alike.
func TestTimeAheadOfTheRecord(t *testing.T) {
	d := newDecoder(t, goldenKey)
	in := structuredEvent("article.read", `{"union":"330110","article":"a1"}`) // 15:59:58.25 UTC
	at := time.Date(2026, 9, 30, 15, 49, 58, 250_000_000, time.UTC)
	for _, c := range []struct {
		at     time.Time
		reason string
	}{{at, ""}, {at.Add(-time.Microsecond), "time_out_of_range"}, {at.AddDate(10, 0, 0), ""}, {time.Time{}, ""}, {time.UnixMilli(-1), "time_out_of_range"}} {
		in.At = c.at
		reason := ""
		if _, r := d.Decode(in); r != nil {
			reason = r.Reason
		}
		if reason != c.reason {
			t.Errorf("record of %s: %q, want %q", c.at, reason, c.reason)
		}
	}
}

func TestPersonDependsOnTheKey(t *testing.T) {
	a, b := newDecoder(t, "0123456789abcdef"), newDecoder(t, "0123456789abcdeg")
	first, again := a.Person("m-1"), a.Person("m-1")
	if first != again || first == b.Person("m-1") || first == a.Person("m-2") {
		t.Error("the hash must depend on key and reference and on nothing else")
	}
	// HMAC-SHA-256 of RFC 4231, test case 6 in shape: a key longer than a block.
	if got := newDecoder(t, strings.Repeat("\xaa", 131)).Person("Test Using Larger Than Block-Size Key - Hash Key First"); got != "60e431591ee0b67f0d8a26aacbf5b77f" {
		t.Errorf("RFC 4231 case 6: %s", got)
	}
}

func TestIdent(t *testing.T) {
	if Ident("a", "bc") == Ident("ab", "c") {
		t.Error("source and id must not run together")
	}
	// printf 's\0i' | sha256sum
	if got := fmt.Sprintf("%x", Ident("s", "i")); got != "8fbef1375683a30bdc81e345d2b3babb" {
		t.Errorf("identity %s", got)
	}
}

// TestInternerIsBounded: a producer that invents sources fills no memory.
func TestInternerIsBounded(t *testing.T) {
	n := newInterner()
	for i := range 3 * maxInterned {
		n.copyOf([]byte(itoa(i)))
	}
	n.copyOf([]byte(strings.Repeat("x", maxInternedSize+1)))
	if len(n.known) > maxInterned {
		t.Errorf("%d strings are kept, at most %d may be", len(n.known), maxInterned)
	}
	if _, kept := n.known[strings.Repeat("x", maxInternedSize+1)]; kept {
		t.Error("a long string is kept")
	}
}

func TestCatalogueIsSound(t *testing.T) {
	for name, kind := range catalogue {
		if len(kind.fields) > maxFields {
			t.Errorf("%s has %d fields, room is for %d", name, len(kind.fields), maxFields)
		}
		seen := map[string]bool{}
		for _, f := range kind.fields {
			closed := f.check == isOneOf || f.check == isFamilies
			if seen[f.name] || f.path != "data."+f.name || closed != (len(f.values) > 0) {
				t.Errorf("%s: field %s stands twice or is incomplete", name, f.name)
			}
			seen[f.name] = true
			if isPersonField(f.name) != (f.use == asMember || f.use == asPerson) {
				t.Errorf("%s: %s must be hashed and sent to the person, or neither", name, f.name)
			}
		}
	}
}

func TestFewAllocations(t *testing.T) {
	d := newDecoder(t, goldenKey)
	in := structuredEvent("article.read", `{"union":"330110","article":"a-17","reader":"r-5f2c","channel":"wechat","dwell_ms":17,"agent":"Mozilla/5.0"}`)
	if got := testing.AllocsPerRun(500, func() { mustDecode(t, d, in) }); got > 5 {
		t.Errorf("%.0f allocations an event, at most 5 may be", got)
	}
}

// FuzzDecode: no input makes the decoder panic or keep personal data; what it accepts, it accepts again with the same
// content after another writer (encoding/json) has written it.
func FuzzDecode(f *testing.F) {
	for _, kind := range []string{"accepted", "rejected"} {
		for _, g := range readGoldens(f, kind) {
			in := g.input()
			if len(in.Value) < 4096 {
				f.Add(in.Value, len(in.Headers) > 0)
			}
		}
	}
	for _, seed := range syntaxSeeds {
		f.Add([]byte(seed), false)
	}
	d := newDecoder(f, goldenKey)
	f.Fuzz(func(t *testing.T, value []byte, binary bool) {
		in := Input{Value: value, At: time.Date(2026, 10, 1, 0, 0, 0, 0, time.UTC)}
		if binary {
			in = toBinary(in)
		}
		e, r := d.Decode(in)
		if r != nil {
			checkRejection(t, r)
			return
		}
		if !json.Valid(e.Data) || !strictlyValid(e.Data) {
			t.Fatalf("data is no JSON: %q", e.Data)
		}
		again, r := d.Decode(rewritten(t, in))
		if r != nil {
			t.Fatalf("accepted first, then %s: %s", r.Reason, r.Detail)
		}
		if again.Content != e.Content || again.Ident != e.Ident || string(again.Data) != string(e.Data) {
			t.Fatalf("content %x %s became %x %s", e.Content, e.Data, again.Content, again.Data)
		}
	})
}

// checkRejection wants a reason, a sentence, and no number of a person in anything that is kept.
func checkRejection(t *testing.T, r *Rejection) {
	t.Helper()
	find := &finder{}
	if r.Reason == "" || !strings.HasSuffix(r.Detail, ".") || len(r.Payload) > maxPayload {
		t.Fatalf("a poor rejection: %+v", r)
	}
	if find.find(r.Payload, true) || find.find64(r.Payload) || find.holds([]byte(r.Detail)) {
		t.Fatalf("personal data is kept: %q %q", r.Detail, r.Payload)
	}
	for _, code := range []string{r.Reason, r.Source, r.ID, r.Union, r.Type} {
		if find.holds([]byte(code)) {
			t.Fatalf("personal data is kept: %+v", r)
		}
	}
}

// FuzzBinary: headers of any bytes, null ones among them, make no decoder panic, and what is kept of a refused record is
// the event in structured form.
func FuzzBinary(f *testing.F) {
	f.Add([]byte("ce_specversion=1.0\x00ce_id=e-1\x00ce_source=/s\x00ce_type=article.read\x00ce_time=2026-09-30T23:59:58Z\x00content-type=application/json"), []byte(`{"union":"u","article":"a"}`))
	f.Add([]byte("content-type=text/json\x00ce_id\x00ce_\x00ce_data=1\x00ce_id=2\x00\xff=\xfe"), []byte("[]"))
	d := newDecoder(f, goldenKey)
	f.Fuzz(func(t *testing.T, head, value []byte) {
		in := Input{Value: value, At: time.Date(2026, 10, 1, 0, 0, 0, 0, time.UTC)}
		for _, one := range bytes.Split(head, []byte{0}) {
			name, text, given := bytes.Cut(one, []byte("="))
			if !given {
				text = nil
			}
			in.Headers = append(in.Headers, Header{string(name), text})
		}
		e, r := d.Decode(in)
		if r != nil {
			checkRejection(t, r)
			return
		}
		if !isCodeText([]byte(e.ID)) || !isCodeText([]byte(e.Source)) || !utf8.ValidString(e.Subject) || !strictlyValid(e.Data) {
			t.Fatalf("accepted: %+v", readable(e))
		}
		if modeOf(in.Headers) != binaryMode {
			return
		}
		if again, r := d.Decode(Input{Value: envelope(in), At: in.At}); r != nil || again.Content != e.Content || again.Ident != e.Ident {
			t.Fatalf("the structured form %q of an accepted event: %+v", envelope(in), r)
		}
	})
}

// rewritten lets encoding/json write the value anew: keys sorted, other escapes, no white space.
func rewritten(t testing.TB, in Input) Input {
	dec := json.NewDecoder(strings.NewReader(string(in.Value)))
	dec.UseNumber()
	var v any
	if err := dec.Decode(&v); err != nil {
		t.Fatalf("accepted, but encoding/json says %v: %q", err, in.Value)
	}
	text, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	in.Value = text
	return in
}

package event

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// poison is one kind of testdata/poison/kinds.json; its README says how to make records of it.
type poison struct {
	Name   string `json:"name"`
	Reason string `json:"reason"`
	golden
}

func readPoison(t testing.TB) []poison {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("testdata", "poison", "kinds.json"))
	if err != nil {
		t.Fatal(err)
	}
	var kinds []poison
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&kinds); err != nil {
		t.Fatal(err)
	}
	return kinds
}

// record makes the n-th record of the kind.
func (p poison) record(n int) Input {
	in := p.input()
	number := itoa(100_000 + n)
	if in.Value != nil {
		in.Value = bytes.ReplaceAll(in.Value, []byte("@n"), []byte(number))
	}
	for i := range in.Headers {
		if in.Headers[i].Value != nil {
			in.Headers[i].Value = bytes.ReplaceAll(in.Headers[i].Value, []byte("@n"), []byte(number))
		}
	}
	in.At = time.Date(2026, 10, 1, 0, 0, n, 0, time.UTC)
	return in
}

// TestPoison refuses a thousand records of each kind for the kind's reason, and takes a good record after each.
func TestPoison(t *testing.T) {
	d := newDecoder(t, goldenKey)
	good := structuredEvent("article.read", `{"union":"330110","article":"a-1"}`)
	want := mustDecode(t, d, good)
	names, reasons := map[string]bool{}, map[string]bool{}
	for _, p := range readPoison(t) {
		if names[p.Name] {
			t.Errorf("two kinds are named %s", p.Name)
		}
		names[p.Name] = true
		reasons[strings.SplitN(p.Reason, ":", 2)[0]] = true
		for n := range 1000 {
			_, r := d.Decode(p.record(n))
			if r == nil {
				t.Errorf("%s: accepted", p.Name)
				break
			}
			if r.Reason != p.Reason || !strings.HasSuffix(r.Detail, ".") || len(r.Payload) > maxPayload {
				t.Errorf("%s: %s: %s; want %s", p.Name, r.Reason, r.Detail, p.Reason)
				break
			}
			if got := mustDecode(t, d, good); got.Content != want.Content || got.Ident != want.Ident {
				t.Fatalf("%s: the good event after it became %+v", p.Name, readable(got))
			}
		}
	}
	if len(names) < 40 {
		t.Errorf("%d kinds, want 40", len(names))
	}
	for _, reason := range []string{"too_large", "malformed_json", "not_cloudevents", "missing_field", "bad_value", "unknown_type", "time_out_of_range", "personal_data"} {
		if !reasons[reason] {
			t.Errorf("no kind has reason %s", reason)
		}
	}
}

package event

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// goldenKey is the key that the hashes in testdata were made with.
const goldenKey = "golden key of 16+ bytes"

// golden is one file of testdata: a record and what must become of it. The value is the JSON of event as it stands, or
// text (repeated), or base64, or a tombstone.
type golden struct {
	About     string          `json:"about"`
	At        time.Time       `json:"at"`
	Headers   [][2]*string    `json:"headers"`
	Event     json.RawMessage `json:"event"`
	Text      string          `json:"text"`
	Repeat    int             `json:"repeat"`
	Base64    []byte          `json:"base64"`
	Tombstone bool            `json:"tombstone"`

	Want *wanted `json:"want"` // of accepted ones

	Reason  string  `json:"reason"` // and the rest: of rejected ones
	Source  string  `json:"source"`
	Union   string  `json:"union"`
	Type    string  `json:"type"`
	Payload *string `json:"payload"` // nil: as received
}

// wanted is an Event in readable form.
type wanted struct {
	Source        string   `json:"source"`
	ID            string   `json:"id"`
	Type          string   `json:"type"`
	Subject       string   `json:"subject"`
	Corrects      string   `json:"corrects"`
	Time          string   `json:"time"`
	Ident         string   `json:"ident"`
	Content       string   `json:"content"`
	CorrectsIdent string   `json:"corrects_ident"`
	VoidsIdent    string   `json:"voids_ident"`
	Family        string   `json:"family"`
	Union         string   `json:"union"`
	UnionTo       string   `json:"union_to"`
	Thing         string   `json:"thing"`
	Person        string   `json:"person"`
	Channel       string   `json:"channel"`
	Service       string   `json:"service"`
	CaseKind      string   `json:"case_kind"`
	Outcome       string   `json:"outcome"`
	Agent         string   `json:"agent"`
	Date          string   `json:"date"`
	BaseAsOf      string   `json:"base_as_of"`
	BaseDate      string   `json:"base_date"`
	Due           string   `json:"due"`
	Families      []string `json:"families"`
	Upto          string   `json:"upto"`
	Data          string   `json:"data"`
}

func readable(e Event) wanted {
	const micros = "2006-01-02T15:04:05.000000Z07:00"
	instant := func(t time.Time) string {
		if t.IsZero() {
			return ""
		}
		return t.Format(micros)
	}
	ident := func(b [16]byte) string {
		if b == [16]byte{} {
			return ""
		}
		return hex.EncodeToString(b[:])
	}
	return wanted{
		Source: e.Source, ID: e.ID, Type: e.Type, Subject: e.Subject, Corrects: e.Corrects, Time: instant(e.Time),
		Ident: ident(e.Ident), Content: ident(e.Content), CorrectsIdent: ident(e.CorrectsIdent), VoidsIdent: ident(e.VoidsIdent),
		Family: e.Family, Union: e.Union, UnionTo: e.UnionTo, Thing: e.Thing, Person: e.Person, Channel: e.Channel,
		Service: e.Service, CaseKind: e.CaseKind, Outcome: e.Outcome, Agent: e.Agent,
		Date: e.Date, BaseAsOf: instant(e.BaseAsOf), BaseDate: e.BaseDate, Due: instant(e.Due),
		Families: e.Families, Upto: instant(e.Upto), Data: string(e.Data),
	}
}

func newDecoder(t testing.TB, key string) *Decoder {
	t.Helper()
	cfg := Default()
	cfg.Key = []byte(key)
	d, err := New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func readGoldens(t testing.TB, kind string) map[string]golden {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("testdata", kind, "*.json"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no goldens in %s: %v", kind, err)
	}
	all := make(map[string]golden, len(files))
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var g golden
		dec := json.NewDecoder(bytes.NewReader(text))
		dec.DisallowUnknownFields()
		if err := dec.Decode(&g); err != nil {
			t.Fatalf("read %s: %v", file, err)
		}
		all[strings.TrimSuffix(filepath.Base(file), ".json")] = g
	}
	return all
}

func (g golden) input() Input {
	in := Input{At: g.At}
	switch {
	case g.Tombstone:
	case g.Event != nil:
		in.Value = g.Event
	case g.Base64 != nil:
		in.Value = g.Base64
	default:
		in.Value = []byte(strings.Repeat(g.Text, max(1, g.Repeat)))
	}
	for _, h := range g.Headers {
		one := Header{Key: *h[0]}
		if h[1] != nil {
			one.Value = []byte(*h[1])
		}
		in.Headers = append(in.Headers, one)
	}
	return in
}

func TestAcceptedGoldens(t *testing.T) {
	d := newDecoder(t, goldenKey)
	for name, g := range readGoldens(t, "accepted") {
		t.Run(name, func(t *testing.T) {
			e, rejected := d.Decode(g.input())
			if rejected != nil {
				t.Fatalf("rejected: %s: %s", rejected.Reason, rejected.Detail)
			}
			got, _ := json.MarshalIndent(readable(e), "", " ")
			want, _ := json.MarshalIndent(g.Want, "", " ")
			if !bytes.Equal(got, want) {
				t.Errorf("got  %s\nwant %s", got, want)
			}
		})
	}
}

func TestRejectedGoldens(t *testing.T) {
	d := newDecoder(t, goldenKey)
	for name, g := range readGoldens(t, "rejected") {
		t.Run(name, func(t *testing.T) {
			in := g.input()
			e, r := d.Decode(in)
			if r == nil {
				t.Fatalf("accepted: %+v", readable(e))
			}
			if r.Reason != g.Reason {
				t.Errorf("reason %s, want %s (%s)", r.Reason, g.Reason, r.Detail)
			}
			if r.Source != g.Source || r.Union != g.Union || r.Type != g.Type {
				t.Errorf("source %q union %q type %q, want %q %q %q", r.Source, r.Union, r.Type, g.Source, g.Union, g.Type)
			}
			if !strings.HasSuffix(r.Detail, ".") || !strings.Contains(r.Detail, "; ") || strings.Contains(r.Detail, "..") {
				t.Errorf("detail is not one sentence with a remedy: %q", r.Detail)
			}
			if want, known := g.payload(in); known && string(r.Payload) != want {
				t.Errorf("payload %q\nwant    %q", r.Payload, want)
			}
		})
	}
}

// payload is what must be kept: what the golden says, else the value as received where nothing in it is personal.
func (g golden) payload(in Input) (string, bool) {
	if g.Payload != nil {
		return *g.Payload, true
	}
	if len(g.Headers) > 0 || g.Reason == "personal_data" || strings.Contains(string(in.Value), "13812345678") {
		return "", false
	}
	return string(in.Value[:min(len(in.Value), maxPayload)]), true
}

// TestEveryReasonHasAGolden holds the goldens complete: every reason with every path, every type.
func TestEveryReasonHasAGolden(t *testing.T) {
	reasons := map[string]bool{}
	for _, g := range readGoldens(t, "rejected") {
		reasons[g.Reason] = true
	}
	want := []string{"too_large", "malformed_json", "not_cloudevents", "unknown_type", "time_out_of_range", "personal_data",
		"missing_field:data", "bad_value:data", "bad_value:datacontenttype", "bad_value:subject", "bad_value:corrects"}
	for _, name := range []string{"id", "source", "type", "time"} {
		want = append(want, "missing_field:"+name, "bad_value:"+name)
	}
	accepted := map[string]bool{}
	for _, g := range readGoldens(t, "accepted") {
		accepted[g.Want.Type] = true
	}
	for name, kind := range catalogue {
		if !accepted[name] {
			t.Errorf("no accepted golden of type %s", name)
		}
		for _, f := range kind.fields {
			want = append(want, "bad_value:"+f.path)
			if f.required {
				want = append(want, "missing_field:"+f.path)
			}
		}
	}
	for _, reason := range want {
		if !reasons[reason] {
			t.Errorf("no rejected golden with reason %s", reason)
		}
	}
}

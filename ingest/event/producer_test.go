package event

import (
	"fmt"
	"strings"
	"testing"
)

// scopes are the unions that each source may speak for.
type scopes map[string][]string

func (s scopes) Registered() bool { return len(s) > 0 }

func (s scopes) Scope(source, union string) (known, inScope bool) {
	unions, known := s[source]
	return known, strings.Contains(" "+strings.Join(unions, " ")+" ", " "+union+" ")
}

func TestProducersSpeakForTheirUnions(t *testing.T) {
	hall := scopes{"/330110/hall": {"330110", "330106"}}
	for _, c := range []struct {
		about     string
		producers Producers
		kind      string
		data      string
		reason    string
	}{
		{"none registered, none given", nil, "article.withdrawn", `{"union":"330199","article":"a"}`, ""},
		{"none registered", scopes{}, "article.withdrawn", `{"union":"330199","article":"a"}`, ""},
		{"in scope", hall, "article.withdrawn", `{"union":"330106","article":"a"}`, ""},
		{"out of scope", hall, "article.withdrawn", `{"union":"330199","article":"a"}`, "out_of_scope"},
		{"another source", scopes{"/330110/other": {"330110"}}, "article.withdrawn", `{"union":"330110","article":"a"}`, "unknown_source"},
		{"from in scope, to free", hall, "member.transferred", `{"member":"m","from":"330110","to":"440100"}`, ""},
		{"from out of scope", hall, "member.transferred", `{"member":"m","from":"440100","to":"330110"}`, "out_of_scope"},
		{"from out of scope, whatever union says", hall, "application.transferred", `{"application":"x","union":"330110","from":"440100","to":"330110"}`, "out_of_scope"},
		{"by is free", hall, "article.submitted", `{"union":"330110","article":"a","by":"3301"}`, ""},
		{"of is free", hall, "article.shared", `{"union":"330110","article":"a","of":"3301"}`, ""},
		{"from of a type without it is free", hall, "article.withdrawn", `{"union":"330110","article":"a","from":"3301"}`, ""},
		{"a void out of scope", hall, "event.voided", `{"union":"3301","event":"e-0"}`, "out_of_scope"},
		{"personal data comes first", scopes{"x": nil}, "article.withdrawn", `{"union":"330110","article":"a","reason":"13812345678"}`, "personal_data"},
	} {
		cfg := Default()
		cfg.Key, cfg.Producers = []byte(goldenKey), c.producers
		d, err := New(cfg)
		if err != nil {
			t.Fatal(err)
		}
		_, r := d.Decode(structuredEvent(c.kind, c.data))
		switch {
		case r == nil && c.reason != "":
			t.Errorf("%s: accepted, want %s", c.about, c.reason)
		case r != nil && (r.Reason != c.reason || !strings.Contains(r.Detail, "; ")):
			t.Errorf("%s: %s: %s; want %q", c.about, r.Reason, r.Detail, c.reason)
		case r != nil && (r.Source != "/330110/hall" || r.ID == "" || fmt.Sprint(r.Type) != c.kind):
			t.Errorf("%s: the rejection names %q %q %q", c.about, r.Source, r.ID, r.Type)
		}
	}
}

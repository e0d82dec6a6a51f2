package collect

import (
	"encoding/json"
	"testing"

	"unionscreen/ingest/event"
)

// FuzzReading: whatever a page sends and a browser says of itself, it becomes one sound event of the site, or nothing.
func FuzzReading(f *testing.F) {
	const hex = "00112233445566778899aabbccddeeff"
	f.Add([]byte(`{"i":"`+hex+`","a":"/news/1.html","r":"`+hex+`"}`), "Mozilla/5.0")
	f.Add([]byte(`{"i":"`+hex+`","a":"/tel:13812345678","r":"`+hex+`"}`), "\xff\xfe语")
	f.Add([]byte(`{"I":"`+hex+`","a":"a","r":"`+hex+`","r":"x"}{}`), "13812345678")
	f.Add([]byte(`[{"i":null}]`), "")
	decoder, err := event.New(event.Config{Key: []byte("0123456789abcdef0123456789abcdef"), MaxBytes: 64 << 10})
	if err != nil {
		f.Fatal(err)
	}
	site := Site{Origin: "https://www.example.org", Source: "/u1/website", Union: "u1"}
	f.Fuzz(func(t *testing.T, body []byte, agent string) {
		reading, err := ParseReading(body)
		if err != nil {
			if reading != (Reading{}) {
				t.Fatalf("%+v beside %v", reading, err)
			}
			return
		}
		k := &kafka{}
		taken, err := newCollector(t, k, nil).TakeReading(t.Context(), site, reading, agent)
		if err != nil || taken.Accepted+len(taken.Rejected) != 1 || len(k.sent) != taken.Accepted {
			t.Fatalf("taken %+v, %v, %d sent", taken, err, len(k.sent))
		}
		if taken.Accepted == 0 {
			if reason := taken.Rejected[0].Reason; reason != "personal_data" {
				t.Fatalf("refused for %s: %s %q", reason, body, agent)
			}
			return
		}
		read, refused := decoder.Decode(event.Input{Value: k.sent[0].Value})
		if refused != nil || read.Type != "article.read" || read.Union != "u1" || read.Source != "/u1/website" || read.ID != reading.ID || read.Thing != reading.Article || !json.Valid(read.Data) {
			t.Fatalf("%s became %+v, %+v", k.sent[0].Value, read, refused)
		}
	})
}

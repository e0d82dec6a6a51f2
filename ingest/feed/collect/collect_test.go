package collect

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"unionscreen/ingest/event"
	"unionscreen/ingest/feed"
)

var noon = time.Date(2026, 9, 30, 4, 0, 0, 0, time.UTC)

// kafka keeps what it is sent, or does what the test says.
type kafka struct {
	mu   sync.Mutex
	sent []feed.Message
	do   func(ctx context.Context) error
}

func (k *kafka) produce(ctx context.Context, batch []feed.Message) error {
	if k.do != nil {
		if err := k.do(ctx); err != nil {
			return err
		}
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	k.sent = append(k.sent, batch...)
	return nil
}

func newCollector(t testing.TB, k *kafka, change func(*Config, *Deps)) *Collector {
	t.Helper()
	decoding := event.Default()
	decoding.Key = []byte("0123456789abcdef0123456789abcdef")
	cfg, deps := Default(), Deps{
		Decoder: func() (*event.Decoder, error) { return event.New(decoding) }, Produce: k.produce, Now: func() time.Time { return noon }}
	if change != nil {
		change(&cfg, &deps)
	}
	c, err := New(cfg, deps)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func anybody(string, string) (bool, bool) { return true, true }

func published(id, source, union string) string {
	return fmt.Sprintf(`{"specversion":"1.0","id":%q,"source":%q,"type":"article.published","time":"2026-09-30T11:00:00+08:00","data":{"union":%q,"article":"a","channel":"website"}}`, id, source, union)
}

func list(events ...string) Request {
	return Request{ContentType: "application/cloudevents-batch+json", Body: []byte("[" + strings.Join(events, ",") + "]")}
}

func TestGoodOnesGoToKafkaAndOthersComeBackWithTheirPlace(t *testing.T) {
	k := &kafka{}
	c := newCollector(t, k, nil)
	bad := strings.Replace(published("2", "/s", "u1"), "website", "pigeon", 1)
	ahead := strings.Replace(published("4", "/s", "u1"), "11:00:00", "12:11:00", 1)
	taken, err := c.TakeRequest(t.Context(), list(published("1", "/s", "u1"), bad, `{"kind":"no event"}`, ahead, published("3", "/s", "u2")), anybody)
	if err != nil {
		t.Fatal(err)
	}
	var reasons []string
	for _, r := range taken.Rejected {
		reasons = append(reasons, fmt.Sprint(r.Index, " ", r.Reason))
		if r.Detail == "" {
			t.Errorf("%s has no sentence", r.Reason)
		}
	}
	if got := strings.Join(reasons, "; "); taken.Accepted != 2 || got != "1 bad_value:data.channel; 2 not_cloudevents; 3 time_out_of_range" {
		t.Errorf("accepted %d, rejected %s", taken.Accepted, got)
	}
	if len(k.sent) != 2 || k.sent[0].Key != "u1" || k.sent[1].Key != "u2" || k.sent[0].Topic != "union-work" || string(k.sent[0].Value) != published("1", "/s", "u1") {
		t.Errorf("sent %+v", k.sent)
	}
}

func TestScopeOfTheSender(t *testing.T) {
	k := &kafka{}
	c := newCollector(t, k, nil)
	scope := func(source, union string) (bool, bool) { return source == "/mine", union == "u1" }
	taken, err := c.TakeRequest(t.Context(), list(published("1", "/theirs", "u1"), published("2", "/mine", "u2"), published("3", "/mine", "u1")), scope)
	if err != nil {
		t.Fatal(err)
	}
	if taken.Accepted != 1 || len(taken.Rejected) != 2 || taken.Rejected[0].Reason != "unknown_source" || taken.Rejected[1].Reason != "out_of_scope" {
		t.Errorf("taken %+v", taken)
	}
}

func TestBinaryModeKeepsItsHeaders(t *testing.T) {
	k := &kafka{}
	c := newCollector(t, k, nil)
	request := Request{ContentType: "application/json", Body: []byte(`{"union":"u1","article":"a","channel":"website"}`), Headers: []Header{
		{Key: "Ce-Specversion", Value: []byte("1.0")}, {Key: "Ce-Id", Value: []byte("1")}, {Key: "Ce-Source", Value: []byte("/s")},
		{Key: "Ce-Type", Value: []byte("article.published")}, {Key: "Ce-Time", Value: []byte("2026-09-30T11:00:00%2B08:00")}, {Key: "Content-Type", Value: []byte("application/json")},
		{Key: "Authorization", Value: []byte("Bearer secret")}}}
	taken, err := c.TakeRequest(t.Context(), request, anybody)
	if err != nil || taken.Accepted != 1 {
		t.Fatalf("taken %+v, %v", taken, err)
	}
	var names []string
	for _, h := range k.sent[0].Headers {
		names = append(names, h.Key+"="+string(h.Value))
	}
	if got := strings.Join(names, " "); !strings.Contains(got, "ce_time=2026-09-30T11:00:00+08:00") || strings.Contains(strings.ToLower(got), "secret") {
		t.Errorf("headers %s", got)
	}
}

func TestARequestThatIsNoListIsRefusedWhole(t *testing.T) {
	k := &kafka{}
	c := newCollector(t, k, nil)
	for body, reason := range map[string]string{"[" + published("1", "/s", "u1"): "malformed_json", `{"a":1}`: "not_cloudevents", "": "malformed_json"} {
		var refused *RefusedRequestError
		_, err := c.TakeRequest(t.Context(), Request{ContentType: "application/cloudevents-batch+json; charset=utf-8", Body: []byte(body)}, anybody)
		if !errors.As(err, &refused) || refused.Reason != reason || refused.Detail == "" {
			t.Errorf("%.20q: %v, want %s", body, err, reason)
		}
	}
	if len(k.sent) != 0 {
		t.Errorf("sent %d", len(k.sent))
	}
}

func TestSendersComeBackWhenKafkaIsAwayOrCrowded(t *testing.T) {
	var busy *BusyError
	away := errors.New("connection refused")
	c := newCollector(t, &kafka{do: func(context.Context) error { return away }}, nil)
	if _, err := c.TakeRequest(t.Context(), list(published("1", "/s", "u")), anybody); !errors.As(err, &busy) || busy.Crowded || !errors.Is(err, away) || busy.After <= 0 {
		t.Errorf("Kafka away: %v", err)
	}
	back, released := make(chan struct{}), make(chan struct{})
	slow := newCollector(t, &kafka{do: func(context.Context) error { defer close(released); <-back; return nil }}, func(cfg *Config, _ *Deps) { cfg.Answer = time.Millisecond })
	slow.cfg.Waiting = 600 // one event of ours at a time
	if _, err := slow.TakeRequest(t.Context(), list(published("1", "/s", "u")), anybody); !errors.As(err, &busy) || !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("Kafka silent: %v", err)
	}
	if _, err := slow.TakeRequest(t.Context(), list(published("2", "/s", "u")), anybody); !errors.As(err, &busy) || !busy.Crowded {
		t.Errorf("what Kafka's client still holds does not count: %v", err)
	}
	close(back)
	<-released
	slow.deps.Produce = (&kafka{}).produce
	for end := time.Now().Add(5 * time.Second); ; {
		if taken, err := slow.TakeRequest(t.Context(), list(published("2", "/s", "u")), anybody); err == nil && taken.Accepted == 1 {
			break
		}
		if time.Now().After(end) {
			t.Fatal("Kafka is back and nothing is taken")
		}
	}
	entered, leave := make(chan struct{}), make(chan struct{})
	crowded := newCollector(t, &kafka{do: func(context.Context) error { entered <- struct{}{}; <-leave; return nil }}, nil)
	crowded.cfg.Waiting = 600 // one event of ours at a time
	var first sync.WaitGroup
	first.Go(func() {
		if _, err := crowded.TakeRequest(t.Context(), list(published("1", "/s", "u")), anybody); err != nil {
			t.Error(err)
		}
	})
	<-entered
	if _, err := crowded.TakeRequest(t.Context(), list(published("2", "/s", "u")), anybody); !errors.As(err, &busy) || !busy.Crowded {
		t.Errorf("crowded: %v", err)
	}
	close(leave)
	first.Wait()
	crowded.deps.Produce = (&kafka{}).produce
	if taken, err := crowded.TakeRequest(t.Context(), list(published("2", "/s", "u")), anybody); err != nil || taken.Accepted != 1 {
		t.Errorf("afterwards: %+v, %v", taken, err)
	}
}

func TestANoteComesBeforeTheSendingAndNeverForWhatIsRefused(t *testing.T) {
	k := &kafka{}
	c := newCollector(t, k, nil)
	notes := 0
	note := func() error { notes++; return nil }
	if taken, err := c.TakeNoted(t.Context(), event.Input{Value: []byte("{")}, anybody, note); err != nil || len(taken.Rejected) != 1 || notes != 0 {
		t.Errorf("refused: %+v, %v, %d notes", taken, err, notes)
	}
	broken := errors.New("disk full")
	if _, err := c.TakeNoted(t.Context(), event.Input{Value: []byte(published("1", "/s", "u"))}, anybody, func() error { return broken }); !errors.Is(err, broken) || len(k.sent) != 0 {
		t.Errorf("a note that failed: %v, %d sent", err, len(k.sent))
	}
	if taken, err := c.TakeNoted(t.Context(), event.Input{Value: []byte(published("1", "/s", "u"))}, anybody, note); err != nil || taken.Accepted != 1 || notes != 1 || len(k.sent) != 1 {
		t.Errorf("taken %+v, %v, %d notes", taken, err, notes)
	}
}

func TestAReadingOfAPage(t *testing.T) {
	const hex = "00112233445566778899aabbccddeeff"
	site := Site{Origin: "https://www.example.org", Source: "/u1/website", Union: "u1"}
	k := &kafka{}
	c := newCollector(t, k, nil)
	reading, err := ParseReading([]byte(`{"i":"` + hex + `","a":"/news/1.html","r":"` + hex + `"}`))
	if err != nil {
		t.Fatal(err)
	}
	taken, err := c.TakeReading(t.Context(), site, reading, strings.Repeat("语", 400))
	if err != nil || taken.Accepted != 1 {
		t.Fatalf("taken %+v, %v", taken, err)
	}
	var sent struct {
		Source, ID, Type, Time string
		Data                   map[string]string
	}
	if err := json.Unmarshal(k.sent[0].Value, &sent); err != nil {
		t.Fatal(err)
	}
	if sent.Source != "/u1/website" || sent.ID != hex || sent.Type != "article.read" || sent.Data["reader"] != "web-"+hex || sent.Data["union"] != "u1" ||
		sent.Data["article"] != "/news/1.html" || sent.Data["channel"] != "website" || len(sent.Data["agent"]) != 498 || k.sent[0].Topic != "article-reads" {
		t.Errorf("sent %+v to %s", sent, k.sent[0].Topic)
	}
	for _, body := range []string{"", "{}", `[]`, `{"i":"x","a":"a","r":"` + hex + `"}`, `{"i":"` + hex + `","a":"a b","r":"` + hex + `"}`,
		`{"i":"` + hex + `","a":"` + strings.Repeat("a", 129) + `","r":"` + hex + `"}`, `{"i":"` + hex + `","a":"a","r":"` + hex + `","x":1}`, `{"i":"` + hex + `","a":"a","r":"` + hex + `"}{}`} {
		if r, err := ParseReading([]byte(body)); !errors.Is(err, ErrReading) {
			t.Errorf("%.60q is read as %+v", body, r)
		}
	}
}

func TestSitesAreChecked(t *testing.T) {
	good := Site{Origin: "https://www.example.org", Source: "/s", Union: "u"}
	if err := CheckSites([]Site{good, {Origin: "http://127.0.0.1:8080", Source: "/s", Union: "u"}}); err != nil {
		t.Error(err)
	}
	err := CheckSites([]Site{good, good, {Origin: "https://www.example.org/", Source: "/s", Union: "u"}, {Origin: "https://Example.org", Source: "/s", Union: "u"}, {Origin: "*"}})
	for _, part := range []string{"beacon 2: the origin https://www.example.org is listed twice", "beacon 3: origin", "beacon 4: origin", "beacon 5: origin", "beacon 5: source and union"} {
		if err == nil || !strings.Contains(err.Error(), part) {
			t.Errorf("%v does not say %q", err, part)
		}
	}
}

func TestAnEventDoesNotHoldItsList(t *testing.T) {
	k := &kafka{}
	c := newCollector(t, k, nil)
	request := list(published("1", "/s", "u1"))
	if _, err := c.TakeRequest(t.Context(), request, anybody); err != nil {
		t.Fatal(err)
	}
	clear(request.Body) // as the server does, which reads the next request into it
	if string(k.sent[0].Value) != published("1", "/s", "u1") {
		t.Errorf("sent %q", k.sent[0].Value)
	}
}

func FuzzParseReading(f *testing.F) {
	f.Add([]byte(`{"i":"00112233445566778899aabbccddeeff","a":"/news/1.html","r":"00112233445566778899aabbccddeeff"}`))
	f.Add([]byte(`{"i":"00112233445566778899aabbccddeeff","A":"\u0000","r":null}{}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		r, err := ParseReading(body)
		if err != nil {
			if r != (Reading{}) || !errors.Is(err, ErrReading) {
				t.Errorf("refused %q: %+v, %v", body, r, err)
			}
			return
		}
		if len(r.ID) != 32 || len(r.Reader) != 32 || r.Article == "" || len(r.Article) > 128 || strings.ContainsAny(r.Article, " \n\x00") {
			t.Errorf("%q is read as %+v", body, r)
		}
	})
}

package dashboard

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"unionscreen/ingest/event"
	"unionscreen/ingest/feed"
	"unionscreen/ingest/feed/collect"
	"unionscreen/queries"
	"unionscreen/queries/office"
)

const producerToken = "usp_this-is-the-token-of-one-producer-0123456789"

// intake is a Kafka that keeps what it is sent, the only producer, and three refused records.
type intake struct {
	mu      sync.Mutex
	sent    []feed.Message
	away    error
	asked   []queries.RejectedFilter
	handled map[office.Record][]office.Handling
	payload map[uint64]string
}

func (k *intake) produce(_ context.Context, batch []feed.Message) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.sent = append(k.sent, batch...)
	return k.away
}

func (k *intake) producer(_ context.Context, token string) (Producer, error) {
	if token != producerToken {
		return Producer{}, ErrNoProducer
	}
	return Producer{Name: "hall", Sources: []string{"/330101/hall"}, Paths: []string{"/330101/web/"}, Unions: []string{"330101"},
		Scope: func(source, union string) (bool, bool) { return source == "/330101/hall", union == "330101" }}, nil
}

func (k *intake) list() []queries.RejectedRecord {
	var list []queries.RejectedRecord
	for i, c := range []struct{ source, union, reason string }{{"/330101/hall", "330101", "bad_value:data.union"}, {"/330102/hall", "330102", "malformed_json"}, {"/330101/web/a", "", "unknown_type"}, {"/330102/hall", "330101", "out_of_scope"}, {"", "330101", "missing_field:source"}} {
		list = append(list, queries.RejectedRecord{Src: "c/t/0", Offset: uint64(i), Arrived: recordedAt, RecordTime: recordedAt, Reason: c.reason, Detail: "because",
			Source: c.source, Union: c.union, Type: "article.read", Payload: []byte(k.payload[uint64(i)]), PayloadBytes: uint64(len(k.payload[uint64(i)]))})
	}
	return list
}

func (k *intake) RejectedRecords(_ context.Context, f queries.RejectedFilter) ([]queries.RejectedRecord, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.asked = append(k.asked, f)
	return k.list()[:min(f.Limit, 3)], nil
}

func (k *intake) RejectedCounts(_ context.Context, f queries.RejectedFilter) ([]queries.RejectedCount, error) {
	k.asked = append(k.asked, f)
	return []queries.RejectedCount{{Source: "/330101/hall", Union: "330101", Reason: "unknown_type", Records: 7, First: recordedAt, Last: recordedAt.Add(time.Hour)}}, nil
}

func (k *intake) RejectedRecord(_ context.Context, src string, offset uint64) (queries.RejectedRecord, error) {
	if src != "c/t/0" || offset > 4 {
		return queries.RejectedRecord{}, queries.ErrNoRecord
	}
	return k.list()[offset], nil
}

func (k *intake) Conflicts(_ context.Context, unions []string, _ string, _ int) ([]queries.Conflict, error) {
	return []queries.Conflict{{Ident: "AB", Source: "/s", ID: strings.Join(unions, " "), Contents: []queries.Content{
		{Content: "c1", Type: "article.read", Data: []byte(`{"a":1}`)}, {Content: "c2", Type: "article.read", Data: []byte(`{}`)}}}}, nil
}

func (k *intake) Anomalies(_ context.Context, f queries.AnomalyFilter) ([]queries.Anomaly, error) {
	return []queries.Anomaly{{Kind: f.Kind, Union: strings.Join(f.Unions, " "), Thing: "c1", At: recordedAt, Detail: "early"}}, nil
}

func (k *intake) Handlings(context.Context, []office.Record) (map[office.Record][]office.Handling, error) {
	return k.handled, nil
}

func (k *intake) Replay(_ context.Context, by office.Actor, r queries.RejectedRecord, mended []byte, note string, scope collect.Scope) (collect.Taken, error) {
	if mended == nil && len(r.Payload) == 0 {
		return collect.Taken{}, ErrNothingToSend
	}
	if strings.Contains(string(mended), "pigeon") {
		return collect.Taken{Rejected: []collect.Refused{{Reason: "bad_value:data.channel", Detail: "no pigeons."}}}, nil
	}
	known, inScope := scope("/330101/hall", "330101")
	k.handled[office.Record{Src: r.Src, Offset: r.Offset}] = []office.Handling{{At: recordedAt, Who: by.Who, Action: office.Replayed, Note: fmt.Sprint(note, " ", len(mended), known, inScope)}}
	return collect.Taken{Accepted: 1, Rejected: []collect.Refused{}}, nil
}

func (k *intake) Dismiss(_ context.Context, by office.Actor, r queries.RejectedRecord, note string) error {
	k.handled[office.Record{Src: r.Src, Offset: r.Offset}] = []office.Handling{{At: recordedAt, Who: by.Who, Action: office.Dismissed, Note: note}}
	return nil
}

func startIntake(t testing.TB, cfg Config) (*running, *intake) {
	t.Helper()
	k := &intake{handled: map[office.Record][]office.Handling{}, payload: map[uint64]string{0: `{"specversion":"1.0"}`, 2: "\xff\xfe"}}
	decoding := event.Default()
	decoding.Key = []byte(secret)
	collector, err := collect.New(collect.Default(), collect.Deps{
		Decoder: func() (*event.Decoder, error) { return event.New(decoding) }, Produce: k.produce, Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	return startWith(t, cfg, built(), Deps{Producers: k.producer, Collector: collector, Records: k}), k
}

func eventOf(id, source, union string) string {
	return fmt.Sprintf(`{"specversion":"1.0","id":%q,"source":%q,"type":"article.published","time":"2026-09-30T11:00:00+08:00","data":{"union":%q,"article":"a","channel":"website"}}`, id, source, union)
}

const (
	oneType  = "application/cloudevents+json"
	listType = "application/cloudevents-batch+json"
)

func TestEventsAreTakenFromWhoeverMaySend(t *testing.T) {
	r, k := startIntake(t, demo())
	own := []string{"Authorization", "Bearer " + secret, "Content-Type"}
	producer := []string{"Authorization", "Bearer " + producerToken, "Content-Type"}
	response, body := r.ask(t, "POST", "/api/v1/events", eventOf("1", "/anything", "u"), append(own, oneType)...)
	if response.StatusCode != 202 || body != `{"accepted":1,"rejected":[]}` {
		t.Errorf("one event: %d %s", response.StatusCode, body)
	}
	response, body = r.ask(t, "POST", "/api/v1/events", "["+eventOf("2", "/330101/hall", "330101")+","+eventOf("3", "/330101/hall", "330102")+","+eventOf("4", "/other", "330101")+"]", append(producer, listType)...)
	taken := decode[collect.Taken](t, body)
	if response.StatusCode != 202 || taken.Accepted != 1 || len(taken.Rejected) != 2 || taken.Rejected[0].Reason != "out_of_scope" || taken.Rejected[1].Reason != "unknown_source" {
		t.Errorf("a producer's list: %d %s", response.StatusCode, body)
	}
	response, body = r.ask(t, "POST", "/api/v1/events", eventOf("5", "/other", "330101"), append(producer, oneType)...)
	if response.StatusCode != 422 || decode[collect.Taken](t, body).Accepted != 0 {
		t.Errorf("none is good: %d %s", response.StatusCode, body)
	}
	response, body = r.ask(t, "POST", "/api/v1/events", `{"union":"330101","article":"a","channel":"website"}`, append(producer, "application/json", "ce-specversion", "1.0", "ce-id", "6",
		"ce-source", "/330101/hall", "ce-type", "article.published", "ce-time", "2026-09-30T11:00:00%2B08:00")...)
	if response.StatusCode != 202 {
		t.Errorf("binary mode: %d %s", response.StatusCode, body)
	}
	if len(k.sent) != 3 || k.sent[2].Key != "330101" {
		t.Errorf("sent %+v", k.sent)
	}
}

func TestEventsAreRefusedWithAReason(t *testing.T) {
	r, k := startIntake(t, demo())
	for _, c := range []struct {
		name, body string
		headers    []string
		status     int
		code       string
	}{
		{"no token, though on this machine", eventOf("1", "/s", "u"), []string{"Content-Type", oneType}, 401, "token_needed"},
		{"a wrong token", eventOf("1", "/s", "u"), []string{"Content-Type", oneType, "Authorization", "Bearer usp_wrong"}, 401, "bad_token"},
		{"another type", eventOf("1", "/s", "u"), []string{"Content-Type", "text/plain", "Authorization", "Bearer " + secret}, 415, "events_media_type"},
		{"compressed", eventOf("1", "/s", "u"), []string{"Content-Type", oneType, "Content-Encoding", "gzip", "Authorization", "Bearer " + secret}, 415, "content_encoding"},
		{"no list", `{"a":`, []string{"Content-Type", listType, "Authorization", "Bearer " + secret}, 422, "bad_events"},
		{"large without a good token", strings.Repeat(" ", 70_000), []string{"Content-Type", listType, "Authorization", "Bearer usp_wrong"}, 413, "too_large"},
	} {
		response, body := r.ask(t, "POST", "/api/v1/events", c.body, c.headers...)
		if problem := wantProblem(t, response, body, c.status, c.code); c.code == "bad_events" && !strings.Contains(problem.Detail, "malformed_json") {
			t.Errorf("%s: detail %q", c.name, problem.Detail)
		}
	}
	var many []string
	for i := range 2000 {
		many = append(many, eventOf(fmt.Sprint(i), "/s", "u"))
	}
	response, body := r.ask(t, "POST", "/api/v1/events", "["+strings.Join(many, ",")+"]", "Content-Type", listType, "Authorization", "Bearer "+secret)
	if response.StatusCode != 202 || !strings.HasPrefix(body, `{"accepted":2000,`) {
		t.Errorf("a list of %d bytes: %d %.100s", len(strings.Join(many, ",")), response.StatusCode, body)
	}
	k.away = errors.New("no route to host")
	response, body = r.ask(t, "POST", "/api/v1/events", eventOf("1", "/s", "u"), "Content-Type", oneType, "Authorization", "Bearer "+secret)
	wantProblem(t, response, body, 503, "events_away")
	if response.Header.Get("Retry-After") != "10" || strings.Contains(body, "no route") {
		t.Errorf("Retry-After %q, body %s", response.Header.Get("Retry-After"), body)
	}
}

func TestRejectedRecordsAreSeenByWhomTheyConcern(t *testing.T) {
	r, k := startIntake(t, demo())
	own := []string{"Authorization", "Bearer " + secret}
	producer := []string{"Authorization", "Bearer " + producerToken}
	response, body := r.ask(t, "GET", "/api/v1/rejected", "")
	wantProblem(t, response, body, 401, "token_needed")
	_, body = r.ask(t, "GET", "/api/v1/rejected?limit=2&union=3301&source=/s&reason=bad_value:data.x&type=article.read&from=2026-01-01T00:00:00Z&to=2026-02-01T00:00:00%2B08:00", "", own...)
	page := decode[struct {
		Rejected []rejectedView
		Next     string
	}](t, body)
	if len(page.Rejected) != 2 || page.Rejected[0].Offset != 0 || page.Next == "" || page.Rejected[0].Payload != nil {
		t.Errorf("page %s", body)
	}
	f := k.asked[0]
	if f.Of != nil || !slices.Equal(f.Within, []string{"3301", "330101"}) || f.Source != "/s" || f.Reason != "bad_value:data.x" || f.Type != "article.read" ||
		!f.From.Equal(time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)) || !f.To.Equal(time.Date(2026, 1, 31, 16, 0, 0, 0, time.UTC)) {
		t.Errorf("asked %+v", f)
	}
	_, body = r.ask(t, "GET", "/api/v1/rejected?after="+page.Next, "", producer...)
	f = k.asked[1]
	if f.Of == nil || !slices.Equal(f.Of.Unions, []string{"330101"}) || !slices.Equal(f.Of.Sources, []string{"/330101/hall"}) || !slices.Equal(f.Of.Paths, []string{"/330101/web/"}) ||
		f.After.Offset != 1 || f.After.Src != "c/t/0" || !f.After.Arrived.Equal(recordedAt) || f.Limit != 100 {
		t.Errorf("a producer asks %+v (%s)", f, body)
	}
	for _, path := range []string{"?limit=5000", "?after=!", "?after=QQ", "?from=yesterday", "?kind=x", "?limit=1&limit=2"} {
		response, body = r.ask(t, "GET", "/api/v1/rejected"+path, "", own...)
		if response.StatusCode != 400 {
			t.Errorf("%s: %d %s", path, response.StatusCode, body)
		}
	}
	_, body = r.ask(t, "GET", "/api/v1/rejected/counts", "", producer...)
	if !strings.Contains(body, `"records":7`) || k.asked[2].Of == nil {
		t.Errorf("counts %s", body)
	}
	one := "/api/v1/rejected/" + page.Rejected[0].Record
	_, body = r.ask(t, "GET", one, "", producer...)
	if v := decode[rejectedView](t, body); v.Payload == nil || *v.Payload != `{"specversion":"1.0"}` || v.Reason != "bad_value:data.union" {
		t.Errorf("one record: %s", body)
	}
	theirs := "/api/v1/rejected/" + page.Rejected[1].Record
	response, body = r.ask(t, "GET", theirs, "", producer...)
	wantProblem(t, response, body, 404, "no_record")
	response, body = r.ask(t, "GET", "/api/v1/rejected/"+cursor("c/t/0", "9"), "", own...)
	wantProblem(t, response, body, 404, "no_record")
	response, body = r.ask(t, "GET", "/api/v1/rejected/x", "", own...)
	wantProblem(t, response, body, 404, "no_record")
	_, body = r.ask(t, "GET", "/api/v1/rejected/"+cursor("c/t/0", "2"), "", producer...)
	if v := decode[rejectedView](t, body); v.Payload != nil || v.PayloadBase64 != base64.StdEncoding.EncodeToString([]byte("\xff\xfe")) {
		t.Errorf("a record that is no text: %s", body)
	}
}

func TestRejectedRecordsAreMendedAndDismissed(t *testing.T) {
	r, k := startIntake(t, demo())
	producer := []string{"Authorization", "Bearer " + producerToken, "Content-Type", "application/json"}
	own := []string{"Authorization", "Bearer " + secret, "Content-Type", "application/json"}
	record := func(n string) string { return "/api/v1/rejected/" + cursor("c/t/0", n) }
	response, body := r.ask(t, "POST", record("0")+"/replay", `{"event":{"id":1},"note":"typo"}`, producer...)
	if response.StatusCode != 202 {
		t.Errorf("replay: %d %s", response.StatusCode, body)
	}
	_, body = r.ask(t, "GET", record("0"), "", producer...)
	if v := decode[rejectedView](t, body); len(v.Handled) != 1 || v.Handled[0].Who != "producer:hall" || v.Handled[0].Action != "replayed" || v.Handled[0].Note != "typo 8 true true" {
		t.Errorf("handled %+v", v.Handled)
	}
	response, body = r.ask(t, "POST", record("0")+"/replay", `{"event":{"channel":"pigeon"}}`, producer...)
	if p := wantProblem(t, response, body, 422, "still_rejected"); p.Detail != "bad_value:data.channel: no pigeons." {
		t.Errorf("detail %q", p.Detail)
	}
	response, body = r.ask(t, "POST", record("1")+"/replay", ``, own...)
	wantProblem(t, response, body, 422, "nothing_to_send")
	response, body = r.ask(t, "POST", record("1")+"/replay", ``, producer...)
	wantProblem(t, response, body, 404, "no_record")
	response, body = r.ask(t, "POST", record("1")+"/dismiss", `{"note":" "}`, own...)
	wantProblem(t, response, body, 400, "bad_parameter")
	for _, act := range []string{"/dismiss", "/replay"} {
		response, body = r.ask(t, "POST", record("1")+act, `{"note":"`+strings.Repeat("x", office.MaxNote+1)+`"}`, own...)
		wantProblem(t, response, body, 400, "bad_parameter")
	}
	response, _ = r.ask(t, "POST", record("1")+"/dismiss", `{"note":"a test of theirs"}`, own...)
	if response.StatusCode != http.StatusNoContent || k.handled[office.Record{Src: "c/t/0", Offset: 1}][0].Who != "deployment" {
		t.Errorf("dismiss: %d, %+v", response.StatusCode, k.handled)
	}
	response, body = r.ask(t, "GET", record("3"), "", producer...)
	if response.StatusCode != 200 {
		t.Errorf("a record of another source about a union of one's own: %d %s", response.StatusCode, body)
	}
	for _, act := range []string{"/replay", "/dismiss"} {
		response, body = r.ask(t, "POST", record("3")+act, `{"note":"hide it"}`, producer...)
		wantProblem(t, response, body, 403, "not_yours")
	}
	if response, body = r.ask(t, "POST", record("4")+"/dismiss", `{"note":"ours, without a source"}`, producer...); response.StatusCode != http.StatusNoContent {
		t.Errorf("a record without a source: %d %s", response.StatusCode, body)
	}
	response, body = r.ask(t, "POST", record("0")+"/replay", `{"event":{},"force":true}`, producer...)
	wantProblem(t, response, body, 400, "bad_body")
}

func TestConflictsAndAnomaliesInScope(t *testing.T) {
	r, _ := startIntake(t, demo())
	producer := []string{"Authorization", "Bearer " + producerToken}
	for path, want := range map[string]string{
		"/api/v1/conflicts":                                 `"id":"330101"`,
		"/api/v1/conflicts?union=3301":                      `"id":"330101"`,
		"/api/v1/conflicts?union=330102":                    `"id":""`,
		"/api/v1/anomalies?kind=never_due":                  `"union":"330101"`,
		"/api/v1/anomalies?union=330102&kind=falling_total": `"union":""`,
	} {
		if response, body := r.ask(t, "GET", path, "", producer...); response.StatusCode != 200 || !strings.Contains(body, want) {
			t.Errorf("%s: %d %s", path, response.StatusCode, body)
		}
	}
	response, body := r.ask(t, "GET", "/api/v1/anomalies?kind=nonsense", "", producer...)
	wantProblem(t, response, body, 400, "bad_parameter")
	if _, body := r.ask(t, "GET", "/api/v1/conflicts", "", "Authorization", "Bearer "+secret); !strings.Contains(body, `"data":{"a":1}`) {
		t.Errorf("conflicts %s", body)
	}
}

func TestTheBeaconTakesReadingsOfRegisteredSitesOnly(t *testing.T) {
	const hex = "00112233445566778899aabbccddeeff"
	reading := `{"i":"` + hex + `","a":"/news/1.html","r":"` + hex + `"}`
	r, _ := startIntake(t, demo())
	response, body := r.ask(t, "GET", "/collect.js", "")
	wantProblem(t, response, body, 404, "not_found")
	cfg := demo()
	cfg.Beacons = []collect.Site{{Origin: "https://www.example.org", Source: "/u/web", Union: "330101"}}
	r, k := startIntake(t, cfg)
	response, body = r.ask(t, "GET", "/collect.js", "")
	if response.StatusCode != 200 || len(body) > 2048 || response.Header.Get("Content-Type") != "text/javascript; charset=utf-8" || response.Header.Get("Cross-Origin-Resource-Policy") != "cross-origin" {
		t.Errorf("the script: %d, %d bytes, %v", response.StatusCode, len(body), response.Header)
	}
	origin := []string{"Origin", "https://www.example.org", "Content-Type", "text/plain;charset=UTF-8", "User-Agent", "Mozilla/5.0"}
	response, _ = r.ask(t, "POST", "/collect", reading, origin...)
	if response.StatusCode != 204 || len(k.sent) != 1 || !strings.Contains(string(k.sent[0].Value), `"source":"/u/web"`) || !strings.Contains(string(k.sent[0].Value), `"agent":"Mozilla/5.0"`) {
		t.Errorf("a reading: %d, %+v", response.StatusCode, k.sent)
	}
	for _, h := range [][]string{append(origin, "DNT", "1"), append(origin, "Sec-GPC", "1")} {
		if response, _ = r.ask(t, "POST", "/collect", reading, h...); response.StatusCode != 204 || len(k.sent) != 1 {
			t.Errorf("a reader who asks not to be tracked: %d, %d sent", response.StatusCode, len(k.sent))
		}
	}
	for _, o := range []string{"", "null", "https://evil.example", "http://www.example.org", "https://www.example.org.evil.example"} {
		response, body = r.ask(t, "POST", "/collect", reading, "Origin", o)
		wantProblem(t, response, body, 403, "beacon_origin")
	}
	for _, bad := range []string{"", "{}", strings.Replace(reading, "/news", "news with spaces", 1), strings.Replace(reading, "/news/1.html", "13800138000", 1)} {
		response, body = r.ask(t, "POST", "/collect", bad, origin...)
		wantProblem(t, response, body, 400, "bad_body")
	}
	response, body = r.ask(t, "POST", "/collect", reading+strings.Repeat(" ", 1100), origin...)
	wantProblem(t, response, body, 413, "too_large")
	if len(k.sent) != 1 {
		t.Errorf("%d events were sent", len(k.sent))
	}
}

func TestOneAddressMaySendSoManyReadings(t *testing.T) {
	var p pace
	now := recordedAt
	for i := range beaconBurst {
		if !p.allow("10.0.0.1", now) {
			t.Fatalf("reading %d is refused", i)
		}
	}
	if p.allow("10.0.0.1", now) || !p.allow("10.0.0.2", now) {
		t.Error("an address is not held to its own share")
	}
	if now = now.Add(time.Hour / beaconPerHour); !p.allow("10.0.0.1", now) || p.allow("10.0.0.1", now) {
		t.Error("the share does not fill again by the hour's rate")
	}
	for i := range 3 * beaconRemember {
		p.allow(fmt.Sprint("address ", i), now)
	}
	if len(p.buckets) > beaconRemember {
		t.Errorf("%d addresses are remembered", len(p.buckets))
	}
}

package main

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"unionscreen/aggregator"
	"unionscreen/queries"
)

// inside is a product with its pages, and a configuration file by which commands reach the same installation.
type inside struct {
	*product
	url, config string
}

func startInside(t *testing.T, name string) inside {
	t.Helper()
	kafka := startBroker(t, "union-work")
	cfg := demoConfig(t, kafka.Addr(), sharedEngine.get(t).DSN(name), "union-work")
	p, url := startWithPages(t, cfg, false)
	return inside{p, url, fileOf(t, "unionscreen.yaml", fmt.Sprintf(`kafka: {brokers: [%q], topics: [union-work], dead_letters: ""}
clickhouse: {dsn: %q}
registry: {database: %q}
schemes: {targets: %q}
ingest: {pseudonym_key: %q}
dashboard: {token: %q}
`, kafka.Addr(), cfg.ClickHouse.DSN, cfg.Registry.Database, cfg.Schemes.Targets, cfg.Ingest.PseudonymKey, cfg.Dashboard.Token))}
}

// ask sends one request with a bearer token and reads the answer as JSON.
func (i inside) ask(t *testing.T, method, path, token, contentType, body string) (status int, answer map[string]any) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), method, i.url+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer "+token)
	request.Header.Set("Content-Type", contentType)
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	if len(text) > 0 {
		if err := json.Unmarshal(text, &answer); err != nil {
			t.Fatalf("%s %s: %d %.200s", method, path, response.StatusCode, text)
		}
	}
	return response.StatusCode, answer
}

func published(id, source, union string) string {
	return fmt.Sprintf(`{"specversion":"1.0","id":%q,"source":%q,"type":"article.published","time":"2026-08-10T11:00:00+08:00","data":{"union":%q,"article":%q,"channel":"website"}}`, id, source, union, id)
}

// articles waits until a union has so many articles in the third quarter.
func (i inside) articles(t *testing.T, union string, want int64) {
	t.Helper()
	within(t, time.Minute, fmt.Sprintf("%s has %d articles", union, want), func() bool {
		set, err := i.tally.Measures(t.Context(), "2026-Q3", union)
		return err == nil && slices.ContainsFunc(set.Measures, func(m aggregator.Measure) bool { // an error: no board yet
			return m.Indicator == "articles" && m.Union == union && m.Value == fmt.Sprint(want)
		})
	})
}

// rejected waits until so many records were refused, latest first.
func (i inside) rejected(t *testing.T, want int) (list []queries.RejectedRecord) {
	t.Helper()
	within(t, time.Minute, fmt.Sprintf("%d records are refused", want), func() (holds bool) {
		var err error
		if list, err = i.store.RejectedRecords(t.Context(), queries.RejectedFilter{Limit: 100}); err != nil {
			t.Fatal(err)
		}
		return len(list) == want
	})
	return list
}

const (
	oneEvent   = "application/cloudevents+json"
	manyEvents = "application/cloudevents-batch+json"
)

// TestIntake goes the whole way of what comes over HTTP and of what is refused: registered producers, their tokens,
// counted events, refused ones listed, mended, sent again, settled.
func TestIntake(t *testing.T) {
	p := startInside(t, "intake")
	config := []string{"--config", p.config}

	if status, answer := p.ask(t, "POST", "/api/v1/events", testToken, oneEvent, published("a1", "/anybody", "YT-C01")); status != 202 || answer["accepted"] != 1.0 {
		t.Fatalf("before anybody is registered: %d %v", status, answer)
	}
	p.articles(t, "YT-C01", 1)

	done(t, append([]string{"producers", "add", "hall", "--source", "/YT-C02/*", "--union", "YT-C02"}, config...)...)
	out := done(t, append([]string{"producers", "token", "add", "hall"}, config...)...)
	token := regexp.MustCompile(`usp_\S+|us[a-z]*_[A-Za-z0-9_-]{20,}`).FindString(out)
	if token == "" {
		t.Fatalf("no token in %q", out)
	}
	within(t, time.Minute, "the producer is known", p.producers.Registered)

	batch := "[" + strings.Join([]string{published("b1", "/YT-C02/hall", "YT-C02"), published("b2", "/YT-C02/hall", "YT-C02-01"),
		published("b3", "/YT-C02/hall", "YT-C03"), published("b4", "/elsewhere", "YT-C02"), `{"specversion":"1.0"}`}, ",") + "]"
	status, answer := p.ask(t, "POST", "/api/v1/events", token, manyEvents, batch)
	var reasons []string
	for _, r := range answer["rejected"].([]any) {
		reasons = append(reasons, fmt.Sprint(r.(map[string]any)["index"], " ", r.(map[string]any)["reason"]))
	}
	if got := strings.Join(reasons, "; "); status != 202 || answer["accepted"] != 2.0 || got != "2 out_of_scope; 3 unknown_source; 4 missing_field:id" {
		t.Errorf("a producer's batch: %d %v", status, answer)
	}
	p.articles(t, "YT-C02", 2)

	unknown := p.refuseAndReplay(t)
	p.mendOverHTTP(t, token)
	done(t, append([]string{"dead-letters", "dismiss", unknown, "--note", "settled by the replay"}, config...)...)

	// A revoked token is refused with the next request.
	prefix := regexp.MustCompile(`\b` + token[:8] + `\S*`).FindString(done(t, append([]string{"producers", "list"}, config...)...))
	done(t, append([]string{"producers", "token", "revoke", prefix}, config...)...)
	if status, answer = p.ask(t, "POST", "/api/v1/events", token, oneEvent, published("d1", "/YT-C02/hall", "YT-C02")); status != 401 {
		t.Errorf("a revoked token: %d %v", status, answer)
	}
	if out = done(t, append([]string{"audit", "verify"}, config...)...); !strings.HasSuffix(out, ", 0 faults\n") {
		t.Errorf("audit verify says %q", out)
	}
}

// refuseAndReplay sends by Kafka what the rules refuse, finds it in the ledger by command, and sends it again: one
// record mended, one as it was once its producer is registered. It answers the name of the record of the latter.
func (i inside) refuseAndReplay(t *testing.T) (unknown string) {
	t.Helper()
	config := []string{"--config", i.config}
	direct, err := producer(&App{}, i.cfg.Kafka, nil)
	if err != nil {
		t.Fatal(err)
	}
	send(t, direct, "union-work", [][]byte{[]byte(published("c1", "/elsewhere", "YT-C03")),
		[]byte(strings.Replace(published("c2", "/YT-C02/hall", "YT-C02"), "website", "pigeon", 1))}, 1)
	refused := i.rejected(t, 2)
	byReason := map[string]string{}
	for _, r := range refused {
		byReason[r.Reason] = letterName(r)
	}
	unknown, pigeon := byReason["unknown_source"], byReason["bad_value:data.channel"]
	if unknown == "" || pigeon == "" {
		t.Fatalf("refused %v", byReason)
	}
	out := done(t, append([]string{"dead-letters", "list", "--union", "YT-C02"}, config...)...)
	if !strings.Contains(out, pigeon) || strings.Contains(out, unknown) {
		t.Errorf("the list of YT-C02:\n%s", out)
	}
	if out = done(t, append([]string{"dead-letters", "list", "--counts", "--since", "2026-01-01"}, config...)...); strings.Count(out, "\n") != 3 {
		t.Errorf("counts:\n%s", out)
	}
	if out = done(t, append([]string{"dead-letters", "show", pigeon}, config...)...); !strings.Contains(out, `"channel":"pigeon"`) || !strings.Contains(out, "reason  bad_value:data.channel") {
		t.Errorf("shown:\n%s", out)
	}

	// As it is, it would be refused again; mended, it counts; the other waits for its producer.
	if code, out, _ := call(t, append([]string{"dead-letters", "replay", pigeon}, config...)...); code != 1 || !strings.Contains(out, "would be refused again: bad_value:data.channel") {
		t.Errorf("exit %d: %s", code, out)
	}
	mended := fileOf(t, "mended.json", published("c2", "/YT-C02/hall", "YT-C02"))
	if out = done(t, append([]string{"dead-letters", "replay", pigeon, "--event", mended, "--note", "channel corrected"}, config...)...); !strings.HasSuffix(out, "1 sent, 0 not\n") {
		t.Errorf("replayed: %s", out)
	}
	i.articles(t, "YT-C02", 3)
	if out = done(t, append([]string{"dead-letters", "show", pigeon}, config...)...); !strings.Contains(out, "replayed") || !strings.Contains(out, "channel corrected") {
		t.Errorf("shown after the replay:\n%s", out)
	}
	done(t, append([]string{"producers", "add", "other", "--source", "/elsewhere", "--union", "YT-C03"}, config...)...)
	within(t, time.Minute, "the other producer is known", func() bool { known, _ := i.producers.Scope("/elsewhere", "YT-C03"); return known })
	if out = done(t, append([]string{"dead-letters", "replay", "--reason", "unknown_source"}, config...)...); out != "1 sent, 0 not\n" {
		t.Errorf("replayed by reason: %s", out)
	}
	i.articles(t, "YT-C03", 1)
	i.rejected(t, 2) // nothing new was refused
	return unknown
}

// mendOverHTTP sees a producer's own rejected record by its token and replaces it, within its scope only.
func (i inside) mendOverHTTP(t *testing.T, token string) {
	t.Helper()
	status, answer := i.ask(t, "GET", "/api/v1/rejected", token, "", "")
	own := answer["rejected"].([]any)
	if status != 200 || len(own) != 1 || own[0].(map[string]any)["reason"] != "bad_value:data.channel" || len(own[0].(map[string]any)["handled"].([]any)) != 1 {
		t.Fatalf("a producer's rejected records: %d %v", status, answer)
	}
	record := "/api/v1/rejected/" + own[0].(map[string]any)["record"].(string)
	status, answer = i.ask(t, "POST", record+"/replay", token, "application/json", `{"event":`+published("c3", "/elsewhere", "YT-C02")+`}`)
	if status != 422 || !strings.Contains(fmt.Sprint(answer["detail"]), "out_of_scope") {
		t.Errorf("mended beyond its scope: %d %v", status, answer)
	}
	status, answer = i.ask(t, "POST", record+"/replay", token, "application/json", `{"event":`+published("c3", "/YT-C02/hall", "YT-C02")+`,"note":"sent as a new article"}`)
	if status != 202 {
		t.Errorf("mended: %d %v", status, answer)
	}
	i.articles(t, "YT-C02", 4)
}

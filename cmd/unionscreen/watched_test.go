package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httputil"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/segmentio/kafka-go"

	"unionscreen/ingest/feed"
	"unionscreen/queries/engine"
)

// watched is a product of which everything that it writes is kept apart.
type watched struct {
	*product
	app                *App
	engine             *engine.Engine
	kafka, url, config string
	officeDir, inputs  string
	log                *sharedText
	said               sharedText
	produce            feed.Produce
	database           string
	answered           map[int]int // by status
}

// sharedText takes what several goroutines write.
type sharedText struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (s *sharedText) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.Write(p)
}

func (s *sharedText) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.String()
}

const (
	lettersTopic  = "unionscreen-dead-letters"
	watchedOrigin = "https://www.example.org"
)

func startWatched(t *testing.T, on *engine.Engine, text *sharedText, database string) *watched {
	t.Helper()
	w := &watched{app: &App{}, engine: on, log: text, inputs: t.TempDir(), answered: map[int]int{}, database: database}
	log := newLogger(w.log, "debug")
	broker := startBroker(t, "union-work", lettersTopic)
	w.kafka = broker.Addr()
	settings := demoConfig(t, w.kafka, w.engine.DSN(w.database), "union-work")
	settings.Kafka.DeadLetters = lettersTopic
	settings.Dashboard.Beacons = []string{watchedOrigin + " /YT-C01/website YT-C01"}
	w.officeDir = settings.Registry.Database[:strings.LastIndexByte(settings.Registry.Database, '/')]
	w.config = settingsFile(t, settings)
	t.Cleanup(func() {
		if err := w.app.Stop(); err != nil {
			t.Error(err)
		}
	})
	w.start(t, settings, log)
	return w
}

func (w *watched) start(t *testing.T, cfg Config, log *slog.Logger) {
	t.Helper()
	ctx := t.Context()
	var err error
	if w.product, err = newProduct(ctx, w.app, cfg, log); err != nil {
		t.Fatal(err)
	}
	if err := w.openStore(ctx, w.app, true); err != nil {
		t.Fatal(err)
	}
	if err := w.startIngest(ctx, w.app); err != nil {
		t.Fatal(err)
	}
	if w.url, err = w.startPages(ctx, w.app, false, nil); err != nil {
		t.Fatal(err)
	}
	if err := w.startTally(ctx, w.app); err != nil {
		t.Fatal(err)
	}
	if err := w.firstBoard(ctx); err != nil {
		t.Fatal(err)
	}
	if w.produce, err = producer(w.app, KafkaConfig{Brokers: []string{w.kafka}}, nil); err != nil {
		t.Fatal(err)
	}
}

// readsAll waits until everything sent so far is in the ledger.
func (w *watched) readsAll(t *testing.T) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	if err := w.caughtUp(ctx); err != nil {
		t.Fatalf("%v: %v", err, w.ingest.Health())
	}
}

// ask sends a request with a good token, if it has none of its own, and keeps all of the answer.
func (w *watched) ask(t *testing.T, method, path, body string, headers map[string]string) []byte {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), method, w.url+path, strings.NewReader(body))
	if err != nil {
		t.Fatalf("%s %s: %v", method, path, err)
	}
	request.Header.Set("Authorization", "Bearer "+testToken)
	for name, value := range headers {
		request.Header.Set(name, value)
	}
	answer, err := http.DefaultTransport.RoundTrip(request) // no redirects: where they lead is of the answer
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	text, err := httputil.DumpResponse(answer, true)
	if err != nil {
		t.Fatal(err)
	}
	w.answered[answer.StatusCode]++
	if answer.StatusCode >= 500 {
		t.Errorf("%s %s: %s", method, path, text)
	}
	fmt.Fprintf(&w.said, "%s\n\n", text)
	_, content, _ := bytes.Cut(text, []byte("\r\n\r\n"))
	return content
}

// ownEngine is an engine whose directory holds nothing else.
func ownEngine(t *testing.T, dir string, log *slog.Logger) *engine.Engine {
	t.Helper()
	cfg := engine.Default()
	cfg.Dir = dir
	own := engine.New(cfg, engine.Deps{Log: log})
	if err := own.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = own.Stop(context.Background()) })
	return own
}

// sql asks the engine itself, beside the product.
func (w *watched) sql(t *testing.T, format, text string) []byte {
	t.Helper()
	answer, err := http.Post(w.engine.DSN(w.database)+"?default_format="+format+"&database="+w.database, "text/plain", strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil || answer.StatusCode != http.StatusOK {
		t.Fatalf("%s: %d %v %.300s", text, answer.StatusCode, err, body)
	}
	return body
}

// tables is everything that the engine holds, logs of its own included: its files are compressed, and what is in them
// might not be seen there.
func (w *watched) tables(t *testing.T) map[string][]byte {
	t.Helper()
	const tsv = "TabSeparated"
	found := map[string][]byte{}
	for name := range strings.FieldsSeq(string(w.sql(t, tsv, "SELECT concat(database, '.', name) FROM system.tables WHERE engine LIKE '%MergeTree%' OR engine LIKE '%Log'"))) {
		found[name] = w.sql(t, tsv, "SELECT * FROM "+name)
	}
	if len(found[w.database+".ledger"]) == 0 {
		t.Fatalf("the ledger was not read, only %d tables", len(found))
	}
	return found
}

// letters is the dead-letter topic: keys, headers and values.
func (w *watched) letters(t *testing.T) []byte {
	t.Helper()
	var all []byte
	for partition := range 4 {
		conn, err := kafka.DialLeader(t.Context(), "tcp", w.kafka, lettersTopic, partition)
		if err != nil {
			t.Fatal(err)
		}
		first, last, err := conn.ReadOffsets()
		if err != nil {
			t.Fatal(err)
		}
		conn.Close()
		reader := kafka.NewReader(kafka.ReaderConfig{Brokers: []string{w.kafka}, Topic: lettersTopic, Partition: partition, MaxBytes: 10 << 20, MaxWait: 100 * time.Millisecond})
		for at := first; at < last; at++ {
			m, err := reader.ReadMessage(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			all = fmt.Appendf(all, "%s\n%s\n", m.Key, m.Value)
			for _, h := range m.Headers {
				all = fmt.Appendf(all, "%s: %s\n", h.Key, h.Value)
			}
		}
		reader.Close()
	}
	return all
}

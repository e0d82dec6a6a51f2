package main

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"unionscreen/aggregator"
	"unionscreen/deploy/demo"
	"unionscreen/ingest/broker"
	"unionscreen/ingest/feed"
	"unionscreen/queries/engine"
)

// asProgram makes a second start of the test binary the program itself, so that tests can kill it.
const asProgram = "AS_UNIONSCREEN"

func TestMain(m *testing.M) {
	engine.RunChild()
	if os.Getenv(asProgram) != "" {
		os.Exit(run())
	}
	code := m.Run()
	sharedEngine.stop()
	sharedKafka.stop()
	os.Exit(code)
}

// sharedEngine is one real engine for all tests of the package; each test takes a database of its own.
var sharedEngine engineOnce

type engineOnce struct {
	once   sync.Once
	dir    string
	engine *engine.Engine
	fault  error
}

func (e *engineOnce) get(t *testing.T) *engine.Engine {
	t.Helper()
	e.once.Do(func() {
		if e.dir, e.fault = os.MkdirTemp("", "unionscreen-engine-*"); e.fault != nil {
			return
		}
		cfg := engine.Default()
		cfg.Dir = e.dir
		e.engine = engine.New(cfg, engine.Deps{Log: slog.New(slog.DiscardHandler)})
		e.fault = e.engine.Start(context.Background())
	})
	if e.fault != nil {
		t.Fatal(e.fault)
	}
	return e.engine
}

func (e *engineOnce) stop() {
	if e.engine != nil {
		_ = e.engine.Stop(context.Background())
	}
	_ = os.RemoveAll(e.dir)
}

// startBroker runs an embedded broker with the named topics of four partitions each.
func startBroker(t *testing.T, topics ...string) *broker.Broker {
	t.Helper()
	cfg := broker.Default()
	cfg.Dir, cfg.Listen, cfg.Topics = t.TempDir(), "127.0.0.1:0", nil
	cfg.RetentionBytes = 1 << 30 // tests may send far ahead of the reader
	for _, topic := range topics {
		cfg.Topics = append(cfg.Topics, broker.TopicConfig{Name: topic, Partitions: 4})
	}
	b, err := broker.New(cfg, broker.Deps{Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	if err := b.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = b.Stop(context.Background()) })
	return b
}

// demoConfig is a configuration on the demo's registry with everything in temporary files.
func demoConfig(t *testing.T, brokers, dsn string, topics ...string) Config {
	t.Helper()
	dir := t.TempDir()
	write := func(name string, text []byte) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, text, 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	cfg := DefaultConfig()
	cfg.Kafka.Brokers, cfg.Kafka.Topics, cfg.Kafka.DeadLetters = []string{brokers}, topics, ""
	cfg.ClickHouse.DSN = dsn
	cfg.Registry.Database, cfg.Schemes.Targets = filepath.Join(dir, "office.db"), write("targets.csv", demo.Targets)
	cfg.Registry.File, cfg.Registry.Services = write("registry.csv", demo.Registry), write("services.csv", demo.Services)
	cfg.Ingest.PseudonymKey = "a key that only tests have"
	cfg.Dashboard.Listen, cfg.Dashboard.Token = "127.0.0.1:0", testToken
	return cfg
}

const testToken = "a-token-for-tests-0123456789"

// running is a whole product without pages, on its own database.
type running struct {
	*product
	app *App
}

func startProduct(t *testing.T, cfg Config) running {
	t.Helper()
	r := running{app: &App{}}
	t.Cleanup(func() {
		if err := r.app.Stop(); err != nil {
			t.Error(err)
		}
	})
	ctx := t.Context()
	p, err := newProduct(ctx, r.app, cfg, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	r.product = p
	if err := p.openStore(ctx, r.app, true); err != nil {
		t.Fatal(err)
	}
	if err := p.startIngest(ctx, r.app); err != nil {
		t.Fatal(err)
	}
	if err := p.makeTally(false, func(*aggregator.Board) {}, func(uint64, time.Time) {}); err != nil {
		t.Fatal(err)
	}
	if err := p.startTally(ctx, r.app); err != nil {
		t.Fatal(err)
	}
	return r
}

// startWithPages runs a whole product with its pages and answers their address.
func startWithPages(t *testing.T, cfg Config, demo bool) (*product, string) {
	t.Helper()
	app := &App{}
	t.Cleanup(func() {
		if err := app.Stop(); err != nil {
			t.Error(err)
		}
	})
	ctx := t.Context()
	p, err := newProduct(ctx, app, cfg, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	if err := p.openStore(ctx, app, true); err != nil {
		t.Fatal(err)
	}
	if err := p.startIngest(ctx, app); err != nil {
		t.Fatal(err)
	}
	url, err := p.startPages(ctx, app, demo, nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := p.startTally(ctx, app); err != nil {
		t.Fatal(err)
	}
	return p, url
}

// settled waits until every event is in the ledger and in the standings.
func (r running) settled(t *testing.T) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	from := time.Now()
	if err := r.caughtUp(ctx); err != nil {
		t.Fatal(err)
	}
	for board := r.tally.Current(); board == nil || board.AsOf.Before(from); board = r.tally.Current() {
		if ctx.Err() != nil {
			t.Fatalf("standings do not reach the present: %v", r.tally.Health())
		}
		time.Sleep(10 * time.Millisecond)
	}
}

// standings is everything that the figures of some periods say, without what moves with the clock: as_of, offsets.
func (r running) standings(t *testing.T, periods ...string) string {
	t.Helper()
	var all []any
	for _, period := range periods {
		set, err := r.tally.Measures(t.Context(), period, "")
		if err != nil {
			t.Fatalf("measures of %s: %v", period, err)
		}
		set.AsOf, set.CompleteTo = time.Time{}, nil
		for i := range set.Measures {
			set.Measures[i].AsOf = time.Time{}
		}
		all = append(all, set)
		board, err := r.tally.Board(t.Context(), period)
		if err == nil {
			all = append(all, board.Groups, board.Overdue)
		}
	}
	text, err := json.MarshalIndent(all, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// send produces values to a topic in order, in batches of at most size.
func send(t *testing.T, produce feed.Produce, topic string, values [][]byte, size int) {
	t.Helper()
	for len(values) > 0 {
		n := min(size, len(values))
		batch := make([]feed.Message, n)
		for i, value := range values[:n] {
			batch[i] = feed.Message{Topic: topic, Key: fmt.Sprint(i), Value: value}
		}
		if err := produce(t.Context(), batch); err != nil {
			t.Fatal(err)
		}
		values = values[n:]
	}
}

package engine_test

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"testing"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"
	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"

	"unionscreen/queries/engine"
)

func TestMain(m *testing.M) {
	engine.RunChild()
	runParent()
	os.Exit(m.Run())
}

// config is the default with a directory of the test and no log.
func config(t *testing.T) (engine.Config, engine.Deps) {
	t.Helper()
	cfg := engine.Default()
	cfg.Dir = t.TempDir()
	return cfg, engine.Deps{Log: slog.New(slog.DiscardHandler)}
}

// start runs an engine and stops it at the end of the test. Without the library
// there is nothing to test: that fails, with the command that installs it.
func start(t *testing.T, change func(*engine.Config)) *engine.Engine {
	t.Helper()
	cfg, deps := config(t)
	if change != nil {
		change(&cfg)
	}
	e := engine.New(cfg, deps)
	if err := e.Start(t.Context()); err != nil {
		t.Fatalf("start: %v", err)
	}
	t.Cleanup(func() { stop(t, e) })
	return e
}

func stop(t *testing.T, e *engine.Engine) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	if err := e.Stop(ctx); err != nil {
		t.Errorf("stop: %v", err)
	}
}

// open connects the ordinary client.
func open(t *testing.T, e *engine.Engine) driver.Conn {
	t.Helper()
	options, err := clickhouse.ParseDSN(e.DSN(""))
	if err != nil {
		t.Fatal(err)
	}
	conn, err := clickhouse.Open(options)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	return conn
}

func run(t *testing.T, conn driver.Conn, sql string) {
	t.Helper()
	if err := conn.Exec(t.Context(), sql); err != nil {
		t.Fatalf("%s: %v", sql, err)
	}
}

// ask reads one value.
func ask[T any](t *testing.T, conn driver.Conn, sql string, args ...any) T {
	t.Helper()
	var value T
	if err := conn.QueryRow(t.Context(), sql, args...).Scan(&value); err != nil {
		t.Fatalf("%s: %v", sql, err)
	}
	return value
}

// code gives the ClickHouse code of an error, 0 if it has none.
func code(err error) int {
	var exception *clickhouse.Exception
	if errors.As(err, &exception) {
		return int(exception.Code)
	}
	return 0
}

// eventually waits for a condition, bounded.
func eventually(t *testing.T, what string, limit time.Duration, condition func() bool) {
	t.Helper()
	deadline := time.Now().Add(limit)
	for !condition() {
		if time.Now().After(deadline) {
			t.Fatalf("%s: not within %s", what, limit)
		}
		time.Sleep(5 * time.Millisecond)
	}
}

// benchmarkEngine runs an engine for a benchmark.
func benchmarkEngine(b *testing.B) (driver.Conn, func()) {
	b.Helper()
	cfg := engine.Default()
	cfg.Dir = b.TempDir()
	e := engine.New(cfg, engine.Deps{Log: slog.New(slog.DiscardHandler)})
	begun := time.Now()
	if err := e.Start(b.Context()); err != nil {
		b.Fatal(err)
	}
	b.Logf("ready in %s", time.Since(begun))
	options, err := clickhouse.ParseDSN(e.DSN(""))
	if err != nil {
		b.Fatal(err)
	}
	conn, err := clickhouse.Open(options)
	if err != nil {
		b.Fatal(err)
	}
	return conn, func() {
		_ = conn.Close()
		_ = e.Stop(context.Background())
	}
}

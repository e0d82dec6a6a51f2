package engine_test

import (
	"context"
	"os"
	"testing"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"
	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"

	"unionscreen/queries/engine"
)

func TestMain(m *testing.M) {
	engine.RunChild()
	os.Exit(m.Run())
}

// start runs an engine in a directory of the test and stops it at its end.
func start(t *testing.T, change func(*engine.Config)) *engine.Engine {
	t.Helper()
	cfg := engine.Default()
	cfg.Dir = t.TempDir()
	if change != nil {
		change(&cfg)
	}
	e := engine.New(cfg, engine.Deps{})
	if err := e.Start(t.Context()); err != nil {
		t.Fatalf("start: %v", err)
	}
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		if err := e.Stop(ctx); err != nil {
			t.Errorf("stop: %v", err)
		}
	})
	return e
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

func TestFirst(t *testing.T) {
	e := start(t, nil)
	conn := open(t, e)
	ctx := t.Context()
	if err := conn.Exec(ctx, "CREATE TABLE t (n UInt64, s String) ENGINE = MergeTree ORDER BY n"); err != nil {
		t.Fatal(err)
	}
	batch, err := conn.PrepareBatch(ctx, "INSERT INTO t (n, s)")
	if err != nil {
		t.Fatal(err)
	}
	if err := batch.Column(0).Append([]uint64{1, 2, 3}); err != nil {
		t.Fatal(err)
	}
	if err := batch.Column(1).Append([]string{"a", "b", "c"}); err != nil {
		t.Fatal(err)
	}
	if err := batch.Send(); err != nil {
		t.Fatal(err)
	}
	var n uint64
	if err := conn.QueryRow(ctx, "SELECT sum(n) FROM t WHERE s > {x:String}", clickhouse.Named("x", "a")).Scan(&n); err != nil || n != 5 {
		t.Fatalf("sum = %d, %v", n, err)
	}
}

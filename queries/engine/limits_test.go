package engine_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"
)

func TestLimits(t *testing.T) {
	conn := open(t, start(t, nil))
	limited := func(name string, value any) context.Context {
		return clickhouse.Context(t.Context(), clickhouse.WithSettings(clickhouse.Settings{name: value}))
	}
	begun := time.Now()
	err := conn.Exec(limited("max_execution_time", 1), "SELECT count() FROM numbers(1000000000000) WHERE NOT ignore(sipHash64(number))")
	if code(err) != 159 || time.Since(begun) > 5*time.Second {
		t.Errorf("time limit: %v after %s", err, time.Since(begun))
	}
	err = conn.Exec(limited("max_memory_usage", 50_000_000), "SELECT groupArray(number) FROM numbers(100000000)")
	if code(err) != 241 {
		t.Errorf("memory limit: %v", err)
	}
}

func TestCancelEndsTheStatement(t *testing.T) {
	conn := open(t, start(t, nil))
	running := func() uint64 {
		return ask[uint64](t, conn, "SELECT count() FROM system.processes WHERE Settings['log_comment'] = 'mine'")
	}
	for _, sql := range []string{
		"SELECT count() FROM numbers(1000000000000) WHERE NOT ignore(sipHash64(number))",
		"SELECT number, sipHash64(number) FROM numbers(1000000000000)",
		"INSERT INTO slow SELECT number FROM numbers(1000000000000) WHERE NOT ignore(sipHash64(number))",
	} {
		run(t, conn, "CREATE OR REPLACE TABLE slow (n UInt64) ENGINE = Null")
		ctx, cancel := context.WithCancel(clickhouse.Context(t.Context(), clickhouse.WithSettings(clickhouse.Settings{"log_comment": "mine"})))
		ended := make(chan error, 1)
		go func() {
			rows, err := conn.Query(ctx, sql)
			if err == nil {
				<-ctx.Done()
				err = errors.Join(ctx.Err(), rows.Close())
			}
			ended <- err
		}()
		eventually(t, "statement runs", 5*time.Second, func() bool { return running() == 1 })
		cancel()
		begun := time.Now()
		eventually(t, "statement ends", time.Second, func() bool { return running() == 0 })
		t.Logf("ended %s after the cancel", time.Since(begun))
		if err := <-ended; !errors.Is(err, context.Canceled) {
			t.Errorf("%s: %v", sql, err)
		}
	}
}

// TestKillByLogComment is what the ledger's writer does after a doubtful INSERT:
// when KILL … SYNC has answered, the old INSERT has landed nothing and no longer
// runs.
func TestKillByLogComment(t *testing.T) {
	// One session only: KILL must get through all the same.
	conn := open(t, start(t, func(c *engineConfig) { c.ConnectionPool = 1 }))
	run(t, conn, "CREATE TABLE slow (n UInt64, m UInt8 MATERIALIZED sleepEachRow(0.01)) ENGINE = MergeTree ORDER BY n")
	settings := clickhouse.Settings{"log_comment": "writer-7", "function_sleep_max_microseconds_per_block": 600_000_000}
	column := make([]uint64, 6000) // a minute of sleep
	for _, how := range []string{"kill", "cancel"} {
		ctx, cancel := context.WithCancel(clickhouse.Context(t.Context(), clickhouse.WithSettings(settings)))
		defer cancel()
		batch, err := conn.PrepareBatch(ctx, "INSERT INTO slow (n)")
		if err != nil {
			t.Fatal(err)
		}
		if err := batch.Column(0).Append(column); err != nil {
			t.Fatal(err)
		}
		ended := make(chan error, 1)
		go func() { ended <- batch.Send() }()
		kill := func() (found bool) {
			rows, err := conn.Query(t.Context(), "KILL QUERY WHERE Settings['log_comment'] = 'writer-7' SYNC")
			if err != nil {
				t.Fatal(err)
			}
			defer rows.Close()
			return rows.Next()
		}
		if how == "kill" {
			eventually(t, "the INSERT is found and killed", 5*time.Second, kill)
			if err := <-ended; code(err) != 394 {
				t.Errorf("killed INSERT: %v", err)
			}
		} else {
			// While the only session runs the INSERT, nothing else but KILL gets
			// through, so its end can be seen by the next statement only.
			eventually(t, "the INSERT has the session", 5*time.Second, func() bool {
				ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
				defer cancel()
				return conn.Exec(ctx, "SELECT 1") != nil
			})
			cancel()
			if err := <-ended; !errors.Is(err, context.Canceled) {
				t.Errorf("cancelled INSERT: %v", err)
			}
		}
		begun := time.Now()
		if n := ask[uint64](t, conn, "SELECT count() FROM system.processes WHERE Settings['log_comment'] = 'writer-7'"); n != 0 {
			t.Errorf("%s: %d statements left", how, n)
		}
		// sleepEachRow itself looks once a second whether it was ended.
		if took := time.Since(begun); took > 3*time.Second {
			t.Errorf("%s: the session was free after %s", how, took)
		}
		if n := ask[uint64](t, conn, "SELECT count() FROM slow"); n != 0 {
			t.Errorf("%s: %d rows of the INSERT", how, n)
		}
	}
}

// TestStreamIsBounded reads 640 MB of result in a child that may hold 1 GiB.
func TestStreamIsBounded(t *testing.T) {
	e := start(t, func(c *engineConfig) { c.MaxServerMemory, c.MaxQueryMemory, c.MaxBody = 1<<30, 1<<29, 1<<26 })
	conn := open(t, e)
	before := residentBytes(t, e.PID())
	rows, err := conn.Query(t.Context(), "SELECT number, sipHash64(number) FROM numbers(40000000)")
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var n, peak int
	for rows.Next() {
		if n++; n%5_000_000 == 0 {
			peak = max(peak, residentBytes(t, e.PID()))
		}
	}
	if err := rows.Err(); err != nil || n != 40_000_000 {
		t.Fatalf("%d rows, %v", n, err)
	}
	if grown := peak - before; grown > 300<<20 {
		t.Errorf("child grew by %d MiB", grown>>20)
	}
}

func residentBytes(t *testing.T, pid int) int {
	t.Helper()
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/statm", pid))
	if err != nil {
		t.Fatal(err)
	}
	pages, err := strconv.Atoi(strings.Fields(string(text))[1])
	if err != nil {
		t.Fatal(err)
	}
	return pages * os.Getpagesize()
}

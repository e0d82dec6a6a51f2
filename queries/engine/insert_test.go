package engine_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"
	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"
)

const ledger = `CREATE TABLE ledger (src LowCardinality(String), off UInt64, status UInt8, at DateTime64(6, 'UTC'), source String, id String,
	type LowCardinality(String), ident FixedString(16), union LowCardinality(String), thing String, person String, data String)
	ENGINE = MergeTree PARTITION BY toYYYYMM(at) ORDER BY (src, off)`

// fill appends rows to a batch of the ledger, column by column.
func fill(t testing.TB, batch driver.Batch, rows int) {
	t.Helper()
	words := make([]string, rows)
	offsets := make([]uint64, rows)
	statuses := make([]uint8, rows)
	times := make([]time.Time, rows)
	names := make([]string, rows)
	for i := range rows {
		offsets[i], statuses[i] = uint64(i), 1
		words[i] = "union-" + string(rune('a'+i%26))
		times[i] = time.Date(2026, 11, 21, 1, 0, 0, i*1000, time.UTC)
		names[i] = fmt.Sprintf("%016x", i)
	}
	for i, column := range []any{words, offsets, statuses, times, words, names, words, names, words, names, names, names} {
		if err := batch.Column(i).Append(column); err != nil {
			t.Fatalf("column %d: %v", i, err)
		}
	}
}

func send(t testing.TB, conn driver.Conn, ctx context.Context, rows int) error {
	t.Helper()
	batch, err := conn.PrepareBatch(ctx, "INSERT INTO ledger")
	if err != nil {
		t.Fatal(err)
	}
	defer batch.Close()
	fill(t, batch, rows)
	return batch.Send()
}

// TestOneInsertIsOnePart is what exactly-once rests on: one INSERT becomes one
// part, so it lands whole or not at all.
func TestOneInsertIsOnePart(t *testing.T) {
	conn := open(t, start(t, nil))
	run(t, conn, ledger)
	run(t, conn, "SYSTEM STOP MERGES ledger")
	for i, rows := range []int{1, 10_000, 100_000} {
		if err := send(t, conn, t.Context(), rows); err != nil {
			t.Fatalf("%d rows: %v", rows, err)
		}
		if got := parts(t, conn, "ledger"); len(got) != i+1 || got[i] != uint64(rows) {
			t.Errorf("after %d rows: parts of %v rows", rows, got)
		}
	}
}

// parts gives the rows of each part of a table, the smallest first.
func parts(t *testing.T, conn driver.Conn, table string) []uint64 {
	t.Helper()
	return ask[[]uint64](t, conn, "SELECT arraySort(groupArray(rows)) FROM system.parts WHERE active AND table = {t:String}", clickhouse.Named("t", table))
}

// TestLargestInsert stands at the limit of rows, and one beyond it.
func TestLargestInsert(t *testing.T) {
	conn := open(t, start(t, nil))
	run(t, conn, "CREATE TABLE large (a UInt64, b UInt64) ENGINE = MergeTree ORDER BY a")
	run(t, conn, "SYSTEM STOP MERGES large")
	for _, c := range []struct{ rows, code int }{{1 << 20, 0}, {1<<20 + 1, 158}} {
		batch, err := conn.PrepareBatch(t.Context(), "INSERT INTO large")
		if err != nil {
			t.Fatal(err)
		}
		column := make([]uint64, c.rows)
		for i := range column {
			column[i] = uint64(i)
		}
		for i := range 2 {
			if err := batch.Column(i).Append(column); err != nil {
				t.Fatal(err)
			}
		}
		if err := batch.Send(); code(err) != c.code || c.code == 0 && err != nil {
			t.Errorf("%d rows: %v", c.rows, err)
		}
	}
	if got := parts(t, conn, "large"); len(got) != 1 || got[0] != 1<<20 {
		t.Errorf("parts of %v rows, want one of %d", got, 1<<20)
	}
}

// TestManyBytesAreOnePart sends bodies beyond the limits at which the engine
// would cut, as many small blocks. The rows are written by hand, because the
// client sends one block and needs longer for it than the engine.
func TestManyBytesAreOnePart(t *testing.T) {
	const width = 10_000
	wide := bytes.Repeat([]byte("x"), width)
	for _, c := range []struct {
		why          string
		memory, body int64
		blocks       int
	}{
		{"the default limits", 2 << 30, 128 << 20, 120},
		{"more than 256 MiB, with more memory", 5 << 30, 320 << 20, 290},
	} {
		e := start(t, func(cfg *engineConfig) { cfg.MaxServerMemory, cfg.MaxBody = c.memory, c.body })
		conn := open(t, e)
		run(t, conn, "CREATE TABLE wide (s String) ENGINE = MergeTree ORDER BY tuple()")
		run(t, conn, "SYSTEM STOP MERGES wide")
		block := append([]byte{1, 100}, "\x01s\x06String"...)
		for range 100 {
			block = append(append(block, binary.AppendUvarint(nil, width)...), wide...)
		}
		var body []io.Reader
		for range c.blocks {
			body = append(body, bytes.NewReader(block))
		}
		status, text := post(t, e, map[string][]string{
			"query":                       {"INSERT INTO wide FORMAT Native"},
			"min_insert_block_size_bytes": {"1000"}, // what a caller asks for does not cut either
			"min_insert_block_size_rows":  {"1000"},
		}, io.MultiReader(body...))
		if status != 200 {
			t.Fatalf("%s: %d %s", c.why, status, text)
		}
		if got := parts(t, conn, "wide"); len(got) != 1 || got[0] != uint64(100*c.blocks) {
			t.Errorf("%s: parts of %v rows, want one of %d", c.why, got, 100*c.blocks)
		}
		if status, text := post(t, e, map[string][]string{"query": {"INSERT INTO wide FORMAT TSV"}}, zeros(c.body+1)); status != 413 ||
			!strings.HasPrefix(text, "Code: 307.") {
			t.Errorf("%s: one byte too many: %d %s", c.why, status, text)
		}
	}
}

// zeros is a reader of n zero bytes.
func zeros(n int64) io.Reader { return io.LimitReader(zero{}, n) }

type zero struct{}

func (zero) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}

// TestRowFormatsAreOnePart covers what is parsed row by row.
func TestRowFormatsAreOnePart(t *testing.T) {
	e := start(t, nil)
	conn := open(t, e)
	run(t, conn, "CREATE TABLE rowwise (n UInt32) ENGINE = MergeTree ORDER BY n")
	run(t, conn, "SYSTEM STOP MERGES rowwise")
	if status, text := post(t, e, map[string][]string{"query": {"INSERT INTO rowwise FORMAT TSV"}, "max_insert_block_size": {"1000"}}, strings.NewReader(strings.Repeat("7\n", 1<<20))); status != 200 {
		t.Fatalf("%d %s", status, text)
	}
	if got := parts(t, conn, "rowwise"); len(got) != 1 || got[0] != 1<<20 {
		t.Errorf("parts of %v rows, want one of %d", got, 1<<20)
	}
}

// TestRefusedInsertLeavesNothing fails in the last row.
func TestRefusedInsertLeavesNothing(t *testing.T) {
	conn := open(t, start(t, nil))
	run(t, conn, strings.Replace(ledger, "data String)", "data String, CONSTRAINT c CHECK off < 99999)", 1))
	if err := send(t, conn, t.Context(), 100_000); code(err) != 469 {
		t.Fatalf("send: %v", err)
	}
	ctx := clickhouse.Context(t.Context(), clickhouse.WithSettings(clickhouse.Settings{"max_memory_usage": 5_000_000}))
	if err := send(t, conn, ctx, 90_000); code(err) != 241 {
		t.Fatalf("send with little memory: %v", err)
	}
	if got := ask[uint64](t, conn, "SELECT count() FROM ledger"); got != 0 {
		t.Errorf("%d rows", got)
	}
	if err := send(t, conn, t.Context(), 90_000); err != nil {
		t.Fatalf("next insert: %v", err)
	}
}

func BenchmarkInsert(b *testing.B) {
	conn, stop := benchmarkEngine(b)
	defer stop()
	for _, rows := range []int{1_000, 10_000, 100_000} {
		b.Run(fmt.Sprint(rows), func(b *testing.B) {
			if err := conn.Exec(b.Context(), strings.Replace(ledger, "CREATE", "CREATE OR REPLACE", 1)); err != nil {
				b.Fatal(err)
			}
			for b.Loop() {
				b.StopTimer()
				batch, err := conn.PrepareBatch(b.Context(), "INSERT INTO ledger")
				if err != nil {
					b.Fatal(err)
				}
				fill(b, batch, rows)
				b.StartTimer()
				if err := batch.Send(); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(rows)*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
		})
	}
}

func BenchmarkTinyQuery(b *testing.B) {
	conn, stop := benchmarkEngine(b)
	defer stop()
	for _, c := range []struct {
		name string
		ctx  context.Context
	}{
		{"plain", b.Context()},
		{"settings", clickhouse.Context(b.Context(), clickhouse.WithSettings(clickhouse.Settings{"log_comment": "x", "max_threads": 2}))},
	} {
		b.Run(c.name, func(b *testing.B) {
			var n uint8
			for b.Loop() {
				if err := conn.QueryRow(c.ctx, "SELECT {x:UInt8}", clickhouse.Named("x", 1)).Scan(&n); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

package ingest

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	dto "github.com/prometheus/client_model/go"

	"unionscreen/queries"
)

func rowsOf(src string, from, n int) []queries.LedgerRow {
	rows := make([]queries.LedgerRow, n)
	for i := range rows {
		rows[i] = queries.LedgerRow{Src: src, Offset: uint64(from + i), OffsetEnd: uint64(from + i)}
	}
	return rows
}

func TestBatchIsBoundedByRowsMemoryAndAge(t *testing.T) {
	t0 := time.Date(2026, 5, 1, 0, 0, 0, 0, time.UTC)
	p, q := &partition{}, &partition{}
	tests := []struct {
		name  string
		add   []chunk
		now   time.Time
		wait  time.Duration
		some  bool
		reach map[*partition]int64
	}{
		{"empty: nothing to wait for", nil, t0, 0, false, nil},
		{"young", []chunk{{part: p, rows: rowsOf("p", 5, 2), cost: 10, at: t0}}, t0.Add(100 * time.Millisecond), 150 * time.Millisecond, true, map[*partition]int64{p: 7}},
		{"old", []chunk{{part: p, rows: rowsOf("p", 0, 1), cost: 10, at: t0}}, t0.Add(300 * time.Millisecond), -50 * time.Millisecond, true, map[*partition]int64{p: 1}},
		{"full of rows", []chunk{{part: p, rows: rowsOf("p", 0, 10), cost: 10, at: t0}}, t0, 0, true, map[*partition]int64{p: 10}},
		{"full of memory", []chunk{{part: p, rows: rowsOf("p", 0, 1), cost: 1000, at: t0}}, t0, 0, true, map[*partition]int64{p: 1}},
		{"the age is that of the oldest chunk, the reach that of the last", []chunk{
			{part: p, rows: rowsOf("p", 0, 1), cost: 1, at: t0.Add(50 * time.Millisecond)},
			{part: q, rows: rowsOf("q", 7, 2), cost: 1, at: t0},
			{part: p, rows: rowsOf("p", 1, 3), cost: 1, at: t0.Add(60 * time.Millisecond)},
		}, t0.Add(100 * time.Millisecond), 150 * time.Millisecond, true, map[*partition]int64{p: 4, q: 9}},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			b := newBatch(Config{MaxRows: 10, MaxBytes: 1000, MaxAge: 250 * time.Millisecond})
			for _, c := range tc.add {
				b.add(c)
			}
			if wait, some := b.wait(tc.now); wait != tc.wait || some != tc.some {
				t.Errorf("wait %s, %t; want %s, %t", wait, some, tc.wait, tc.some)
			}
			for part, want := range tc.reach {
				if b.reach[part] != want {
					t.Errorf("reach %d, want %d", b.reach[part], want)
				}
			}
			b.reset()
			if _, some := b.wait(tc.now); some || len(b.rows) != 0 || b.cost != 0 || len(b.reach) != 0 {
				t.Errorf("after reset: %d rows, cost %d, reach %v", len(b.rows), b.cost, b.reach)
			}
		})
	}
}

func TestAsOfIsTheLatestTargetThatIsReached(t *testing.T) {
	at := func(s int) time.Time { return time.Unix(int64(s), 0) }
	marks := map[string]int64{"a": 10, "b": 5}
	held := map[string]bool{}
	mark := func(src string) (int64, bool, bool) {
		next, known := marks[src]
		return next, held[src], !known
	}
	var a asOf
	a.aim(target{at(1), map[string]int64{"a": 10, "b": 5}})
	a.aim(target{at(2), map[string]int64{"a": 10, "b": 6}})
	a.aim(target{at(3), map[string]int64{"a": 12, "b": 6, "gone": 99}})
	if !a.settle(mark) || !a.reached.Equal(at(1)) {
		t.Errorf("reached %s, want 1", a.reached)
	}
	if a.settle(mark) {
		t.Error("settling again changes something")
	}
	marks["a"], marks["b"] = 20, 6
	held["b"] = true
	if a.settle(mark) {
		t.Errorf("a partition that stands still was passed: %s", a.reached)
	}
	held["b"] = false
	if !a.settle(mark) || !a.reached.Equal(at(3)) || len(a.targets) != 0 {
		t.Errorf("reached %s with %d targets left, want 3 and none", a.reached, len(a.targets))
	}
	a.aim(target{at(2), nil}) // the clock was set back
	if !a.settle(mark) || !a.reached.Equal(at(2)) {
		t.Errorf("reached %s, want the clock's 2", a.reached)
	}
}

func TestAsOfKeepsFewTargetsAndTheFirst(t *testing.T) {
	var a asOf
	for n := range 10_000 {
		a.aim(target{at: time.Unix(int64(n), 0), ends: map[string]int64{"a": int64(n)}})
	}
	if len(a.targets) > maxTargets {
		t.Errorf("%d targets are kept", len(a.targets))
	}
	if !a.targets[0].at.Equal(time.Unix(0, 0)) || !a.targets[len(a.targets)-1].at.Equal(time.Unix(9999, 0)) {
		t.Errorf("kept are %s to %s", a.targets[0].at, a.targets[len(a.targets)-1].at)
	}
}

func TestBudgetHoldsTakersBackAndLetsOneIn(t *testing.T) {
	b := newBudget(100)
	if err := b.take(t.Context(), 500); err != nil { // above the limit, but alone
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	taken := make(chan error, 1)
	go func() { taken <- b.take(ctx, 1) }()
	b.give(410) // 90 are used
	if err := <-taken; err != nil {
		t.Fatal(err)
	}
	go func() { taken <- b.take(ctx, 10) }()
	cancel()
	if err := <-taken; !errors.Is(err, context.Canceled) {
		t.Errorf("a taker beyond the limit got %v", err)
	}
	b.give(-9) // an estimate was too low
	b.give(100)
	if b.used != 0 {
		t.Errorf("%d are in use after all was given", b.used)
	}
}

func TestBackoffDoublesUpToItsBound(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel() // no waiting
	b := backoff{min: 10, max: 35}
	var got []time.Duration
	for range 4 {
		b.wait(ctx)
		got = append(got, b.now)
	}
	b.reset()
	b.wait(ctx)
	if want := "[10ns 20ns 35ns 35ns]"; fmt.Sprint(got) != want || b.now != 10 {
		t.Errorf("pauses %v then %v, want %s then 10ns", got, b.now, want)
	}
}

func TestConfigFaultsAreAllNamed(t *testing.T) {
	cfg := Config{Topics: []string{"a", "a", ""}, DeadLetterTopic: "a", BackoffMin: 2, BackoffMax: 1}
	err := cfg.Validate()
	for _, want := range []string{"ingest.brokers is empty", `names "a" twice`, "holds an empty name", "dead-letter topic", "ingest.max_rows", "ingest.max_age",
		"ingest.max_bytes", "ingest.fetch_bytes", "ingest.poll", "ingest.ledger_timeout", "backoff_max is below"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("missing %q in: %v", want, err)
		}
	}
	cfg = Default()
	cfg.Brokers = []string{"127.0.0.1:9092"}
	if err := cfg.Validate(); err != nil {
		t.Errorf("the default with a broker: %v", err)
	}
}

func TestNewRefusesWhatIsMissing(t *testing.T) {
	cfg := testConfig("127.0.0.1:1")
	if _, err := New(cfg, Deps{Decoder: newDecoder}); err == nil {
		t.Error("no ledger passes")
	}
	if _, err := New(cfg, Deps{Ledger: newMemory(), Decoder: func() (Decoder, error) { return nil, errTest }}); !errors.Is(err, errTest) {
		t.Errorf("a decoder that cannot be made gives %v", err)
	}
	reg := prometheus.NewRegistry()
	if _, err := New(cfg, Deps{Ledger: newMemory(), Decoder: newDecoder, Metrics: reg}); err != nil {
		t.Fatal(err)
	}
	if _, err := New(cfg, Deps{Ledger: newMemory(), Decoder: newDecoder, Metrics: reg}); err == nil {
		t.Error("metrics registered twice pass")
	}
}

func TestRowsAreCountedByStatusAndReason(t *testing.T) {
	m, err := newMeters(prometheus.NewRegistry())
	if err != nil {
		t.Fatal(err)
	}
	m.inserted([]queries.LedgerRow{
		{Status: queries.Accepted}, {Status: queries.Accepted}, {Status: queries.Skipped},
		{Status: queries.Rejected, Reason: "bad_value:data.union"}, {Status: queries.Rejected, Reason: "bad_value:time"}, {Status: queries.Rejected, Reason: "too_large"},
	}, time.Millisecond)
	for labels, want := range map[[2]string]float64{{"accepted", ""}: 2, {"skipped", ""}: 1, {"rejected", "bad_value"}: 2, {"rejected", "too_large"}: 1} {
		var metric dto.Metric
		if err := m.rows.WithLabelValues(labels[0], labels[1]).Write(&metric); err != nil {
			t.Fatal(err)
		}
		if got := metric.GetCounter().GetValue(); got != want {
			t.Errorf("%v: %v, want %v", labels, got, want)
		}
	}
}

package ingest

import (
	"context"
	"fmt"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/segmentio/kafka-go"
	"github.com/twmb/franz-go/pkg/kgo"

	"unionscreen/ingest/broker"
	"unionscreen/queries"
)

func TestTransactionsAndControlRecords(t *testing.T) {
	b := startBroker(t, nil)
	m := newMemory()
	produce := func(ctx context.Context, id string, from int, end kgo.TransactionEndTry) {
		t.Helper()
		c, err := kgo.NewClient(kgo.SeedBrokers(b.Addr()), kgo.TransactionalID(id), kgo.DefaultProduceTopic("work"))
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		if err := c.BeginTransaction(); err != nil {
			t.Fatal(err)
		}
		for n := from; n < from+4; n++ {
			if err := c.ProduceSync(ctx, &kgo.Record{Value: read("work", n).Value}).FirstErr(); err != nil {
				t.Fatal(err)
			}
		}
		if err := c.EndTransaction(ctx, end); err != nil {
			t.Fatal(err)
		}
	}
	p := startProducer(t, b.Addr(), nil)
	produce(t.Context(), "a", 0, kgo.TryCommit)  // offsets 0-3, marker 4
	produce(t.Context(), "a", 100, kgo.TryAbort) // 5-8, marker 9
	produce(t.Context(), "b", 200, kgo.TryAbort) // 10-13, marker 14
	send(t, p, read("work", 4))                  // 15
	produce(t.Context(), "b", 5, kgo.TryCommit)  // 16-19, marker 20
	produce(t.Context(), "a", 300, kgo.TryAbort) // 21-24, marker 25
	for start := uint64(0); start <= 26; start += 2 {
		// Also from the middle of a transaction, as after a crash.
		m = newMemory()
		if start > 0 {
			m.marks[sourceNow(t, b.Addr(), "work")] = start
		}
		in := startIngest(t, testConfig(b.Addr()), Deps{Ledger: m})
		eventually(t, "the log is covered", func() bool { return m.markMap()[sourceNow(t, b.Addr(), "work")] == 26 })
		var accepted, skipped []string
		for _, r := range m.snapshot() {
			switch r.Status {
			case queries.Accepted:
				accepted = append(accepted, fmt.Sprint(r.Offset))
			case queries.Skipped:
				skipped = append(skipped, fmt.Sprintf("%d-%d", r.Offset, r.OffsetEnd))
			}
		}
		var want []string
		for _, offset := range []uint64{0, 1, 2, 3, 15, 16, 17, 18, 19} {
			if offset >= start {
				want = append(want, fmt.Sprint(offset))
			}
		}
		if fmt.Sprint(accepted) != fmt.Sprint(want) {
			t.Errorf("from %d: accepted %v, want %v (skipped %v)", start, accepted, want, skipped)
		}
		if start == 0 && fmt.Sprint(skipped) != "[4-14 20-25]" {
			t.Errorf("skipped %v", skipped)
		}
		stopIngest(t, in)
	}
}

func TestAFastProducerLosesNothingInASmallLog(t *testing.T) {
	b := startBroker(t, func(cfg *broker.Config) {
		cfg.SegmentBytes, cfg.RetentionBytes, cfg.RetentionCheck = 16<<10, 256<<10, 2*time.Millisecond
	})
	m := newMemory()
	in := startIngest(t, testConfig(b.Addr()), Deps{Ledger: m})
	room := func(ctx context.Context) error {
		return b.Room(ctx, func() []broker.Position {
			var out []broker.Position
			for _, p := range in.Positions() {
				out = append(out, broker.Position{Topic: p.Topic, Partition: p.Partition, Next: p.Next})
			}
			return out
		})
	}
	cfg := DefaultProducer()
	cfg.Brokers, cfg.PartBytes = []string{b.Addr()}, 32<<10
	p, err := NewProducer(cfg, ProducerDeps{Room: room})
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	const total = 20_000 // 5 MB through 256 KiB
	send(t, p, reads("work", 0, total)...)
	eventually(t, "all events are stored", func() bool { return m.stored() == total })
	checkOnce(t, m, 0, total)
	if err := in.Health(); err != nil {
		t.Error(err)
	}
}

func TestKcatSendsBothModes(t *testing.T) {
	kcat, err := exec.LookPath("kcat")
	if err != nil {
		t.Fatalf("kcat is needed (Debian package kcat): %v", err)
	}
	b := startBroker(t, nil)
	m := newMemory()
	startIngest(t, testConfig(b.Addr()), Deps{Ledger: m})
	run := func(stdin string, args ...string) {
		t.Helper()
		cmd := exec.CommandContext(t.Context(), kcat, append([]string{"-P", "-b", b.Addr(), "-t", "work"}, args...)...)
		cmd.Stdin = strings.NewReader(stdin)
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("kcat %v: %v: %s", args, err, out)
		}
	}
	run(string(read("work", 1).Value) + "\n" + string(read("work", 2).Value) + "\n")
	run(`{"union":"330110","application":"330110-7781","outcome":"granted"}`,
		"-k", "330110", "-z", "zstd", "-H", "content-type=application/json", "-H", "ce_specversion=1.0", "-H", "ce_id=e3",
		"-H", "ce_source=/330110/service-hall", "-H", "ce_type=application.completed", "-H", "ce_time=2026-05-01T23:59:58+08:00", "-H", "ce_subject=A-7781")
	run("not an event\n")
	eventually(t, "all four are stored", func() bool { return m.stored() == 4 })
	rows := m.snapshot()
	checkOnce(t, m, 1, 4)
	if r := rows[3]; r.Status != queries.Rejected || r.Reason != "malformed_json" || string(r.Payload) != "not an event" {
		t.Errorf("rejected row %+v", r)
	}
	r := rows[2]
	if r.Type != "application.completed" || r.Source != "/330110/service-hall" || r.Subject != "A-7781" || r.Thing != "330110-7781" ||
		r.Union != "330110" || r.Outcome != "granted" || !r.Time.Equal(time.Date(2026, 5, 1, 15, 59, 58, 0, time.UTC)) {
		t.Errorf("the event in binary mode became %+v", r)
	}
}

func TestAbsurdTimestampsOfRecordsAreKeptInRange(t *testing.T) {
	b := startBroker(t, nil)
	m := newMemory()
	startIngest(t, testConfig(b.Addr()), Deps{Ledger: m})
	c, err := kgo.NewClient(kgo.SeedBrokers(b.Addr()), kgo.DefaultProduceTopic("work"))
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	for n, millis := range []int64{-1, 1, 1 << 43, -1 << 43} {
		if err := c.ProduceSync(t.Context(), &kgo.Record{Value: read("work", n).Value, Timestamp: time.UnixMilli(millis)}).FirstErr(); err != nil {
			t.Fatal(err)
		}
	}
	eventually(t, "all records are stored", func() bool { return m.stored() == 4 })
	want := []string{"1970-01-01T00:00:00Z time_out_of_range", "1970-01-01T00:00:00.001Z time_out_of_range", "2200-01-01T00:00:00Z ", "1970-01-01T00:00:00Z time_out_of_range"}
	for n, r := range m.snapshot() {
		if got := r.RecordTime.Format(time.RFC3339Nano) + " " + r.Reason; got != want[n] {
			t.Errorf("record %d: %s, want %s", n, got, want[n])
		}
	}
}

func TestHintsShowInTheGroup(t *testing.T) {
	b := startBroker(t, nil)
	m := newMemory()
	in := startIngest(t, testConfig(b.Addr()), Deps{Ledger: m})
	send(t, startProducer(t, b.Addr(), nil), reads("work", 0, 70)...)
	eventually(t, "the events are stored", func() bool { return m.stored() == 70 })
	stopIngest(t, in)
	res, err := plainClient(b.Addr()).OffsetFetch(t.Context(), &kafka.OffsetFetchRequest{GroupID: "unionscreen", Topics: map[string][]int{"work": {0}}})
	if err != nil || res.Error != nil || len(res.Topics["work"]) != 1 {
		t.Fatal(err, res)
	}
	if got := res.Topics["work"][0].CommittedOffset; got != 70 {
		t.Errorf("the group shows offset %d, want 70", got)
	}
}

func (m *memory) markMap() map[string]uint64 {
	marks, _ := m.Marks(context.Background())
	return marks
}

// sourceNow names the only partition of a topic.
func sourceNow(t *testing.T, addr, topic string) string {
	t.Helper()
	cfg := testConfig(addr)
	cfg.Topics = []string{topic}
	side, err := newKafkaSide(cfg)
	if err != nil {
		t.Fatal(err)
	}
	defer side.transport.CloseIdleConnections()
	v, err := side.look(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return sourceOf(v.clusterID, v.topics[topic].id, 0)
}

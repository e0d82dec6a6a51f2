package ingest

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/segmentio/kafka-go"
	"github.com/twmb/franz-go/pkg/kgo"

	"unionscreen/ingest/broker"
	"unionscreen/ingest/event"
	"unionscreen/queries"
)

func TestPartitionsAreFoundWhileRunning(t *testing.T) {
	b := startBroker(t, nil)
	m := newMemory()
	in := startIngest(t, testConfig(b.Addr()), Deps{Ledger: m})
	eventually(t, "4 partitions are read", func() bool { return len(in.Positions()) == 4 })
	client := plainClient(b.Addr())
	res, err := client.CreatePartitions(t.Context(), &kafka.CreatePartitionsRequest{Topics: []kafka.TopicPartitionsConfig{{Name: "work", Count: 4}}})
	if err != nil || res.Errors["work"] != nil {
		t.Fatal(err, res)
	}
	for part := range 4 {
		value := read("work", part).Value
		produced, err := client.Produce(t.Context(), &kafka.ProduceRequest{
			Topic: "work", Partition: part, RequiredAcks: kafka.RequireAll, Records: kafka.NewRecordReader(kafka.Record{Value: kafka.NewBytes(value)}),
		})
		for err != nil { // kafka-go's client knows the new partition a little later
			if t.Context().Err() != nil {
				t.Fatal(err)
			}
			produced, err = client.Produce(t.Context(), &kafka.ProduceRequest{
				Topic: "work", Partition: part, RequiredAcks: kafka.RequireAll, Records: kafka.NewRecordReader(kafka.Record{Value: kafka.NewBytes(value)}),
			})
			time.Sleep(10 * time.Millisecond)
		}
		if produced.Error != nil {
			t.Fatal(produced.Error)
		}
	}
	eventually(t, "the new partitions' events are stored", func() bool { return m.stored() == 4 })
	checkOnce(t, m, 0, 4)
	if n := len(in.Positions()); n != 7 {
		t.Errorf("%d partitions are listed, want 7", n)
	}
}

func TestARecreatedTopicIsANewSource(t *testing.T) {
	b := startBroker(t, nil)
	m := newMemory()
	in := startIngest(t, testConfig(b.Addr()), Deps{Ledger: m})
	p := startProducer(t, b.Addr(), nil)
	send(t, p, reads("work", 0, 100)...)
	eventually(t, "the first topic is stored", func() bool { return m.stored() == 100 })
	client := plainClient(b.Addr())
	if res, err := client.DeleteTopics(t.Context(), &kafka.DeleteTopicsRequest{Topics: []string{"work"}}); err != nil || res.Errors["work"] != nil {
		t.Fatal(err, res)
	}
	eventually(t, "the absent topic shows", func() bool {
		err := in.Health()
		return err != nil && strings.Contains(err.Error(), "topic work does not exist")
	})
	if res, err := client.CreateTopics(t.Context(), &kafka.CreateTopicsRequest{Topics: []kafka.TopicConfig{{Topic: "work", NumPartitions: 1, ReplicationFactor: 1}}}); err != nil || res.Errors["work"] != nil {
		t.Fatal(err, res)
	}
	send(t, p, reads("work", 100, 130)...) // fewer than before: offsets begin at 0 again
	eventually(t, "the second topic is stored", func() bool { return m.stored() == 130 })
	checkOnce(t, m, 0, 130)
	checkCover(t, m, in)
	bySource := map[string]int{}
	for _, r := range m.snapshot() {
		bySource[r.Src]++
	}
	if len(bySource) != 2 {
		t.Errorf("rows by source: %v, want two sources", bySource)
	}
	eventually(t, "ingest is healthy", func() bool { return in.Health() == nil })
}

func TestRetentionOverUnreadRecordsRaisesAnAlarm(t *testing.T) {
	b := startBroker(t, func(cfg *broker.Config) {
		cfg.SegmentBytes, cfg.RetentionBytes, cfg.RetentionCheck = 4<<10, 16<<10, 5*time.Millisecond
	})
	m := newMemory()
	in := startIngest(t, testConfig(b.Addr()), Deps{Ledger: m})
	p := startProducer(t, b.Addr(), nil)
	send(t, p, reads("work", 0, 10)...)
	eventually(t, "the first events are stored", func() bool { return m.stored() == 10 })
	stopIngest(t, in)
	for from := 10; from < 1010; from += 10 {
		send(t, p, reads("work", from, from+10)...)
	}
	in = startIngest(t, testConfig(b.Addr()), Deps{Ledger: m})
	var alarm *Alarm
	eventually(t, "the alarm is raised", func() bool { return errors.As(in.Health(), &alarm) })
	if alarm.Topic != "work" || alarm.Mark != 10 || alarm.Start <= 10 || alarm.End != 1010 {
		t.Errorf("alarm %+v", alarm)
	}
	for _, want := range []string{"work/0", "mark 10", fmt.Sprintf("begins at offset %d", alarm.Start)} {
		if !strings.Contains(alarm.Error(), want) {
			t.Errorf("the alarm does not say %q: %s", want, alarm)
		}
	}
	// The others go on; what is known to be missing keeps as_of back.
	send(t, p, reads("reads", 0, 50)...)
	eventually(t, "the other topic is stored", func() bool { return m.stored() == 60 })
	if at := in.AsOf(); !at.IsZero() {
		t.Errorf("as_of is %s although records are missing", at)
	}
	shown := false
	for _, p := range in.Positions() {
		shown = shown || p.Topic == "work" && p.Alarm == alarm.Error() && p.Next == 10
	}
	if !shown {
		t.Errorf("positions do not show the alarm: %+v", in.Positions())
	}
}

func TestALogThatEndsBelowTheMarkRaisesAnAlarm(t *testing.T) {
	b := startBroker(t, nil)
	m := newMemory()
	in := startIngest(t, testConfig(b.Addr()), Deps{Ledger: m})
	p := startProducer(t, b.Addr(), nil)
	send(t, p, reads("work", 0, 10)...)
	eventually(t, "the events are stored", func() bool { return m.stored() == 10 })
	stopIngest(t, in)
	m.set(func(m *memory) { m.marks[m.rows[0].Src] = 25 }) // as if the broker had lost its last records
	in = startIngest(t, testConfig(b.Addr()), Deps{Ledger: m})
	var alarm *Alarm
	eventually(t, "the alarm is raised", func() bool { return errors.As(in.Health(), &alarm) })
	if !strings.Contains(alarm.Error(), "ends at offset 10, below our mark 25") {
		t.Errorf("alarm: %s", alarm)
	}
}

func TestRetentionWhileReadingRaisesAnAlarm(t *testing.T) {
	b := startBroker(t, func(cfg *broker.Config) {
		cfg.SegmentBytes, cfg.RetentionBytes, cfg.RetentionCheck = 4<<10, 16<<10, 5*time.Millisecond
	})
	m := newMemory()
	m.slow = make(chan struct{})
	cfg := testConfig(b.Addr())
	cfg.MaxRows, cfg.FetchBytes, cfg.LedgerTimeout, cfg.ProbeEvery = 1, 1<<10, time.Minute, time.Minute
	in := startIngest(t, cfg, Deps{Ledger: m})
	p := startProducer(t, b.Addr(), nil)
	// The batch is full with the first row and the ledger does not answer; fetched chunks fill the way to it.
	for from := 0; from < 3000; from += 10 {
		send(t, p, reads("work", from, from+10)...)
	}
	close(m.slow)
	eventually(t, "all is stored, or the alarm is raised", func() bool {
		var alarm *Alarm
		return m.stored() == 3000 || errors.As(in.Health(), &alarm)
	})
	var alarm *Alarm
	if errors.As(in.Health(), &alarm) && (alarm.Start <= alarm.Mark || alarm.Mark <= 0) {
		t.Errorf("alarm %+v", alarm)
	}
	checkOnce(t, m, 0, m.stored())
}

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

func TestAnOpenTransactionHoldsAsOf(t *testing.T) {
	b := startBroker(t, nil)
	m := newMemory()
	clock := &handClock{now: time.Date(2026, 5, 1, 8, 0, 0, 0, time.UTC)}
	in := startIngest(t, testConfig(b.Addr()), Deps{Ledger: m, Clock: clock.Now})
	first := clock.Now()
	eventually(t, "as_of is known", func() bool { return in.AsOf().Equal(first) })
	c, err := kgo.NewClient(kgo.SeedBrokers(b.Addr()), kgo.TransactionalID("x"), kgo.DefaultProduceTopic("work"))
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if err := c.BeginTransaction(); err != nil {
		t.Fatal(err)
	}
	if err := c.ProduceSync(t.Context(), &kgo.Record{Value: read("work", 0).Value}).FirstErr(); err != nil {
		t.Fatal(err)
	}
	send(t, startProducer(t, b.Addr(), nil), read("work", 1)) // acknowledged, and hidden behind the transaction
	second := clock.advance(time.Minute)
	clock.waitAsked(t, 5)
	if got := in.AsOf(); !got.Equal(first) {
		t.Errorf("as_of is %s while an acknowledged event is hidden", got)
	}
	if err := c.EndTransaction(t.Context(), kgo.TryCommit); err != nil {
		t.Fatal(err)
	}
	eventually(t, "as_of goes on", func() bool { return in.AsOf().Equal(second) })
	checkOnce(t, m, 0, 2)
}

func TestAsOfStandsWhileTheLedgerLags(t *testing.T) {
	b := startBroker(t, nil)
	m := newMemory()
	clock := &handClock{now: time.Date(2026, 5, 1, 8, 0, 0, 0, time.UTC)}
	cfg := testConfig(b.Addr())
	cfg.LedgerTimeout, cfg.ProbeEvery = time.Minute, time.Minute
	in := startIngest(t, cfg, Deps{Ledger: m, Clock: clock.Now})
	first := clock.Now()
	eventually(t, "as_of is known", func() bool { return in.AsOf().Equal(first) })
	release := make(chan struct{})
	m.set(func(m *memory) { m.slow = release })
	p := startProducer(t, b.Addr(), nil)
	send(t, p, reads("work", 0, 10)...)
	for range 3 {
		clock.advance(time.Second)
		clock.waitAsked(t, 3)
		if got := in.AsOf(); !got.Equal(first) {
			t.Fatalf("as_of went to %s while events are not in the ledger", got)
		}
	}
	for len(in.Changed()) > 0 {
		<-in.Changed()
	}
	close(release)
	select {
	case <-in.Changed():
	case <-time.After(20 * time.Second):
		t.Fatal("no change is signalled after an insert")
	}
	eventually(t, "as_of is now", func() bool { return in.AsOf().Equal(clock.Now()) })
	// While nothing lags it follows the clock.
	later := clock.advance(time.Hour)
	eventually(t, "as_of follows the clock", func() bool { return in.AsOf().Equal(later) })
	// A broker that is away holds it.
	stopBroker(t, b)
	clock.advance(time.Hour)
	clock.waitAsked(t, 3)
	if got := in.AsOf(); !got.Equal(later) {
		t.Errorf("as_of went to %s while the broker is away", got)
	}
	if in.Health() == nil {
		t.Error("ingest is healthy while the broker is away")
	}
}

func TestStopStoresWhatIsDecoded(t *testing.T) {
	b := startBroker(t, nil)
	m := newMemory()
	cfg := testConfig(b.Addr())
	cfg.MaxAge = time.Minute // nothing is stored by age
	var decoded atomic.Int64
	in := startIngest(t, cfg, Deps{Ledger: m, Decoder: func() (Decoder, error) {
		d, err := newDecoder()
		return counts{d, &decoded}, err
	}})
	p := startProducer(t, b.Addr(), nil)
	send(t, p, reads("work", 0, 500)...)
	eventually(t, "the events are decoded", func() bool { return decoded.Load() == 500 })
	if n := m.stored(); n != 0 {
		t.Fatalf("%d rows were stored before their time", n)
	}
	stopIngest(t, in)
	checkOnce(t, m, 0, 500)
	if in.Health() == nil {
		t.Error("a stopped ingest is healthy")
	}
	stopIngest(t, in) // again does no harm
}

type counts struct {
	Decoder
	n *atomic.Int64
}

func (c counts) Decode(in event.Input) (event.Event, *event.Rejection) {
	c.n.Add(1)
	return c.Decoder.Decode(in)
}

func TestStopIsBounded(t *testing.T) {
	b := startBroker(t, nil)
	m := newMemory()
	m.fault = func(int) (error, error, bool) { return nil, nil, true }
	cfg := testConfig(b.Addr())
	cfg.LedgerTimeout = time.Minute
	in, err := New(cfg, Deps{Ledger: m, Decoder: newDecoder})
	if err != nil {
		t.Fatal(err)
	}
	if err := in.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	send(t, startProducer(t, b.Addr(), nil), reads("work", 0, 10)...)
	eventually(t, "the ledger is asked", func() bool { m.mu.Lock(); defer m.mu.Unlock(); return m.calls > 0 })
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	began := time.Now()
	if err := in.Stop(ctx); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("stop with a ledger that hangs: %v", err)
	}
	if took := time.Since(began); took > 5*time.Second {
		t.Errorf("stop took %s", took)
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

// handClock is set by hand and counts how often it was asked.
type handClock struct {
	mu    sync.Mutex
	now   time.Time
	asked int
}

func (c *handClock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.asked++
	return c.now
}

func (c *handClock) advance(d time.Duration) time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
	return c.now
}

// waitAsked waits until the clock was asked n times more: as many looks at the log have begun.
func (c *handClock) waitAsked(t *testing.T, n int) {
	t.Helper()
	count := func() int { c.mu.Lock(); defer c.mu.Unlock(); return c.asked }
	from := count()
	eventually(t, "the log is looked at", func() bool { return count() >= from+n })
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
	side := newKafkaSide(cfg)
	defer side.transport.CloseIdleConnections()
	v, err := side.look(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return sourceOf(v.clusterID, v.topics[topic].id, 0)
}

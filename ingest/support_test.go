package ingest

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"testing"
	"time"

	"github.com/segmentio/kafka-go"

	"unionscreen/ingest/broker"
	"unionscreen/ingest/event"
)

// eventually waits for a condition, bounded.
func eventually(t testing.TB, what string, ok func() bool) {
	t.Helper()
	deadline := time.Now().Add(20 * time.Second)
	for !ok() {
		if time.Now().After(deadline) {
			t.Fatalf("not within 20 s: %s", what)
		}
		time.Sleep(2 * time.Millisecond)
	}
}

func startBroker(t testing.TB, change func(*broker.Config)) *broker.Broker {
	t.Helper()
	cfg := broker.Default()
	cfg.Dir, cfg.Listen = t.TempDir(), "127.0.0.1:0"
	cfg.Topics = []broker.TopicConfig{{Name: "reads", Partitions: 3}, {Name: "work", Partitions: 1}, {Name: "letters", Partitions: 1, NoReader: true}}
	if change != nil {
		change(&cfg)
	}
	return startBrokerAt(t, cfg)
}

func startBrokerAt(t testing.TB, cfg broker.Config) *broker.Broker {
	t.Helper()
	b, err := broker.New(cfg, broker.Deps{})
	if err != nil {
		t.Fatal(err)
	}
	if err := b.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { stopBroker(t, b) })
	return b
}

func stopBroker(t testing.TB, b *broker.Broker) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	if err := b.Stop(ctx); err != nil {
		t.Error(err)
	}
}

func newDecoder() (Decoder, error) {
	cfg := event.Default()
	cfg.Key = []byte("a key of sixteen bytes or more")
	return event.New(cfg)
}

func testConfig(addr string) Config {
	cfg := Default()
	cfg.Brokers = []string{addr}
	cfg.Topics, cfg.DeadLetterTopic = []string{"reads", "work"}, "letters"
	cfg.MaxAge, cfg.FetchWait, cfg.Poll = 20*time.Millisecond, 100*time.Millisecond, 20*time.Millisecond
	cfg.BrokerTimeout, cfg.LedgerTimeout = 2*time.Second, 2*time.Second
	cfg.BackoffMin, cfg.BackoffMax, cfg.ProbeEvery = 5*time.Millisecond, 100*time.Millisecond, 100*time.Millisecond
	return cfg
}

func startIngest(t testing.TB, cfg Config, deps Deps) *Ingest {
	t.Helper()
	if deps.Decoder == nil {
		deps.Decoder = newDecoder
	}
	if testing.Verbose() && deps.Log == nil {
		deps.Log = slog.New(slog.NewTextHandler(t.Output(), nil))
	}
	in, err := New(cfg, deps)
	if err != nil {
		t.Fatal(err)
	}
	if err := in.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { stopIngest(t, in) })
	return in
}

func stopIngest(t testing.TB, in *Ingest) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	if err := in.Stop(ctx); err != nil {
		t.Error(err)
	}
}

func startProducer(t testing.TB, addr string, room func(context.Context) error) *Producer {
	t.Helper()
	cfg := DefaultProducer()
	cfg.Brokers = []string{addr}
	p, err := NewProducer(cfg, ProducerDeps{Room: room})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := p.Close(); err != nil {
			t.Error(err)
		}
	})
	return p
}

const readFormat = `{"specversion":"1.0","id":"%s","source":"/330110/site","type":"article.read","time":"2026-05-01T08:00:00+08:00","data":{"union":"330110","article":"a-%d","reader":"r-%d","channel":"website","agent":"Mozilla/5.0 (X11; Linux x86_64)"}}`

func read(topic string, n int) Message {
	return Message{Topic: topic, Key: fmt.Appendf(nil, "33%04d", n%97), Value: fmt.Appendf(nil, readFormat, fmt.Sprint("e", n), n%500, n%1000)}
}

func reads(topic string, from, to int) []Message {
	out := make([]Message, 0, to-from)
	for n := from; n < to; n++ {
		out = append(out, read(topic, n))
	}
	return out
}

func send(t testing.TB, p *Producer, messages ...Message) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	if err := p.Send(ctx, messages); err != nil {
		t.Fatal(err)
	}
}

// checkOnce asserts that exactly the events e<from>…e<to-1> are stored, each once.
func checkOnce(t *testing.T, m *memory, from, to int) {
	t.Helper()
	ids := m.ids()
	if len(ids) != to-from {
		t.Errorf("%d distinct events are stored, %d were sent", len(ids), to-from)
	}
	for n := from; n < to; n++ {
		if got := ids[fmt.Sprint("e", n)]; got != 1 {
			t.Fatalf("event e%d is stored %d times", n, got)
		}
	}
}

// checkCover asserts that the rows cover every offset from 0 (or the first one stored) to the log's end exactly once.
func checkCover(t *testing.T, m *memory, in *Ingest) {
	t.Helper()
	next := map[string]uint64{}
	for _, r := range m.snapshot() {
		if want, ok := next[r.Src]; ok && r.Offset != want {
			t.Errorf("%s: row at offset %d, want %d", r.Src, r.Offset, want)
		}
		next[r.Src] = r.OffsetEnd + 1
	}
	for _, p := range in.Positions() {
		if uint64(p.End) != next[p.Src] {
			t.Errorf("%s/%d: rows reach %d, the log ends at %d", p.Topic, p.Partition, next[p.Src], p.End)
		}
	}
}

var errTest = errors.New("the ledger fails on purpose")

func plainClient(addr string) *kafka.Client {
	return &kafka.Client{Addr: kafka.TCP(addr), Timeout: 5 * time.Second, Transport: &kafka.Transport{MetadataTTL: 100 * time.Millisecond}}
}

// checkLetters waits for n dead letters and gives their headers in order.
func checkLetters(t *testing.T, addr string, n int, check func(at int, headers map[string]string)) {
	t.Helper()
	client := plainClient(addr)
	var got []map[string]string
	eventually(t, fmt.Sprint(n, " dead letters are there"), func() bool {
		res, err := client.Fetch(t.Context(), &kafka.FetchRequest{Topic: "letters", MinBytes: 1, MaxBytes: 1 << 20, MaxWait: 20 * time.Millisecond})
		if err != nil || res.Error != nil {
			t.Fatal(err, res.Error)
		}
		got = nil
		for {
			rec, err := res.Records.ReadRecord()
			if err != nil {
				return len(got) >= n
			}
			headers := map[string]string{}
			for _, h := range rec.Headers {
				headers[h.Key] = string(h.Value)
			}
			got = append(got, headers)
		}
	})
	for at, headers := range got {
		check(at, headers)
	}
}

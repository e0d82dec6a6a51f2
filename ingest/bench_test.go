package ingest

import (
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	dto "github.com/prometheus/client_model/go"

	"unionscreen/ingest/broker"
	"unionscreen/ingest/event"
	"unionscreen/queries"
)

// BenchmarkKafkaToNullLedger reads 300-byte events through fetch, decode and appender into a ledger that stores nothing.
// One op is one event. fetch/s and decode/s are seconds of goroutines per second of the run, waiting included.
func BenchmarkKafkaToNullLedger(b *testing.B) {
	broker := startBroker(b, func(cfg *broker.Config) { cfg.RetentionBytes = 4 << 30; cfg.Topics[0].Partitions = 4 })
	preload(b, broker.Addr(), b.N)
	m := newMemory()
	m.void = true
	cfg := Default()
	cfg.Brokers, cfg.Topics, cfg.DeadLetterTopic = []string{broker.Addr()}, []string{"reads"}, ""
	b.ReportAllocs()
	b.ResetTimer()
	began := time.Now()
	in := startIngest(b, cfg, Deps{Ledger: m})
	for m.stored() < b.N {
		time.Sleep(time.Millisecond)
	}
	took := time.Since(began).Seconds()
	b.StopTimer()
	b.ReportMetric(float64(b.N)/took, "events/s")
	b.ReportMetric(seconds(b, in.meters.fetch)/took, "fetch/s")
	b.ReportMetric(seconds(b, in.meters.decode)/took, "decode/s")
	b.ReportMetric(float64(m.calls), "inserts")
	stopIngest(b, in)
}

// BenchmarkFetchAlone reads the same records and looks at nothing.
func BenchmarkFetchAlone(b *testing.B) {
	broker := startBroker(b, func(cfg *broker.Config) { cfg.RetentionBytes = 4 << 30; cfg.Topics[0].Partitions = 1 })
	preload(b, broker.Addr(), b.N)
	cfg := testConfig(broker.Addr())
	side, err := newKafkaSide(cfg)
	if err != nil {
		b.Fatal(err)
	}
	defer side.transport.CloseIdleConnections()
	p := &partition{place: place{topic: "reads"}}
	b.ReportAllocs()
	b.ResetTimer()
	for next := int64(0); next < int64(b.N); {
		part, err := side.fetch(b.Context(), p.place, next, 1, 1<<20, time.Second)
		if err != nil {
			b.Fatal(err)
		}
		cur := newCursor(part, next)
		for {
			rec, err := cur.next()
			if err != nil {
				break
			}
			if _, err := p.input(rec); err != nil {
				b.Fatal(err)
			}
		}
		next = cur.end
	}
}

// BenchmarkDecodeIntoRow is one event from bytes to a row.
func BenchmarkDecodeIntoRow(b *testing.B) {
	d, err := newDecoder()
	if err != nil {
		b.Fatal(err)
	}
	in := event.Input{Value: read("reads", 7).Value, At: time.Date(2026, 5, 1, 0, 0, 0, 0, time.UTC)}
	b.ReportAllocs()
	for b.Loop() {
		row := queries.LedgerRow{Src: "s"}
		if rowOf(d, in, &row); row.Status != queries.Accepted {
			b.Fatal(row.Reason)
		}
	}
}

func preload(b *testing.B, addr string, n int) {
	b.Helper()
	p := startProducer(b, addr, nil)
	p.cfg.PartBytes = 4 << 20
	for from := 0; from < n; from += 20_000 {
		send(b, p, reads("reads", from, min(n, from+20_000))...)
	}
}

func seconds(b *testing.B, c prometheus.Counter) float64 {
	b.Helper()
	var m dto.Metric
	if err := c.Write(&m); err != nil {
		b.Fatal(err)
	}
	return m.GetCounter().GetValue()
}

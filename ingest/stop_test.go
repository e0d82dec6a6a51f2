package ingest

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"
	"time"

	"unionscreen/ingest/event"
)

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

func TestMemoryIsBoundedWhileTheLedgerHangs(t *testing.T) {
	b := startBroker(t, nil)
	m := newMemory()
	release := make(chan struct{})
	m.slow = release
	cfg := testConfig(b.Addr())
	cfg.MaxBytes, cfg.LedgerTimeout, cfg.ProbeEvery = 1<<20, time.Minute, time.Minute
	var decoded atomic.Int64
	in := startIngest(t, cfg, Deps{Ledger: m, Decoder: func() (Decoder, error) {
		d, err := newDecoder()
		return counts{d, &decoded}, err
	}})
	const total = 30_000 // 30 MB of rows
	send(t, startProducer(t, b.Addr(), nil), reads("reads", 0, total)...)
	last := int64(-1)
	eventually(t, "decoding stands still", func() bool {
		now := decoded.Load()
		still := now == last && now > 0
		last = now
		time.Sleep(100 * time.Millisecond)
		return still
	})
	// The batch, what waits behind it up to the budget, and one chunk for each of the three partitions.
	limit := (2*cfg.MaxBytes + chunkCost + 3*chunkCost) / rowOverhead
	if last > limit {
		t.Errorf("%d rows are decoded while the ledger hangs, the bound is %d", last, limit)
	}
	close(release)
	eventually(t, "all events are stored", func() bool { return m.stored() == total })
	checkOnce(t, m, 0, total)
	checkCover(t, m, in)
}

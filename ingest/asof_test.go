package ingest

import (
	"sync"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"
)

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

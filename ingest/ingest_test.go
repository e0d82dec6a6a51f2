package ingest

import (
	"testing"
)

func TestEventsReachTheLedgerOnce(t *testing.T) {
	b := startBroker(t, nil)
	m := newMemory()
	in := startIngest(t, testConfig(b.Addr()), Deps{Ledger: m})
	p := startProducer(t, b.Addr(), nil)
	send(t, p, reads("reads", 0, 5000)...)
	send(t, p, reads("work", 5000, 6000)...)
	eventually(t, "all events are stored", func() bool { return m.stored() == 6000 })
	checkOnce(t, m, 0, 6000)
	checkCover(t, m, in)
	if err := in.Health(); err != nil {
		t.Errorf("healthy ingest reports %v", err)
	}
}

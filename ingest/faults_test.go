package ingest

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"unionscreen/ingest/broker"
	"unionscreen/ingest/event"
	"unionscreen/queries"
)

func TestNoLossAndNoDoubleOverLedgerFaults(t *testing.T) {
	const total = 20_000
	tests := []struct {
		name  string
		fault func(call int) (error, error, bool)
	}{
		{"fails before storing", func(call int) (error, error, bool) { return errIf(call%3 == 1), nil, false }},
		{"fails after storing", func(call int) (error, error, bool) { return nil, errIf(call%3 == 1), false }},
		{"hangs until the time is over", func(call int) (error, error, bool) { return nil, nil, call == 2 }},
		{"at random", random(7)},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			b := startBroker(t, nil)
			m := newMemory()
			m.fault = tc.fault
			cfg := testConfig(b.Addr())
			cfg.MaxRows, cfg.LedgerTimeout = 900, 200*time.Millisecond
			in := startIngest(t, cfg, Deps{Ledger: m})
			p := startProducer(t, b.Addr(), nil)
			for from := 0; from < total; from += 1000 {
				send(t, p, reads("reads", from, from+1000)...)
			}
			eventually(t, "all events are stored", func() bool { return m.stored() == total })
			checkOnce(t, m, 0, total)
			checkCover(t, m, in)
		})
	}
}

func errIf(bad bool) error {
	if bad {
		return errTest
	}
	return nil
}

// random fails before or after storing in a quarter of the calls.
func random(seed uint64) func(int) (error, error, bool) {
	rng := rand.New(rand.NewPCG(seed, 1))
	return func(int) (error, error, bool) {
		switch rng.IntN(8) {
		case 0:
			return errTest, nil, false
		case 1:
			return nil, errTest, false
		}
		return nil, nil, false
	}
}

func TestNoLossOverBrokerRestarts(t *testing.T) {
	cfg := broker.Default()
	cfg.Dir, cfg.Listen = t.TempDir(), "127.0.0.1:0"
	cfg.Topics = []broker.TopicConfig{{Name: "reads", Partitions: 2}, {Name: "work", Partitions: 1}, {Name: "letters", Partitions: 1, NoReader: true}}
	b := startBrokerAt(t, cfg)
	cfg.Listen = b.Addr()
	m := newMemory()
	m.fault = random(11)
	in := startIngest(t, testConfig(b.Addr()), Deps{Ledger: m})
	p := startProducer(t, b.Addr(), nil)
	sent := 0
	for range 4 {
		// Sent again after an error: a record may then be in the log twice, but never missing.
		eventually(t, "a thousand events are acknowledged", func() bool {
			ctx, cancel := context.WithTimeout(t.Context(), 3*time.Second)
			defer cancel()
			return p.Send(ctx, reads("reads", sent, sent+1000)) == nil
		})
		sent += 1000
		stopBroker(t, b)
		b = startBrokerAt(t, cfg)
	}
	eventually(t, "all events are stored", func() bool { return len(m.ids()) == sent })
	eventually(t, "ingest is healthy again", func() bool { return in.Health() == nil })
	checkCover(t, m, in)
}

func TestPoisonBecomesRowsAndTheLoopGoesOn(t *testing.T) {
	b := startBroker(t, nil)
	m := newMemory()
	in := startIngest(t, testConfig(b.Addr()), Deps{Ledger: m, Decoder: func() (Decoder, error) {
		d, err := newDecoder()
		return panics{d}, err
	}})
	p := startProducer(t, b.Addr(), nil)
	bad := []struct{ value, reason string }{
		{"", "malformed_json"},
		{"{", "malformed_json"},
		{"[]", "not_cloudevents"},
		{`{"specversion":"1.0","id":"1","source":"/s","type":"none.such","time":"2026-05-01T08:00:00Z","data":{}}`, "unknown_type"},
		{strings.Repeat("x", 70<<10), "too_large"},
		{"panic", reasonFault},
		{"\xff\xfe", "malformed_json"},
	}
	for n, poison := range bad {
		send(t, p, read("work", n), Message{Topic: "work", Key: []byte("330110"), Value: []byte(poison.value)})
	}
	eventually(t, "all records are stored", func() bool { return m.stored() == 2*len(bad) })
	checkOnce(t, m, 0, len(bad))
	checkCover(t, m, in)
	n := 0
	for _, r := range m.snapshot() {
		if r.Status != queries.Rejected {
			continue
		}
		if r.Reason != bad[n].reason || r.Detail == "" || r.RecordTime.IsZero() {
			t.Errorf("%.20q is rejected for %q (%s), want %q", bad[n].value, r.Reason, r.Detail, bad[n].reason)
		}
		if r.Reason == reasonFault && len(r.Payload) != 0 {
			t.Errorf("the payload of a record on which the decoder failed is kept: %q", r.Payload)
		}
		n++
	}
	checkLetters(t, b.Addr(), len(bad), func(at int, headers map[string]string) {
		if headers["reason"] != bad[at].reason || headers["topic"] != "work" || headers["partition"] != "0" || headers["offset"] != fmt.Sprint(2*at+1) {
			t.Errorf("dead letter %d has headers %v", at, headers)
		}
	})
}

type panics struct{ Decoder }

func (p panics) Decode(in event.Input) (event.Event, *event.Rejection) {
	if string(in.Value) == "panic" {
		panic("the decoder fails on purpose")
	}
	return p.Decoder.Decode(in)
}

func TestDeadLettersNeverBlock(t *testing.T) {
	b := startBroker(t, func(cfg *broker.Config) { cfg.Topics = cfg.Topics[:2] }) // no topic for letters
	m := newMemory()
	cfg := testConfig(b.Addr())
	in := startIngest(t, cfg, Deps{Ledger: m})
	p := startProducer(t, b.Addr(), nil)
	poison := make([]Message, lettersWaiting*3)
	for n := range poison {
		poison[n] = Message{Topic: "work", Value: []byte("x")}
	}
	send(t, p, poison...)
	eventually(t, "all records are stored", func() bool { return m.stored() == len(poison) })
	if err := in.Health(); err != nil {
		t.Errorf("dead letters that are not taken make ingest unhealthy: %v", err)
	}
	stopIngest(t, in)
}

func TestLedgerAwayAtStartAndLater(t *testing.T) {
	b := startBroker(t, nil)
	m := newMemory()
	m.away = errTest
	in := startIngest(t, testConfig(b.Addr()), Deps{Ledger: m})
	p := startProducer(t, b.Addr(), nil)
	send(t, p, reads("reads", 0, 1000)...)
	eventually(t, "the ledger's fault shows", func() bool { return errors.Is(in.Health(), errTest) })
	if n := m.stored(); n != 0 {
		t.Fatalf("%d rows were stored in a ledger that is away", n)
	}
	m.set(func(m *memory) { m.away = nil })
	eventually(t, "all events are stored", func() bool { return m.stored() == 1000 })
	eventually(t, "ingest is healthy", func() bool { return in.Health() == nil })
	// Away again while nothing arrives: as_of must not pretend.
	m.set(func(m *memory) { m.away = errTest })
	eventually(t, "the fault shows without any event", func() bool { return errors.Is(in.Health(), errTest) })
	stood := in.AsOf()
	eventually(t, "some time passes", func() bool { return time.Since(stood) > 300*time.Millisecond })
	if !in.AsOf().Equal(stood) {
		t.Errorf("as_of moved from %s to %s while the ledger was away", stood, in.AsOf())
	}
	m.set(func(m *memory) { m.away = nil })
	eventually(t, "as_of moves again", func() bool { return in.AsOf().After(stood) })
	checkOnce(t, m, 0, 1000)
}

func TestRowsTheLedgerLostAreReadAgain(t *testing.T) {
	b := startBroker(t, nil)
	m := newMemory()
	startIngest(t, testConfig(b.Addr()), Deps{Ledger: m})
	p := startProducer(t, b.Addr(), nil)
	send(t, p, reads("work", 0, 500)...)
	eventually(t, "all events are stored", func() bool { return m.stored() == 500 })
	m.set(func(m *memory) { // as after a restored backup
		m.rows, m.count = m.rows[:200], 200
		last := m.rows[199]
		m.marks = map[string]uint64{last.Src: last.OffsetEnd + 1}
	})
	eventually(t, "the lost rows are back", func() bool { return m.stored() == 500 })
	checkOnce(t, m, 0, 500)
}

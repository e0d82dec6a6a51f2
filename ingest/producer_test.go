package ingest

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"
)

func TestSendReturnsAnErrorOrAcknowledged(t *testing.T) {
	b := startBroker(t, nil)
	p := startProducer(t, b.Addr(), nil)
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	if err := p.Send(ctx, nil); err != nil {
		t.Errorf("nothing to send: %v", err)
	}
	if err := p.Send(ctx, []Message{{Topic: "reads", Value: []byte(strings.Repeat("x", 2<<20))}}); err == nil || !strings.Contains(err.Error(), "send 1 events") {
		t.Errorf("a message above the broker's limit: %v", err)
	}
	stopBroker(t, b)
	short, cancelShort := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancelShort()
	if err := p.Send(short, reads("reads", 0, 3)); err == nil {
		t.Error("sent to a broker that is away")
	}
}

func TestRoomIsAskedForEachPart(t *testing.T) {
	b := startBroker(t, nil)
	asked := 0
	p := startProducer(t, b.Addr(), func(context.Context) error {
		if asked++; asked > 3 {
			return errTest
		}
		return nil
	})
	p.cfg.PartBytes = 1000 // 3 or 4 events
	err := p.Send(t.Context(), reads("work", 0, 100))
	if !errors.Is(err, errTest) || asked != 4 {
		t.Errorf("asked %d times, error %v", asked, err)
	}
}

func TestProducerConfigIsChecked(t *testing.T) {
	if _, err := NewProducer(DefaultProducer(), ProducerDeps{}); err == nil {
		t.Error("no brokers pass")
	}
}

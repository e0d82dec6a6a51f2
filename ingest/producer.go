package ingest

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/segmentio/kafka-go"

	"unionscreen/ingest/event"
)

// Message is what our own producers send. Key is the union code; nil spreads evenly.
type Message struct {
	Topic      string
	Key, Value []byte
	Headers    []event.Header
}

// ProducerConfig of a Producer.
type ProducerConfig struct {
	Brokers  []string
	ClientID string
	Security Security      // of the connections
	Linger   time.Duration // how long a small batch waits for more
	// PartBytes is what Send hands over before it asks for room again; far below half of what the broker keeps.
	PartBytes int
}

// DefaultProducer returns everything but Brokers.
func DefaultProducer() ProducerConfig {
	return ProducerConfig{ClientID: "unionscreen", Linger: 5 * time.Millisecond, PartBytes: 1 << 20}
}

// ProducerDeps of a Producer. Room, if given, is called before each part and may wait, so that a log of bounded size
// does not overflow before it is read.
type ProducerDeps struct {
	Room func(ctx context.Context) error
}

// Producer sends events of our own (simulator, import, HTTP). It is safe for concurrent use.
type Producer struct {
	cfg    ProducerConfig
	deps   ProducerDeps
	writer *kafka.Writer
	side   *kafka.Transport
}

// NewProducer checks the configuration; no connection is made yet.
func NewProducer(cfg ProducerConfig, deps ProducerDeps) (*Producer, error) {
	if len(cfg.Brokers) == 0 || cfg.PartBytes < 1 || cfg.Linger <= 0 {
		return nil, errors.New("make a producer: brokers, a positive linger and positive part bytes are required")
	}
	if deps.Room == nil {
		deps.Room = func(context.Context) error { return nil }
	}
	if err := cfg.Security.Validate(cfg.Brokers); err != nil {
		return nil, fmt.Errorf("make a producer: %w", err)
	}
	side := &kafka.Transport{ClientID: cfg.ClientID, MetadataTTL: 2 * time.Second}
	if err := cfg.Security.apply(side); err != nil {
		return nil, fmt.Errorf("make a producer: %w", err)
	}
	return &Producer{cfg: cfg, deps: deps, side: side, writer: &kafka.Writer{
		Addr:         kafka.TCP(cfg.Brokers...),
		Transport:    side,
		RequiredAcks: kafka.RequireAll, // the default is none
		Balancer:     kafka.Murmur2Balancer{},
		BatchSize:    10_000,
		BatchBytes:   1_000_000, // a broker takes 1,048,588 by default
		BatchTimeout: cfg.Linger,
	}}, nil
}

// Send returns nil when the broker has acknowledged all messages. After an error some may have been stored: sending all
// of them again is right, because an event counts once however often it arrives.
func (p *Producer) Send(ctx context.Context, messages []Message) error {
	part := make([]kafka.Message, 0, min(len(messages), 10_000))
	size := 0
	flush := func() error {
		if len(part) == 0 {
			return nil
		}
		if err := p.deps.Room(ctx); err != nil {
			return fmt.Errorf("send %d events: %w", len(part), err)
		}
		if err := p.writer.WriteMessages(ctx, part...); err != nil {
			return fmt.Errorf("send %d events: %w", len(part), advised(first(err)))
		}
		part, size = part[:0], 0
		return nil
	}
	for _, m := range messages {
		part = append(part, kafka.Message{Topic: m.Topic, Key: m.Key, Value: m.Value, Headers: headersOf(m)})
		if size += len(m.Key) + len(m.Value) + 64; size >= p.cfg.PartBytes {
			if err := flush(); err != nil {
				return err
			}
		}
	}
	return flush()
}

func headersOf(m Message) []kafka.Header {
	if len(m.Headers) == 0 {
		return nil
	}
	headers := make([]kafka.Header, len(m.Headers))
	for i, h := range m.Headers {
		headers[i] = kafka.Header{Key: h.Key, Value: h.Value}
	}
	return headers
}

// first picks one fault: kafka-go lists one per message.
func first(err error) error {
	var many kafka.WriteErrors
	if errors.As(err, &many) {
		for _, e := range many {
			if e != nil {
				return fmt.Errorf("%d were not acknowledged, the first of them: %w", many.Count(), e)
			}
		}
	}
	return err
}

// Close waits for what is on its way and closes the connections.
func (p *Producer) Close() error {
	err := p.writer.Close()
	p.side.CloseIdleConnections()
	if err != nil {
		return fmt.Errorf("close the producer: %w", err)
	}
	return nil
}

package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"time"

	"unionscreen/dashboard"
	"unionscreen/ingest/event"
	"unionscreen/ingest/feed"
	"unionscreen/ingest/feed/collect"
	"unionscreen/queries"
	"unionscreen/queries/office"
)

// records joins what the ledger keeps of refused records with what people did about them.
type records struct {
	*queries.Store
	office    *office.Store
	collector *collect.Collector
}

// Handlings says what was done about each of the records.
func (r *records) Handlings(ctx context.Context, wanted []office.Record) (map[office.Record][]office.Handling, error) {
	return r.office.Handlings(ctx, wanted)
}

// blotted is the least that takes the place of a personal number in what is kept of a record. Sent as it is, such a
// record would be accepted, and all of them would speak of one person called ***********.
var blotted = bytes.Repeat([]byte("*"), 11)

// Replay notes who sends what, then sends it: what is noted and was not sent is seen, the other way round it is not.
// Numbers of persons in a note are blotted out.
func (r *records) Replay(ctx context.Context, by office.Actor, record queries.RejectedRecord, mended []byte, note string, scope collect.Scope) (collect.Taken, error) {
	value := mended
	if value == nil {
		value = record.Payload
	}
	if len(bytes.TrimSpace(value)) == 0 || mended == nil && bytes.Contains(value, blotted) {
		return collect.Taken{}, dashboard.ErrNothingToSend
	}
	return r.collector.TakeNoted(ctx, event.Input{Value: value}, scope, func() error {
		return r.office.NoteReplay(ctx, by, office.Record{Src: record.Src, Offset: record.Offset}, sha256.Sum256(value), event.Redact(note))
	})
}

// Dismiss notes that a record is rightly out.
func (r *records) Dismiss(ctx context.Context, by office.Actor, record queries.RejectedRecord, note string) error {
	return r.office.Dismiss(ctx, by, office.Record{Src: record.Src, Offset: record.Offset}, event.Redact(note))
}

// records is the way to what was refused, and back to Kafka.
func (s *site) records(app *App) (*records, error) {
	collector, err := s.product.collector(app, s.room)
	if err != nil {
		return nil, err
	}
	return &records{Store: s.product.store, office: s.product.office, collector: collector}, nil
}

// collector makes the way in over HTTP. It judges as ingest does; room makes it wait while too much of what Kafka keeps
// is unread.
func (p *product) collector(app *App, room func(context.Context) error) (*collect.Collector, error) {
	produce, err := producer(app, p.cfg.Kafka, room)
	if err != nil {
		return nil, err
	}
	decoding := event.Default()
	decoding.Key, decoding.Producers = []byte(p.cfg.Ingest.PseudonymKey), &p.producers
	cfg := collect.Default()
	cfg.Topics = topicsAmong(p.cfg.Kafka.Topics)
	return collect.New(cfg, collect.Deps{
		Decoder: func() (*event.Decoder, error) { return event.New(decoding) }, Produce: produce, Now: time.Now,
	})
}

// topicsAmong sends each type to the topic that events.md names if it is read, else to the last that is.
func topicsAmong(read []string) feed.Topics {
	topics := feed.DefaultTopics()
	known := map[string]bool{}
	for _, topic := range read {
		known[topic] = true
	}
	for _, topic := range []*string{&topics.Reads, &topics.Members, &topics.Applications, &topics.Completions, &topics.Work} {
		if !known[*topic] && len(read) > 0 {
			*topic = read[len(read)-1]
		}
	}
	return topics
}

// producerOf finds the producer of a token. The token is looked up each time, so that one that is revoked is refused with
// the next request; what its producer may send is that of the last look at the office store.
func (p *product) producerOf(ctx context.Context, token string) (dashboard.Producer, error) {
	found, err := p.office.ProducerByToken(ctx, token)
	if errors.Is(err, office.ErrNoToken) {
		return dashboard.Producer{}, dashboard.ErrNoProducer
	}
	if err != nil {
		return dashboard.Producer{}, fmt.Errorf("look a producer up: %w", err)
	}
	bound := p.producers.Load()
	exact, paths := found.Reach()
	return dashboard.Producer{
		Name: found.Name, Sources: exact, Paths: paths, Unions: bound.Unions(found.Name),
		Scope: func(source, union string) (known, inScope bool) { return bound.Allows(found.Name, source, union) },
	}, nil
}

// Package feed holds the ways in for people: files that are imported and, in package simulator, the fictional city of
// the demonstration. Its duty is to turn rows into events of events.md and to hand them, in batches, to a function
// that brings them to Kafka. It knows neither Kafka nor the ledger, and it decides nothing about what counts.
//
// Every way in is idempotent: the identity of an event derives from its source and from the row or the slot it came
// from, so that doing it again makes the same events under the same identities, which count once.
package feed

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"unionscreen/ingest/event"
)

// Message is one record for Kafka; the key is the union code. Without headers it is of structured mode.
type Message struct {
	Topic   string
	Key     string
	Value   []byte
	Headers []event.Header
}

// Produce brings a batch to Kafka and returns nil only when all of it is acknowledged. After an error any part of the
// batch may have arrived; the caller sends the whole batch again.
type Produce func(ctx context.Context, batch []Message) error

// Topics names the topics of events.md.
type Topics struct {
	Reads, Members, Applications, Completions, Work string
}

// DefaultTopics are the names that events.md gives.
func DefaultTopics() Topics {
	return Topics{
		Reads: "article-reads", Members: "verified-members", Applications: "applications",
		Completions: "completions", Work: "union-work",
	}
}

// Of is the topic that an event type belongs on; what has no topic of its own belongs on Work.
func (t Topics) Of(eventType string) string {
	switch {
	case eventType == "article.read":
		return t.Reads
	case strings.HasPrefix(eventType, "member."):
		return t.Members
	case eventType == "application.completed":
		return t.Completions
	case strings.HasPrefix(eventType, "application."):
		return t.Applications
	}
	return t.Work
}

// Draft is an event before it is written as JSON. Data values are strings, booleans, integers or lists of strings.
type Draft struct {
	Source, ID, Type, Subject, Corrects string
	Time                                time.Time
	Data                                map[string]any
}

// envelope fixes the order of the attributes, so that the same draft always gives the same bytes.
type envelope struct {
	SpecVersion string         `json:"specversion"`
	ID          string         `json:"id"`
	Source      string         `json:"source"`
	Type        string         `json:"type"`
	Time        string         `json:"time"`
	Subject     string         `json:"subject,omitempty"`
	Corrects    string         `json:"corrects,omitempty"`
	Data        map[string]any `json:"data"`
}

// timeLayout is RFC 3339 with the microseconds that are kept; trailing zeros are not written.
const timeLayout = "2006-01-02T15:04:05.999999Z07:00"

// Value is the event as JSON of CloudEvents 1.0. Its time keeps the draft's zone.
func (d Draft) Value() ([]byte, error) {
	value, err := json.Marshal(envelope{
		SpecVersion: "1.0", ID: d.ID, Source: d.Source, Type: d.Type, Time: d.Time.Format(timeLayout),
		Subject: d.Subject, Corrects: d.Corrects, Data: d.Data,
	})
	if err != nil {
		return nil, fmt.Errorf("write event %s of %s: %w", d.ID, d.Source, err)
	}
	return value, nil
}

// Key is the Kafka key of the event: the union it is about, for a transfer the union that is left.
func (d Draft) Key() string {
	if union, ok := d.Data["union"].(string); ok {
		return union
	}
	from, _ := d.Data["from"].(string)
	return from
}

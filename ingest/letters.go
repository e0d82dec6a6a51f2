package ingest

import (
	"context"
	"log/slog"
	"strconv"
	"time"

	"github.com/segmentio/kafka-go"

	"unionscreen/queries"
)

// letters sends copies of rejected records to the dead-letter topic, after they are in the ledger and never in the way
// of the loop. While the topic takes nothing, a bounded number waits and the rest is dropped and counted; what a crash
// leaves unsent is not sent later. The ledger is exact, the topic is a convenience.
type letters struct {
	topic  string
	writer *kafka.Writer
	meters *meters
	log    *slog.Logger
	queue  chan kafka.Message
	pause  backoff
}

const (
	lettersWaiting = 1000 // of at most 64 KiB
	lettersAtOnce  = 100
)

func newLetters(cfg Config, side *kafkaSide, meters *meters, log *slog.Logger) *letters {
	return &letters{
		topic: cfg.DeadLetterTopic, meters: meters, log: log,
		queue: make(chan kafka.Message, lettersWaiting),
		pause: backoff{min: cfg.BackoffMin, max: cfg.BackoffMax},
		writer: &kafka.Writer{
			Addr: side.addr, Topic: cfg.DeadLetterTopic, Transport: side.transport, RequiredAcks: kafka.RequireAll,
			BatchSize: lettersAtOnce, BatchTimeout: 10 * time.Millisecond, MaxAttempts: 1, Balancer: kafka.Murmur2Balancer{},
			ReadTimeout: cfg.BrokerTimeout, WriteTimeout: cfg.BrokerTimeout,
		},
	}
}

// add queues a copy or drops it.
func (l *letters) add(from place, row *queries.LedgerRow) {
	if l.topic == "" {
		return
	}
	m := kafka.Message{
		Value: row.Payload,
		Headers: []kafka.Header{
			{Key: "reason", Value: []byte(row.Reason)},
			{Key: "detail", Value: []byte(row.Detail)},
			{Key: "topic", Value: []byte(from.topic)},
			{Key: "partition", Value: strconv.AppendInt(nil, int64(from.partition), 10)},
			{Key: "offset", Value: strconv.AppendUint(nil, row.Offset, 10)},
		},
	}
	if row.Union != "" {
		m.Key = []byte(row.Union)
	}
	select {
	case l.queue <- m:
	default:
		l.meters.letters.WithLabelValues("dropped").Inc()
	}
}

// run sends until reading is over and the queue is empty, or until storing is over.
func (l *letters) run(reading, storing context.Context) {
	if l.topic == "" {
		return
	}
	defer func() { _ = l.writer.Close() }() // every send was waited for
	for {
		select {
		case m := <-l.queue:
			l.send(reading, storing, l.more(m))
		case <-reading.Done():
			l.rest(reading, storing)
			return
		}
	}
}

// more takes what else is waiting.
func (l *letters) more(first kafka.Message) []kafka.Message {
	batch := []kafka.Message{first}
	for len(batch) < lettersAtOnce {
		select {
		case m := <-l.queue:
			batch = append(batch, m)
		default:
			return batch
		}
	}
	return batch
}

// send tries until the broker takes the copies. Once reading is over one attempt must do.
func (l *letters) send(reading, storing context.Context, batch []kafka.Message) (taken bool) {
	for {
		err := l.writer.WriteMessages(storing, batch...)
		if err == nil {
			l.pause.reset()
			l.meters.letters.WithLabelValues("sent").Add(float64(len(batch)))
			return true
		}
		if l.pause.now == 0 {
			l.log.Warn("dead letters are not taken, trying again", "topic", l.topic, "error", advised(err))
		}
		if reading.Err() != nil {
			l.meters.letters.WithLabelValues("dropped").Add(float64(len(batch)))
			return false
		}
		l.pause.wait(reading)
	}
}

// rest sends what is still waiting at the stop, and drops it at the first refusal.
func (l *letters) rest(reading, storing context.Context) {
	for taken := true; storing.Err() == nil; {
		select {
		case m := <-l.queue:
			batch := l.more(m)
			if !taken {
				l.meters.letters.WithLabelValues("dropped").Add(float64(len(batch)))
				continue
			}
			taken = l.send(reading, storing, batch)
		default:
			return
		}
	}
}

package ingest

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"slices"
	"time"

	"github.com/segmentio/kafka-go"
	"github.com/segmentio/kafka-go/protocol"
	fetchapi "github.com/segmentio/kafka-go/protocol/fetch"
)

// kafkaSide is the way to the brokers: one pool of connections.
type kafkaSide struct {
	cfg       Config
	addr      net.Addr
	transport *kafka.Transport
}

func newKafkaSide(cfg Config) (*kafkaSide, error) {
	transport := &kafka.Transport{
		ClientID:    cfg.ClientID,
		DialTimeout: cfg.BrokerTimeout,
		MetadataTTL: 2 * time.Second, // a moved leader or a new partition is known to the router within this
	}
	return &kafkaSide{cfg: cfg, addr: kafka.TCP(cfg.Brokers...), transport: transport}, cfg.Security.apply(transport)
}

// fetch asks for one partition from an offset on. Committed records only: the answer names the aborted transactions,
// which kafka-go's Client.Fetch would drop and hand out their records.
func (k *kafkaSide) fetch(ctx context.Context, at place, offset, minBytes, maxBytes int64, wait time.Duration) (*fetchapi.ResponsePartition, error) {
	ctx, cancel := context.WithTimeout(ctx, wait+k.cfg.BrokerTimeout)
	defer cancel()
	res, err := k.ask(ctx, &fetchapi.Request{
		ReplicaID: -1, MaxWaitTime: int32(wait.Milliseconds()), MinBytes: int32(minBytes), MaxBytes: int32(maxBytes),
		IsolationLevel: int8(kafka.ReadCommitted), SessionID: -1, SessionEpoch: -1,
		Topics: []fetchapi.RequestTopic{{Topic: at.topic, Partitions: []fetchapi.RequestPartition{{
			Partition: int32(at.partition), CurrentLeaderEpoch: -1, FetchOffset: offset, LogStartOffset: -1, PartitionMaxBytes: int32(maxBytes),
		}}}},
	})
	if err != nil {
		return nil, fmt.Errorf("fetch %s/%d at %d: %w", at.topic, at.partition, offset, err)
	}
	answer := res.(*fetchapi.Response)
	if answer.ErrorCode != 0 {
		return nil, fmt.Errorf("fetch %s/%d at %d: %w", at.topic, at.partition, offset, kafka.Error(answer.ErrorCode))
	}
	if len(answer.Topics) != 1 || len(answer.Topics[0].Partitions) != 1 {
		return nil, fmt.Errorf("fetch %s/%d at %d: the answer is for other partitions", at.topic, at.partition, offset)
	}
	part := &answer.Topics[0].Partitions[0]
	if part.ErrorCode != 0 {
		return nil, fmt.Errorf("fetch %s/%d at %d: %w", at.topic, at.partition, offset, kafka.Error(part.ErrorCode))
	}
	return part, nil
}

// cursor walks over the batches of one answer and gives the records that count: not those before the asked offset (a
// batch is sent whole), not control records, not records of aborted transactions.
type cursor struct {
	batches []protocol.RecordReader
	aborted []fetchapi.ResponseTransaction // by first offset
	open    map[int64]bool                 // producers whose transaction at this point ends in an abort
	from    int64
	entered bool  // the front batch was looked at
	hidden  bool  // and none of its records counts
	end     int64 // one after the last offset seen, counted or not
}

func newCursor(part *fetchapi.ResponsePartition, from int64) *cursor {
	c := &cursor{from: from, end: from, aborted: slices.Clone(part.AbortedTransactions)}
	slices.SortFunc(c.aborted, func(a, b fetchapi.ResponseTransaction) int { return cmp.Compare(a.FirstOffset, b.FirstOffset) })
	switch r := part.RecordSet.Records.(type) {
	case nil:
	case *protocol.RecordStream:
		c.batches = r.Records
	default:
		c.batches = []protocol.RecordReader{r}
	}
	return c
}

// next gives the next record that counts, io.EOF at the end. The record is valid until the following call; the caller
// closes its key and value.
func (c *cursor) next() (*protocol.Record, error) {
	for len(c.batches) > 0 {
		if !c.entered {
			c.enter()
		}
		rec, err := c.batches[0].ReadRecord()
		if err != nil {
			if !errors.Is(err, io.EOF) {
				return nil, err
			}
			c.batches, c.entered = c.batches[1:], false
			continue
		}
		c.end = max(c.end, rec.Offset+1)
		if control, ok := c.batches[0].(*protocol.ControlBatch); ok {
			delete(c.open, control.ProducerID) // its transaction ends here, either way
		}
		if c.hidden || rec.Offset < c.from {
			release(rec)
			continue
		}
		return rec, nil
	}
	return nil, io.EOF
}

// enter decides for the front batch whether its records count. A control batch closes its producer's transaction in
// next, after it was read.
func (c *cursor) enter() {
	c.entered, c.hidden = true, false
	switch b := c.batches[0].(type) {
	case *protocol.ControlBatch:
		c.begin(b.BaseOffset)
		c.hidden = true
	case *protocol.RecordBatch:
		c.begin(b.BaseOffset)
		c.hidden = b.Attributes.Transactional() && c.open[b.ProducerID]
	}
}

// begin opens the aborted transactions that start at or before an offset.
func (c *cursor) begin(offset int64) {
	for len(c.aborted) > 0 && c.aborted[0].FirstOffset <= offset {
		if c.open == nil {
			c.open = map[int64]bool{}
		}
		c.open[c.aborted[0].ProducerID] = true
		c.aborted = c.aborted[1:]
	}
}

// release gives the record's memory back to kafka-go's pages.
func release(rec *protocol.Record) {
	if rec.Key != nil {
		_ = rec.Key.Close() // memory only, it cannot fail
	}
	if rec.Value != nil {
		_ = rec.Value.Close()
	}
}

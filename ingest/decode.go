package ingest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/segmentio/kafka-go/protocol"
	fetchapi "github.com/segmentio/kafka-go/protocol/fetch"

	"unionscreen/ingest/event"
	"unionscreen/queries"
)

// A chunk is small beside a batch and large beside the cost of handing it on.
const (
	chunkRows = 2000
	chunkCost = 2 << 20
)

// take decodes the records of one answer, chunk by chunk.
func (p *partition) take(ctx context.Context, part *fetchapi.ResponsePartition) error {
	cur := newCursor(part, p.next)
	for more := true; more; {
		// The budget is asked for before the memory is used.
		if err := p.budget.take(ctx, chunkCost); err != nil {
			return err
		}
		began := time.Now()
		c := chunk{part: p, rows: rowsPool.get(), at: began}
		var err error
		more, err = p.fill(&c, cur)
		p.meters.decode.Add(time.Since(began).Seconds())
		p.budget.give(chunkCost - c.cost)
		if err := errors.Join(p.hand(ctx, c), err); err != nil {
			return err
		}
	}
	return nil
}

// hand gives a chunk to the appender. At a stop what is decoded still goes, as long as it need not wait.
func (p *partition) hand(ctx context.Context, c chunk) error {
	if len(c.rows) == 0 {
		rowsPool.put(c.rows)
		return nil
	}
	next := c.next() // the rows are the appender's once they are handed on
	select {
	case p.out <- c:
		p.next = next
		return nil
	default:
	}
	select {
	case p.out <- c:
		p.next = next
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// fill decodes until the chunk is large enough (true) or the answer is at its end (false).
func (p *partition) fill(c *chunk, cur *cursor) (bool, error) {
	next := p.next
	for len(c.rows) < chunkRows && c.cost < chunkCost {
		rec, err := cur.next()
		if errors.Is(err, io.EOF) {
			if cur.end > next {
				p.skip(c, next, cur.end)
			}
			return false, nil
		}
		if err != nil {
			return false, fmt.Errorf("read records of %s/%d at %d: %w", p.topic, p.partition, next, err)
		}
		in, err := p.input(rec)
		if err != nil {
			return false, fmt.Errorf("read record %s/%d at %d: %w", p.topic, p.partition, rec.Offset, err)
		}
		if rec.Offset > next {
			p.skip(c, next, rec.Offset)
		}
		c.rows = append(c.rows, queries.LedgerRow{Src: p.src, Offset: uint64(rec.Offset), OffsetEnd: uint64(rec.Offset), RecordTime: in.At})
		row := &c.rows[len(c.rows)-1]
		if rowOf(p.decoder, in, row) {
			p.renew(row)
		}
		c.cost += rowCost(row)
		next = rec.Offset + 1
	}
	return true, nil
}

func (p *partition) skip(c *chunk, from, to int64) {
	at := p.lastTime
	if at.IsZero() {
		at = p.deps.Clock().UTC()
	}
	c.rows = append(c.rows, skipped(p.src, from, to, at))
	c.cost += rowOverhead
}

// input reads the record out of kafka-go's pages; what it points to is valid until the next call.
func (p *partition) input(rec *protocol.Record) (event.Input, error) {
	defer release(rec)
	in := event.Input{At: recordTime(rec.Time)}
	p.lastTime = in.At
	if rec.Value != nil {
		n := rec.Value.Len()
		if p.value == nil || cap(p.value) < n {
			p.value = make([]byte, n, max(n, 4<<10))
		}
		p.value = p.value[:n]
		if _, err := io.ReadFull(rec.Value, p.value); err != nil {
			return in, err
		}
		in.Value = p.value
	}
	p.headers = p.headers[:0]
	for _, h := range rec.Headers {
		p.headers = append(p.headers, event.Header{Key: h.Key, Value: h.Value})
	}
	in.Headers = p.headers
	return in, nil
}

var (
	earliestRecord = time.Unix(0, 0).UTC()
	latestRecord   = time.Date(2200, 1, 1, 0, 0, 0, 0, time.UTC)
)

// recordTime keeps a record's timestamp inside what the ledger's columns hold: a producer may write any number there,
// and a row that cannot be stored would stop the loop. No timestamp counts as the earliest, so that every event is ahead
// of it and refused.
func recordTime(t time.Time) time.Time {
	t = t.UTC()
	switch {
	case t.Before(earliestRecord):
		return earliestRecord
	case t.After(latestRecord):
		return latestRecord
	}
	return t
}

// renew replaces a decoder that panicked: its state may be torn.
func (p *partition) renew(row *queries.LedgerRow) {
	p.deps.Log.Error("decoder failed on a record", "src", row.Src, "offset", row.Offset, "detail", row.Detail)
	if d, err := p.deps.Decoder(); err == nil {
		p.decoder = d
	}
}

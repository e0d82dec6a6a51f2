package ingest

import (
	"time"

	"unionscreen/queries"
)

// chunk is a run of rows of one partition: no gap between them, and none to the chunk before.
type chunk struct {
	part *partition
	rows []queries.LedgerRow
	cost int64 // memory, see rowCost
	at   time.Time
}

// next is the offset after the chunk.
func (c chunk) next() int64 { return int64(c.rows[len(c.rows)-1].OffsetEnd) + 1 }

// batch joins chunks into one INSERT, bounded by rows, memory and age. It is pure: the clock is passed in.
type batch struct {
	maxRows int
	maxCost int64
	maxAge  time.Duration

	rows  []queries.LedgerRow
	reach map[*partition]int64 // next offset of each partition once the batch is stored
	cost  int64
	since time.Time // of the oldest chunk
}

func newBatch(cfg Config) *batch {
	return &batch{maxRows: cfg.MaxRows, maxCost: cfg.MaxBytes, maxAge: cfg.MaxAge, reach: map[*partition]int64{}}
}

// add takes a chunk; its rows are copied and may be reused by the caller.
func (b *batch) add(c chunk) {
	if len(b.rows) == 0 || c.at.Before(b.since) {
		b.since = c.at
	}
	b.rows = append(b.rows, c.rows...)
	b.cost += c.cost
	b.reach[c.part] = c.next()
}

// full says that nothing more fits: a chunk is small beside a batch, so the bound is passed by one chunk at most.
func (b *batch) full() bool { return len(b.rows) >= b.maxRows || b.cost >= b.maxCost }

// wait is how long the batch may still be filled; zero or less: it is due. Without rows there is nothing to wait for.
func (b *batch) wait(now time.Time) (time.Duration, bool) {
	if len(b.rows) == 0 {
		return 0, false
	}
	if b.full() {
		return 0, true
	}
	return b.maxAge - now.Sub(b.since), true
}

// reset empties the batch and drops what its rows hold on to.
func (b *batch) reset() {
	clear(b.rows)
	b.rows, b.cost = b.rows[:0], 0
	clear(b.reach)
}

// rowOverhead is about the size of a LedgerRow and of its share in the columns of the INSERT.
const rowOverhead = 700

// rowCost estimates the memory of a row.
func rowCost(r *queries.LedgerRow) int64 {
	n := rowOverhead + len(r.Payload) + len(r.Detail) + len(r.Reason) + len(r.Data) +
		len(r.Source) + len(r.ID) + len(r.Subject) + len(r.Corrects) + len(r.Thing) + len(r.Agent)
	return int64(n)
}

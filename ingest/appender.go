package ingest

import (
	"context"
	"errors"
	"fmt"
	"time"

	"unionscreen/queries"
)

// appender is the one loop that writes: it joins the rows of all partitions into one INSERT.
type appender struct {
	in     *Ingest
	r      *reader
	batch  *batch
	next   map[string]int64 // first offset not in the ledger, by source
	hints  *hints
	probed time.Time
	pause  time.Duration // until the next probe
	stored bool
}

func newAppender(in *Ingest, r *reader) *appender {
	a := &appender{in: in, r: r, batch: newBatch(in.cfg), next: make(map[string]int64, len(r.marks)), probed: time.Now(), pause: in.cfg.ProbeEvery}
	for src, mark := range r.marks {
		a.next[src] = int64(mark)
	}
	a.hints = newHints(in.cfg, in.side, in.deps.Log)
	return a
}

// run takes chunks until their channel is closed, then stores the rest. Any error ends the session.
func (a *appender) run(ctx context.Context) error {
	defer a.hints.last(ctx)
	timer := time.NewTimer(time.Hour)
	defer timer.Stop()
	for {
		timer.Reset(a.sleep(time.Now()))
		select {
		case c, open := <-a.r.chunks:
			if !open {
				return a.store(ctx)
			}
			if err := errors.Join(a.accept(c), a.drain()); err != nil {
				return err
			}
		case <-timer.C:
		case <-ctx.Done():
			return ctx.Err()
		}
		if left, some := a.batch.wait(time.Now()); some && left <= 0 {
			if err := a.store(ctx); err != nil {
				return err
			}
		}
		if err := a.probe(ctx); err != nil {
			return err
		}
	}
}

// sleep is how long the loop may wait for a chunk.
func (a *appender) sleep(now time.Time) time.Duration {
	d := a.pause - now.Sub(a.probed)
	if left, some := a.batch.wait(now); some {
		d = min(d, left)
	}
	return max(0, d)
}

// drain takes what is waiting, so that the batch after a slow INSERT is a large one.
func (a *appender) drain() error {
	for !a.batch.full() {
		select {
		case c, open := <-a.r.chunks:
			if !open {
				return nil // run sees it too
			}
			if err := a.accept(c); err != nil {
				return err
			}
		default:
			return nil
		}
	}
	return nil
}

// accept adds a chunk. Rows below the mark or beyond a gap would break the ledger's promise, so they end the session.
func (a *appender) accept(c chunk) error {
	if next, known := a.reach(c); known && int64(c.rows[0].Offset) != next {
		return fmt.Errorf("join rows of %s/%d: they begin at offset %d, the ledger goes on at %d", c.part.topic, c.part.partition, c.rows[0].Offset, next)
	}
	a.batch.add(c)
	rowsPool.put(c.rows)
	return nil
}

func (a *appender) reach(c chunk) (int64, bool) {
	if next, ok := a.batch.reach[c.part]; ok {
		return next, true
	}
	next, ok := a.next[c.part.src]
	return next, ok
}

// store writes the batch. The order is what exactness rests on; a crash between any two steps is harmless.
func (a *appender) store(ctx context.Context) error {
	if len(a.batch.rows) == 0 {
		return nil
	}
	// 1. One INSERT, whole or not at all. After an error or a crash the marks tell which it was.
	began := time.Now()
	ask, cancel := context.WithTimeout(ctx, a.in.cfg.LedgerTimeout)
	defer cancel()
	if err := a.in.deps.Ledger.Append(ask, a.batch.rows); err != nil {
		a.in.meters.failures.Inc()
		return fmt.Errorf("append %d rows to the ledger: %w", len(a.batch.rows), err)
	}
	a.stored = true
	a.in.meters.inserted(a.batch.rows, time.Since(began))
	// 2. The marks in memory follow, and with them AsOf.
	for p, next := range a.batch.reach {
		a.next[p.src] = next
		p.mark.Store(next)
	}
	a.in.settle()
	a.in.signal()
	// 3. Copies of rejected records, as far as there is room.
	for n := range a.batch.rows {
		if row := &a.batch.rows[n]; row.Status == queries.Rejected {
			a.in.letters.add(a.topicOf(row.Src), row)
		}
	}
	// 4. Offsets go to Kafka as hints for others' tools; nothing of ours reads them.
	a.hints.note(ctx, a.batch.reach)
	// 5. The memory is free for the next rows.
	a.r.budget.give(a.batch.cost)
	a.batch.reset()
	return nil
}

func (a *appender) topicOf(src string) place {
	for p := range a.batch.reach {
		if p.src == src {
			return p.place
		}
	}
	return place{}
}

var errMarksMoved = errors.New("the ledger's marks are not where we left them: rows were lost there, or another process writes")

// probe compares the ledger's marks with ours now and then: an engine that is away, or came back without its last rows,
// shows even while nothing arrives.
func (a *appender) probe(ctx context.Context) error {
	if time.Since(a.probed) < a.pause {
		return nil
	}
	began := time.Now()
	ask, cancel := context.WithTimeout(ctx, a.in.cfg.LedgerTimeout)
	defer cancel()
	marks, err := a.in.deps.Ledger.Marks(ask)
	if err != nil {
		return fmt.Errorf("read the ledger's marks: %w", err)
	}
	for _, p := range a.in.reading() {
		if next, known := a.next[p.src]; known && int64(marks[p.src]) != next {
			return fmt.Errorf("%w: source %s is at %d, we left it at %d", errMarksMoved, p.src, marks[p.src], next)
		}
	}
	a.probed = time.Now()
	a.pause = max(a.in.cfg.ProbeEvery, 50*a.probed.Sub(began)) // never more than a fiftieth of the time
	return nil
}

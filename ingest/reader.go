package ingest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sort"
	"strconv"
	"sync"
	"time"

	"github.com/segmentio/kafka-go"
)

// reader is the reading half of a session: it assigns partitions, one goroutine each, and follows the cluster.
type reader struct {
	in     *Ingest
	marks  map[string]uint64 // of the ledger, when the session began
	chunks chan chunk
	budget *budget

	running sync.WaitGroup
	live    map[string]*partition // by source
	cancels map[string]context.CancelFunc
	seen    map[string]bool
}

// sourceOf names a partition for ever: a recreated topic has another id and is another source.
func sourceOf(cluster, topicID string, partition int) string {
	return cluster + "/" + topicID + "/" + strconv.Itoa(partition)
}

// session reads and stores until an error or until reading is over. progress says that rows were stored.
func (i *Ingest) session(reading, storing context.Context) (progress bool, err error) {
	// 1. No INSERT of an earlier session or process may land any more; then the marks are the truth.
	ask, cancelAsk := context.WithTimeout(reading, i.cfg.LedgerTimeout)
	defer cancelAsk()
	if err := i.deps.Ledger.Settle(ask); err != nil {
		return false, fmt.Errorf("settle the ledger: %w", err)
	}
	marks, err := i.deps.Ledger.Marks(ask)
	if err != nil {
		return false, fmt.Errorf("read the ledger's marks: %w", err)
	}
	// 2. Every partition of the configured topics is read from its mark.
	reading, cancel := context.WithCancel(reading)
	r := &reader{
		in: i, marks: marks, chunks: make(chan chunk, 256), budget: newBudget(2*i.cfg.MaxBytes + chunkCost),
		live: map[string]*partition{}, cancels: map[string]context.CancelFunc{}, seen: map[string]bool{},
	}
	watched := make(chan error, 1)
	go func() {
		err := r.watch(reading)
		cancel()
		r.running.Wait()
		close(r.chunks) // 3. The appender stores what is decoded, then it ends.
		watched <- err
	}()
	a := newAppender(i, r)
	err = a.run(storing)
	cancel()
	for range r.chunks { // frees readers that are handing on
	}
	err = errors.Join(err, <-watched)
	i.setLive(nil)
	return a.stored, err
}

// watch follows the cluster: which partitions there are, where their logs end. It fails when the session must begin
// anew; a broker that is away only makes AsOf stand still.
func (r *reader) watch(ctx context.Context) error {
	tick := time.NewTicker(r.in.cfg.Poll)
	defer tick.Stop()
	var told string // the fault that the log shows
	for {
		err := r.look(ctx)
		var again *beginAnew
		switch {
		case ctx.Err() != nil:
			return nil
		case errors.As(err, &again):
			return err
		}
		r.in.setFault(err)
		switch {
		case err == nil:
			told = ""
		case told == "":
			told = err.Error()
			r.in.deps.Log.Warn("topics are not seen as they should be, trying again", "error", err)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
	}
}

// beginAnew is an error that ends the session.
type beginAnew struct{ cause error }

func (b *beginAnew) Error() string { return b.cause.Error() }
func (b *beginAnew) Unwrap() error { return b.cause }

// look asks once. The order matters: first the clock, then the partitions, then the ends, so that whatever was
// acknowledged before the instant lies below the ends of the target.
func (r *reader) look(ctx context.Context) error {
	at := r.in.deps.Clock()
	v, err := r.in.side.look(ctx)
	if err != nil {
		return err
	}
	var absent []error
	for _, name := range r.in.cfg.Topics {
		t, ok := v.topics[name]
		switch {
		case !ok || t.errorCode == errTopicUnknown:
			absent = append(absent, fmt.Errorf("topic %s does not exist: create it, or take it out of ingest.topics", name))
			delete(v.topics, name)
		case t.errorCode != 0 && len(t.partitions) == 0:
			return fmt.Errorf("look at topic %s: %w", name, kafka.Error(t.errorCode))
		}
	}
	if err := r.adopt(ctx, v); err != nil {
		return err
	}
	ends, err := r.in.side.offsets(ctx, v, kafka.LastOffset)
	if err != nil {
		return errors.Join(append(absent, err)...)
	}
	t := target{at: at, ends: make(map[string]int64, len(ends))}
	for src, p := range r.live {
		if end, ok := ends[p.place]; ok {
			p.end.Store(end)
			t.ends[src] = end
			r.in.meters.lag.WithLabelValues(p.topic, strconv.Itoa(p.partition)).Set(float64(max(0, end-max(0, p.mark.Load()))))
		}
	}
	r.in.aim(t)
	return errors.Join(absent...)
}

// adopt starts the partitions that are new and ends those whose topic id is gone.
func (r *reader) adopt(ctx context.Context, v *view) error {
	changed := false
	present := map[string]bool{}
	for name, t := range v.topics {
		for _, p := range t.partitions {
			src := sourceOf(v.clusterID, t.id, p.id)
			present[src] = true
			if r.live[src] != nil {
				continue
			}
			if r.seen[src] {
				// Rows of its first reading may still be on their way.
				return &beginAnew{fmt.Errorf("%s/%d came back", name, p.id)}
			}
			if err := r.begin(ctx, place{name, p.id}, src); err != nil {
				return err
			}
			changed = true
		}
	}
	for src, p := range r.live {
		if !present[src] {
			r.in.deps.Log.Warn("source of offsets is gone", "topic", p.topic, "partition", p.partition, "src", src)
			r.cancels[src]()
			delete(r.live, src)
			changed = true
		}
	}
	if changed {
		r.publish()
	}
	return nil
}

func (r *reader) begin(ctx context.Context, at place, src string) error {
	d, err := r.in.deps.Decoder()
	if err != nil {
		return &beginAnew{fmt.Errorf("make a decoder: %w", err)}
	}
	p := &partition{
		place: at, src: src, side: r.in.side, out: r.chunks, budget: r.budget, deps: &r.in.deps, meters: r.in.meters, decoder: d,
	}
	p.mark.Store(-1)
	if mark, ok := r.marks[src]; ok {
		p.mark.Store(int64(mark))
	}
	ctx, cancel := context.WithCancel(ctx)
	r.live[src], r.cancels[src], r.seen[src] = p, cancel, true
	r.running.Go(func() { p.run(ctx) })
	return nil
}

// publish shows the partitions to Positions and Health.
func (r *reader) publish() {
	live := make([]*partition, 0, len(r.live))
	for _, p := range r.live {
		live = append(live, p)
	}
	sort.Slice(live, func(a, b int) bool {
		return live[a].topic < live[b].topic || live[a].topic == live[b].topic && live[a].partition < live[b].partition
	})
	r.in.setLive(slices.Clip(live))
}

// aim adds a target for AsOf; while nothing lags it is reached at once.
func (i *Ingest) aim(t target) {
	i.mu.Lock()
	i.asOf.aim(t)
	i.mu.Unlock()
	i.settle()
}

// settle brings AsOf up to the marks.
func (i *Ingest) settle() {
	i.mu.Lock()
	live := i.live
	moved := i.asOf.settle(func(src string) (int64, bool, bool) {
		for _, p := range live {
			if p.src == src {
				return p.mark.Load(), p.alarm.Load() != nil || p.mark.Load() < 0, false
			}
		}
		return 0, false, true
	})
	reached := i.asOf.reached
	i.mu.Unlock()
	if moved {
		i.meters.asOf.Set(float64(reached.UnixMicro()) / 1e6)
		i.signal()
	}
}

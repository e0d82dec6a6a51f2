// Package ingest brings Kafka records into the ledger: every offset of every configured topic becomes exactly one row,
// accepted, rejected with its reason, or skipped, or part of one skipped range.
//
// Its duty ends when the ledger has the rows. It does not count, it does not know what a conflict or a correction does,
// and it never decides from Kafka's committed offsets where to begin: the ledger's own marks tell.
//
// Decisions, and what would change them:
//   - Partitions are read with kafka-go's transport and our own offsets, not with its group Reader, which hands out
//     stale messages after a rebalance and records of aborted transactions. One process reads all partitions; sharing
//     them between processes will use group membership for assignment only.
//   - After any error of the ledger everything in memory is thrown away and read again from the marks. That costs a
//     second of reading and leaves one way to be right.
//   - One INSERT at a time. The engine gains nothing from two, and order of marks stays plain.
//   - A fetch names its topic, not the topic's id (kafka-go speaks version 11 of it). Between the recreation of a topic and
//     our next look, a fraction of a second, records of the new topic may be stored under the old source; they come
//     again under the new one and count once.
//   - Copies for the dead-letter topic are sent after the commit and dropped when the broker will not take them: the
//     ledger holds every rejected record anyway.
package ingest

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"unionscreen/queries"
)

// Ledger is the one-table store of rows. *queries.Store is the one in use.
type Ledger interface {
	// Marks gives the next offset per source.
	Marks(ctx context.Context) (map[string]uint64, error)
	// Append stores all rows or none. After an error it is unknown which.
	Append(ctx context.Context, rows []queries.LedgerRow) error
	// Settle returns when no earlier Append can land any more.
	Settle(ctx context.Context) error
}

// Deps of ingest. Ledger and Decoder are required.
type Deps struct {
	Ledger  Ledger
	Decoder func() (Decoder, error) // makes one per partition
	Log     *slog.Logger
	Metrics prometheus.Registerer
	Clock   func() time.Time // the clock of AsOf
}

// Position says how far a partition has come. Next is the first offset not in the ledger, End one after the last in the
// log as last heard of. Alarm is empty unless the partition stands still for good.
type Position struct {
	Topic     string
	Partition int
	Src       string
	Next, End int64
	Alarm     string
}

// Ingest is the component: New, Start, Stop. It can be started once.
type Ingest struct {
	cfg     Config
	deps    Deps
	side    *kafkaSide
	meters  *meters
	letters *letters
	changed chan struct{}

	mu    sync.Mutex
	live  []*partition // of the session at hand
	asOf  asOf
	fault error // why there is no session, or what the log lacks

	stopReading context.CancelFunc
	stopStoring context.CancelFunc
	done        chan struct{}
	started     atomic.Bool
}

// New checks the configuration; no connection is made yet.
func New(cfg Config, deps Deps) (*Ingest, error) {
	if err := cfg.Validate(); err != nil {
		return nil, err
	}
	if deps.Ledger == nil || deps.Decoder == nil {
		return nil, errors.New("make ingest: a ledger and a decoder are required")
	}
	if deps.Log == nil {
		deps.Log = slog.New(slog.DiscardHandler)
	}
	if deps.Clock == nil {
		deps.Clock = time.Now
	}
	if _, err := deps.Decoder(); err != nil {
		return nil, fmt.Errorf("make a decoder: %w", err)
	}
	meters, err := newMeters(deps.Metrics)
	if err != nil {
		return nil, err
	}
	side, err := newKafkaSide(cfg)
	if err != nil {
		return nil, err
	}
	return &Ingest{
		cfg: cfg, deps: deps, side: side, meters: meters,
		letters: newLetters(cfg, side, meters, deps.Log),
		changed: make(chan struct{}, 1),
		fault:   errors.New("ingest has not started"),
		done:    make(chan struct{}),
	}, nil
}

// Start begins in the background and returns at once: ledger and brokers may come later. ctx bounds the start only.
func (i *Ingest) Start(ctx context.Context) error {
	if !i.started.CompareAndSwap(false, true) {
		return errors.New("start ingest: it was started before")
	}
	base := context.WithoutCancel(ctx)
	storing, stopStoring := context.WithCancel(base)
	reading, stopReading := context.WithCancel(storing)
	i.stopReading, i.stopStoring = stopReading, stopStoring
	go func() {
		defer close(i.done)
		defer i.side.transport.CloseIdleConnections()
		var sending sync.WaitGroup
		sending.Go(func() { i.letters.run(reading, storing) })
		i.run(reading, storing)
		sending.Wait()
	}()
	return nil
}

// Stop ends the reading, stores what is decoded, and returns. When ctx is done first, it gives up storing and says so;
// nothing is lost, the next start reads it again.
func (i *Ingest) Stop(ctx context.Context) error {
	if !i.started.Load() {
		return nil
	}
	i.stopReading()
	defer i.stopStoring()
	select {
	case <-i.done:
		return nil
	case <-ctx.Done():
	}
	i.stopStoring()
	<-i.done // every wait inside ends with the storing context
	return fmt.Errorf("stop ingest before all rows were stored: %w", ctx.Err())
}

// run holds one session after the other until reading is over.
func (i *Ingest) run(reading, storing context.Context) {
	pause := backoff{min: i.cfg.BackoffMin, max: i.cfg.BackoffMax}
	for reading.Err() == nil {
		progress, err := i.session(reading, storing)
		if reading.Err() != nil {
			if err != nil && !errors.Is(err, context.Canceled) {
				i.deps.Log.Warn("last rows were not stored, the next start reads them again", "error", err)
			}
			break
		}
		if errors.Is(err, errMarksMoved) {
			i.mu.Lock()
			i.asOf.forget()
			i.mu.Unlock()
		}
		i.setFault(err)
		i.meters.restarts.Inc()
		i.deps.Log.Warn("reading begins anew from the ledger's marks", "error", err)
		if progress {
			pause.reset()
		}
		pause.wait(reading)
	}
	i.setLive(nil)
	i.setFault(errors.New("ingest has stopped"))
}

// AsOf is the latest instant for which everything that Kafka acknowledged before it is in the ledger; zero until that is
// known for the first time. It advances with the clock while nothing lags, and stands still while a partition lags or
// stands still, or while the ledger or the broker is away. It goes back only when the clock does, and is zero again after
// the ledger lost rows, until they are read anew.
func (i *Ingest) AsOf() time.Time {
	i.mu.Lock()
	defer i.mu.Unlock()
	return i.asOf.reached
}

// Changed is signalled after each stored batch and each change of AsOf; signals nobody takes are joined into one.
func (i *Ingest) Changed() <-chan struct{} { return i.changed }

// Positions lists all partitions that are read, by topic and number.
func (i *Ingest) Positions() []Position {
	live := i.reading()
	out := make([]Position, 0, len(live))
	for _, p := range live {
		pos := Position{Topic: p.topic, Partition: p.partition, Src: p.src, Next: max(0, p.mark.Load()), End: p.end.Load()}
		if a := p.alarm.Load(); a != nil {
			pos.Alarm = a.Error()
		}
		out = append(out, pos)
	}
	return out
}

// Health is nil while every partition is read and stored. It names every partition that stands still (as *Alarm), every
// one whose fetches fail, every topic that is absent, and what keeps the ledger away.
func (i *Ingest) Health() error {
	i.mu.Lock()
	faults := []error{i.fault}
	i.mu.Unlock()
	for _, p := range i.reading() {
		if a := p.alarm.Load(); a != nil {
			faults = append(faults, a)
		} else if text := p.trouble.Load(); text != nil {
			faults = append(faults, errors.New(*text))
		}
	}
	return errors.Join(faults...)
}

// reading gives the partitions of the session at hand. The slice is replaced, never written, when they change.
func (i *Ingest) reading() []*partition {
	i.mu.Lock()
	defer i.mu.Unlock()
	return i.live
}

func (i *Ingest) setFault(err error) {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.fault = err
}

func (i *Ingest) setLive(live []*partition) {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.live = live
	if live == nil {
		i.asOf.targets = nil
	}
}

func (i *Ingest) signal() {
	select {
	case i.changed <- struct{}{}:
	default:
	}
}

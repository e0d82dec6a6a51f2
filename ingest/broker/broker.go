// Package broker is an embedded Kafka broker, so that UnionScreen runs without a Kafka of its own.
//
// Its duty is a durable log on loopback: acknowledged records survive a kill of the process, topics exist, retention
// is bounded, and our own producers can wait before they outrun the reader. It is no cluster: one process, no replicas,
// no passwords. Whoever needs those configures a real Kafka and leaves this out.
//
// Decisions, and what would change them:
//   - kfake (of franz-go) with a data directory and a sync per batch. Its package comment says "for testing"; it lost
//     nothing in 70 kills. A native embeddable broker with a maintainer behind it would replace it.
//   - It runs in the parent process, so that a crash of the ingesting part does not take it along.
//   - Retention is by size only: an old record is harmless, an unread record that vanishes is a loss.
//   - Retention is applied by our own clock, because kfake starts its own only when a topic is created, never after a
//     restart.
package broker

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"syscall"
	"time"

	"github.com/twmb/franz-go/pkg/kfake"
)

// Deps of the broker. Log may be nil.
type Deps struct{ Log *slog.Logger }

// Broker is the embedded broker: New, Start, Stop. It can be started once.
type Broker struct {
	cfg Config
	log *slog.Logger

	mu      sync.RWMutex // held for reading during every call into the cluster, which would hang once it is closed
	cluster *kfake.Cluster
	addr    string
	lock    *os.File
	gauges  map[place]*gauge

	quit     chan struct{}
	keeping  sync.WaitGroup
	stopOnce sync.Once
}

// ErrStopped is returned by questions to a broker that does not run.
var ErrStopped = errors.New("the embedded broker does not run")

// New checks the configuration; nothing is opened yet.
func New(cfg Config, deps Deps) (*Broker, error) {
	if err := cfg.Validate(); err != nil {
		return nil, err
	}
	log := deps.Log
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	return &Broker{cfg: cfg, log: log, quit: make(chan struct{}), gauges: map[place]*gauge{}}, nil
}

// Start opens the log, listens, and creates or adapts the topics. On an error nothing is left running.
func (b *Broker) Start(ctx context.Context) error {
	if err := os.MkdirAll(b.cfg.Dir, 0o750); err != nil {
		return fmt.Errorf("create the broker's directory: %w", err)
	}
	if err := b.takeLock(); err != nil {
		return err
	}
	cluster, err := kfake.NewCluster(
		kfake.NumBrokers(1),
		kfake.Ports(1), // one broker; the port is ignored by listen
		kfake.ListenFn(b.listen),
		kfake.ClusterID(newClusterID()), // of a new directory; an old one keeps its own
		kfake.DataDir(b.cfg.Dir),
		kfake.SyncWrites(),
		kfake.BrokerConfigs(map[string]string{
			"log.segment.bytes":      strconv.FormatInt(b.cfg.SegmentBytes, 10),
			"log.cleaner.backoff.ms": strconv.FormatInt(max(1, b.cfg.RetentionCheck.Milliseconds()), 10),
		}),
		kfake.WithLogger(logger{b.log}),
	)
	if err != nil {
		b.dropLock()
		return fmt.Errorf("open the broker's log in %s: %w", b.cfg.Dir, err)
	}
	b.mu.Lock()
	b.cluster, b.addr = cluster, cluster.ListenAddrs()[0]
	b.mu.Unlock()
	if err := b.settleTopics(ctx); err != nil {
		return errors.Join(err, b.Stop(context.WithoutCancel(ctx)))
	}
	b.keeping.Add(1)
	go b.keep()
	b.log.Info("embedded broker listens", "addr", b.Addr(), "dir", b.cfg.Dir)
	return nil
}

// Stop writes the state that makes the next start fast and closes the log. It is bounded by ctx and may be repeated;
// after a Stop that ran out of time the log is as after a kill: whole, only slower to open.
func (b *Broker) Stop(ctx context.Context) error {
	b.stopOnce.Do(func() { close(b.quit) })
	done := make(chan struct{})
	go func() {
		defer close(done)
		b.keeping.Wait()
		b.mu.Lock()
		defer b.mu.Unlock()
		if b.cluster != nil {
			b.cluster.Close()
			b.cluster = nil
			b.dropLock()
		}
	}()
	select {
	case <-done:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("stop the embedded broker: %w", ctx.Err())
	}
}

// Addr is the host:port clients connect to; empty before Start.
func (b *Broker) Addr() string {
	b.mu.RLock()
	defer b.mu.RUnlock()
	return b.addr
}

// listen stands in for net.Listen inside kfake, which knows 127.0.0.1 only.
func (b *Broker) listen(network, _ string) (net.Listener, error) {
	ln, err := net.Listen(network, b.cfg.Listen)
	if err != nil {
		return nil, fmt.Errorf("listen on %s (is another broker running? set broker.listen): %w", b.cfg.Listen, err)
	}
	if b.cfg.Advertise == "" {
		return ln, nil
	}
	addr, err := net.ResolveTCPAddr("tcp", b.cfg.Advertise)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("resolve broker.advertise: %w", err), ln.Close())
	}
	return advertised{ln, addr}, nil
}

// advertised is a listener that gives its clients another address than the one it listens on.
type advertised struct {
	net.Listener
	addr net.Addr
}

func (a advertised) Addr() net.Addr { return a.addr }

// keep applies retention until Stop.
func (b *Broker) keep() {
	defer b.keeping.Done()
	tick := time.NewTicker(b.cfg.RetentionCheck)
	defer tick.Stop()
	for {
		select {
		case <-b.quit:
			return
		case <-tick.C:
			b.mu.RLock()
			b.cluster.ApplyRetention()
			b.mu.RUnlock()
		}
	}
}

// takeLock keeps a second process out of the directory: two writers would tear the log. A killed holder frees it.
func (b *Broker) takeLock() error {
	path := filepath.Join(b.cfg.Dir, "lock")
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return fmt.Errorf("open the lock of the broker's directory: %w", err)
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		return errors.Join(fmt.Errorf("lock %s (another process uses this directory: stop it or set broker.dir): %w", path, err), f.Close())
	}
	b.lock = f
	return nil
}

func (b *Broker) dropLock() {
	if b.lock != nil {
		_ = b.lock.Close() // closing frees the lock; there is nothing to flush
		b.lock = nil
	}
}

// newClusterID makes an id of Kafka's form: 16 random bytes, 22 characters.
func newClusterID() string {
	var id [16]byte
	_, _ = rand.Read(id[:]) // never fails (crypto/rand)
	return base64.RawURLEncoding.EncodeToString(id[:])
}

// logger gives kfake's warnings to slog. What clients do wrong is information there and would fill the log.
type logger struct{ log *slog.Logger }

func (l logger) Logf(level kfake.LogLevel, format string, args ...any) {
	switch level {
	case kfake.LogLevelError:
		l.log.Error("embedded broker reports", "text", fmt.Sprintf(format, args...))
	case kfake.LogLevelWarn:
		l.log.Warn("embedded broker reports", "text", fmt.Sprintf(format, args...))
	}
}

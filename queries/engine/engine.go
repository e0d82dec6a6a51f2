// Package engine runs an embedded ClickHouse (libchdb) for programs that have no
// ClickHouse server, and serves it on a loopback address to the ordinary
// clickhouse-go client over HTTP.
//
// Its duty ends there: it holds no SQL of the application, no schema and no
// client. It imports no other room.
//
// Decisions, with what would change them:
//   - The library runs in a child process, a second start of the same binary, so
//     that a fault in 566 MB of C++ costs a restart of some 300 ms and not the
//     server. If a signed ClickHouse binary came by a package registry, the child
//     would be that binary and most of this room would go.
//   - purego instead of cgo: no C compiler is needed to build.
//   - HTTP instead of the native protocol: the engine writes blocks of protocol
//     revision 0, which is what HTTP clients read; the native protocol would need
//     each block encoded anew.
//   - The parent owns the listening socket. While a child starts again, requests
//     wait in the socket's backlog instead of being refused.
//   - What reaches files or the network is refused by reading the statement
//     (refuse.go), because the embedded build has no grants.
//
// Linux with glibc on x86-64 only, as the library.
package engine

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"sync"
)

// ErrDirectoryInUse says that another process has the data directory open.
var ErrDirectoryInUse = errors.New("the data directory is in use by another process")

// errNotRunning is the state before Start and after Stop.
var errNotRunning = errors.New("engine is not running")

// Engine is a supervised embedded ClickHouse. Its methods may be called from any
// goroutine; Start once.
type Engine struct {
	cfg      Config
	log      *slog.Logger
	password string

	mu       sync.Mutex
	listener *net.TCPListener
	handed   *os.File // the listener as the child gets it
	library  string
	state    state
	quit     chan struct{} // closed by Stop
	done     chan struct{} // closed when the supervisor has ended
	stopOnce sync.Once
}

// state is what the supervisor tells about the child.
type state struct {
	pid      int
	restarts int
	err      error // nil while the child is ready
}

// New prepares an engine; nothing runs before Start.
func New(cfg Config, deps Deps) *Engine {
	log := deps.Log
	if log == nil {
		log = slog.Default()
	}
	return &Engine{
		cfg: cfg, log: log,
		password: rand.Text(),
		state:    state{err: errNotRunning},
		quit:     make(chan struct{}),
		done:     make(chan struct{}),
	}
}

// Start finds the library, takes the address and starts the child. It returns
// when statements are answered. Errors: those of Validate, *MissingLibraryError,
// ErrDirectoryInUse, or what the engine said when it refused to start.
func (e *Engine) Start(ctx context.Context) error {
	if err := e.prepare(); err != nil {
		close(e.done)
		return err
	}
	first := make(chan error, 1)
	go e.supervise(first)
	select {
	case err := <-first:
		if err != nil {
			<-e.done
			e.closeListener()
			return err
		}
		return nil
	case <-ctx.Done():
		stopping, cancel := context.WithCancel(context.WithoutCancel(ctx))
		cancel() // nothing has run yet that deserves patience
		return errors.Join(fmt.Errorf("await the first answer: %w", ctx.Err()), e.Stop(stopping))
	}
}

func (e *Engine) prepare() error {
	if err := e.cfg.Validate(); err != nil {
		return err
	}
	library, err := Locate(e.cfg.Library)
	if err != nil {
		return err
	}
	if e.cfg.Dir, err = filepath.Abs(e.cfg.Dir); err != nil {
		return fmt.Errorf("find engine directory: %w", err)
	}
	if err := os.MkdirAll(e.cfg.Dir, 0o700); err != nil {
		return fmt.Errorf("make engine directory: %w", err)
	}
	listener, err := net.Listen("tcp", e.cfg.Listen)
	if err != nil {
		return fmt.Errorf("listen for engine: %w", err)
	}
	tcp := listener.(*net.TCPListener)
	handed, err := tcp.File()
	if err != nil {
		return errors.Join(fmt.Errorf("hand over listener: %w", err), tcp.Close())
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	e.library, e.listener, e.handed = library, tcp, handed
	return nil
}

// Stop ends the child: running statements get until ctx or StopTimeout, then it
// is killed. It may be called more than once and without Start.
func (e *Engine) Stop(ctx context.Context) error {
	e.mu.Lock()
	started := e.listener != nil
	e.mu.Unlock()
	if !started {
		return nil
	}
	e.stopOnce.Do(func() { close(e.quit) })
	select {
	case <-e.done:
	case <-ctx.Done():
		e.killChild()
		<-e.done
	}
	e.closeListener()
	return nil
}

func (e *Engine) closeListener() {
	e.mu.Lock()
	defer e.mu.Unlock()
	_ = e.listener.Close() // closing twice is no harm
	_ = e.handed.Close()
}

// Addr returns host:port of the front, or "" before Start.
func (e *Engine) Addr() string {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.listener == nil {
		return ""
	}
	return e.listener.Addr().String()
}

// DSN returns what clickhouse.ParseDSN takes to reach the database over HTTP
// ("" = the configured one). It holds a password that changes with every Engine,
// so that other users of the machine cannot use the port.
func (e *Engine) DSN(database string) string {
	if database == "" {
		database = e.cfg.Database
	}
	dsn := url.URL{Scheme: "http", User: url.UserPassword("unionscreen", e.password), Host: e.Addr(), Path: "/" + database}
	return dsn.String()
}

// PID returns the process id of the child, or 0 while there is none.
func (e *Engine) PID() int {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.state.pid
}

// Restarts counts how often the child was started again after it had died.
func (e *Engine) Restarts() int {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.state.restarts
}

// Health returns nil while the child is ready, else why it is not.
func (e *Engine) Health() error {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.state.err
}

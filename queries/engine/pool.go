package engine

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
)

// pool keeps sessions of the engine open. Every statement has a session for
// itself while it runs; more statements than sessions wait.
//
// The root session is never lent: closing the last session would shut the engine
// down. The control session ends the statements of callers who went away.
type pool struct {
	lib   *library
	base  []setting
	dir   string
	root  *session
	slots chan struct{}

	controlLock sync.Mutex
	control     *session

	mu     sync.Mutex
	idle   []*lease
	closed bool
}

// lease is a session on loan with the database it stands in.
type lease struct {
	*session
	database string
}

// lobby is the database in which the engine starts each session, so it must be
// there. The engine makes it an overlay that reads every path of the machine as a
// table (SELECT * FROM `/etc/passwd`); we put an empty one in its place.
const lobby = "default"

// clearLobby removes what the last run wrote down about the lobby, which the
// engine makes anew at each start.
func clearLobby(dir string) error {
	for _, name := range []string{lobby + ".sql", lobby + ".sql.tmp"} {
		if err := os.Remove(filepath.Join(dir, "metadata", name)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("clear default database: %w", err)
		}
	}
	return nil
}

// openPool boots the engine and opens the root and the control session.
func openPool(lib *library, cfg childConfig) (*pool, error) {
	p := &pool{lib: lib, base: baseSettings(cfg), dir: cfg.Dir, slots: make(chan struct{}, cfg.Pool)}
	if err := clearLobby(cfg.Dir); err != nil {
		return nil, err
	}
	config, err := writeAccess(cfg.Dir)
	if err != nil {
		return nil, err
	}
	root, err := lib.open(engineArguments(cfg, config))
	if err != nil {
		return nil, err
	}
	p.root = root
	// One at a time: several statements in one text would not say which failed.
	for _, sql := range []string{
		"DETACH DATABASE " + lobby,
		"CREATE DATABASE " + lobby + " ENGINE = Memory",
		"CREATE DATABASE IF NOT EXISTS " + quoteName(cfg.Database) + " ENGINE = Atomic",
		setStatement(p.base),
	} {
		if err := root.run(sql, "Null", nil, nil); err != nil {
			return nil, fmt.Errorf("prepare engine: %s: %w", sql, err)
		}
	}
	control, err := p.fresh()
	if err != nil {
		return nil, fmt.Errorf("open control session: %w", err)
	}
	p.control = control.session
	return p, nil
}

// fresh opens a session with the base settings; it stands in the lobby.
func (p *pool) fresh() (*lease, error) {
	s, err := p.lib.open([]string{"clickhouse", "--path=" + p.dir})
	if err != nil {
		return nil, err
	}
	if err := s.run(setStatement(p.base), "Null", nil, nil); err != nil {
		s.close()
		return nil, err
	}
	return &lease{session: s, database: lobby}, nil
}

// borrow waits for a free slot and gives a session in the base state.
func (p *pool) borrow(ctx context.Context) (*lease, error) {
	select {
	case p.slots <- struct{}{}:
	case <-ctx.Done():
		return nil, newFault(499, codeQueryCancelled, "QUERY_WAS_CANCELLED", "the client went away while the statement waited")
	}
	p.mu.Lock()
	if n := len(p.idle); n > 0 {
		l := p.idle[n-1]
		p.idle = p.idle[:n-1]
		p.mu.Unlock()
		return l, nil
	}
	p.mu.Unlock()
	l, err := p.fresh()
	if err != nil {
		<-p.slots
		return nil, err
	}
	return l, nil
}

// giveBack returns a session. A spoiled one (after an error, a cancelled
// statement, or settings that could not be restored) is closed instead, which
// also removes its row from system.processes.
func (p *pool) giveBack(l *lease, spoiled bool) {
	defer func() { <-p.slots }()
	p.mu.Lock()
	if !spoiled && !p.closed {
		p.idle = append(p.idle, l)
		l = nil
	}
	p.mu.Unlock()
	if l != nil {
		l.close()
	}
}

// order runs a statement without an answer on the control session. It must be
// short, because all callers who go away share that session.
func (p *pool) order(sql string) error {
	p.controlLock.Lock()
	defer p.controlLock.Unlock()
	return p.control.run(sql, "Null", nil, nil)
}

// aside runs a statement beside the pool on a session of its own: a caller's
// KILL QUERY, which may wait (SYNC), and must get through when the pool is full.
func (p *pool) aside(sql, format string, params parameters, emit func([]byte) error) error {
	l, err := p.fresh()
	if err != nil {
		return err
	}
	defer l.close()
	return l.run(sql, format, params, emit)
}

// close shuts the engine down; sessions on loan are closed as they come back.
func (p *pool) close() {
	p.mu.Lock()
	p.closed = true
	idle := p.idle
	p.idle = nil
	p.mu.Unlock()
	for _, l := range idle {
		l.close()
	}
	p.controlLock.Lock()
	defer p.controlLock.Unlock()
	p.control.close()
	p.root.close()
}

// version asks the engine's version, as a server would tell it.
func (p *pool) version() (string, error) {
	var version string
	err := p.root.run("SELECT version()", "TSVRaw", nil, func(b []byte) error {
		version = strings.TrimSpace(string(b))
		return nil
	})
	return version, err
}

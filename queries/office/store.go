package office

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"time"

	"modernc.org/sqlite" // the driver of database/sql, too
	sqlite3 "modernc.org/sqlite/lib"
)

// Config of the store.
type Config struct {
	Database string        // path of the SQLite file
	Busy     time.Duration // how long a statement waits for another process that writes
	Readers  int           // connections that only read
}

// DefaultConfig has everything but the path.
func DefaultConfig() Config {
	return Config{
		Busy:    5 * time.Second, // the longest act, an import of 50,000 unions, holds the file for about three
		Readers: 4,
	}
}

// Validate lists every fault.
func (c Config) Validate() error {
	var faults []error
	switch {
	case c.Database == "":
		faults = append(faults, errors.New("registry.database is empty: give the path of the file that keeps the registry, such as /var/lib/unionscreen/office.db"))
	case strings.Contains(c.Database, "://"):
		faults = append(faults, fmt.Errorf("registry.database %q is no path: this version keeps the registry in an SQLite file only", redactedURL(c.Database)))
	}
	if c.Busy < 0 || c.Busy > time.Minute {
		faults = append(faults, fmt.Errorf("waiting for another writer takes %s: choose up to 1m", c.Busy))
	}
	if c.Readers < 1 || c.Readers > 64 {
		faults = append(faults, fmt.Errorf("%d reading connections: choose 1 to 64", c.Readers))
	}
	return errors.Join(faults...)
}

// redactedURL keeps a password that somebody wrote into a DSN out of messages.
func redactedURL(dsn string) string {
	scheme, _, _ := strings.Cut(dsn, "://")
	return scheme + "://…"
}

// Store is the transactional store: one SQLite file, one writing connection in each process.
type Store struct {
	path  string
	write *sql.DB
	read  *sql.DB

	snapshot atomic.Pointer[ProducerSnapshot] // the last one that was made
}

// Open opens the store, makes it where there is none, and brings its tables up to this build. The file holds hashes of
// tokens and who did what: only its owner may read it.
func Open(ctx context.Context, cfg Config) (*Store, error) {
	if err := cfg.Validate(); err != nil {
		return nil, err
	}
	path, err := filepath.Abs(cfg.Database)
	if err != nil {
		return nil, fmt.Errorf("open the office store: %w", err)
	}
	if err := private(path); err != nil {
		return nil, fmt.Errorf("open the office store: %w", err)
	}
	s := &Store{path: path}
	if s.write, err = connect(path, cfg.Busy, 1, false); err != nil {
		return nil, err
	}
	if s.read, err = connect(path, cfg.Busy, cfg.Readers, true); err != nil {
		return nil, errors.Join(err, s.write.Close())
	}
	if err := s.migrate(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("open the office store %s: %w", path, err), s.Close())
	}
	return s, nil
}

// Close ends all connections.
func (s *Store) Close() error { return errors.Join(s.read.Close(), s.write.Close()) }

// private makes the file, readable by its owner only, before SQLite would make it by the process's mask; journals get
// the mode of the file.
func private(path string) error {
	file, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("make the directory %s first: %w", filepath.Dir(path), err)
	}
	if err != nil {
		return err
	}
	info, err := file.Stat()
	if err := errors.Join(err, file.Close()); err != nil {
		return err
	}
	if info.Mode().Perm()&0o077 != 0 {
		return fmt.Errorf("others may read %s: run chmod 600 %s", path, path)
	}
	return nil
}

// connect opens a pool. Transactions of the writing one take the file's lock at their beginning, so that none finds
// out halfway that what it read has changed.
func connect(path string, busy time.Duration, connections int, readOnly bool) (*sql.DB, error) {
	options := url.Values{}
	for _, pragma := range []string{
		fmt.Sprintf("busy_timeout(%d)", busy.Milliseconds()), "journal_mode(WAL)", "synchronous(FULL)", "foreign_keys(1)", "trusted_schema(0)",
	} {
		options.Add("_pragma", pragma)
	}
	if readOnly {
		options.Add("_pragma", "query_only(1)")
	} else {
		options.Set("_txlock", "immediate")
	}
	name := url.URL{Scheme: "file", Path: path, RawQuery: options.Encode()}
	db, err := sql.Open("sqlite", name.String())
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", path, err)
	}
	db.SetMaxOpenConns(connections)
	db.SetMaxIdleConns(connections)
	return db, nil
}

// act does one thing that changes the store: the change and its entry of the audit log are one transaction, so that
// neither stands without the other.
func (s *Store) act(ctx context.Context, by Actor, change func(tx *sql.Tx) (Act, error)) error {
	if err := by.check(); err != nil {
		return err
	}
	head, err := openHead(s.path)
	if err != nil {
		return fmt.Errorf("write the audit log: %w", err)
	}
	defer func() { _ = head.Close() }() // what was written is synchronised already
	tx, err := s.write.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("begin: %w", explain(err))
	}
	defer func() { _ = tx.Rollback() }() // without effect after a commit
	done, err := change(tx)
	if err != nil {
		return explain(err)
	}
	if done == (Act{}) {
		return nil // there was nothing to change
	}
	last, err := appendAudit(ctx, tx, by, done, time.Now())
	if err != nil {
		return fmt.Errorf("write the audit log: %w", explain(err))
	}
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("commit: %w", explain(err))
	}
	if err := writeHead(head, last); err != nil {
		return fmt.Errorf("%s is done, but the head of the audit log could not be written to %s: %w", done.What, headPath(s.path), err)
	}
	return nil
}

// explain adds the remedy to what SQLite says.
func explain(err error) error {
	var fault *sqlite.Error
	if !errors.As(err, &fault) {
		return err
	}
	switch fault.Code() & 0xff { // without the extended part
	case sqlite3.SQLITE_BUSY:
		return fmt.Errorf("another process keeps writing to the office store, try again: %w", err)
	case sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR:
		return fmt.Errorf("nothing was changed, the disk of the office store is full or faulty: make room and try again: %w", err)
	}
	return err
}

// Revision rises with every act of any process: who keeps something of the store looks at it to learn whether to read
// again.
func (s *Store) Revision(ctx context.Context) (int64, error) {
	var seq int64
	if err := s.read.QueryRowContext(ctx, "SELECT coalesce(max(seq), 0) FROM audit").Scan(&seq); err != nil {
		return 0, fmt.Errorf("ask for the revision of the office store: %w", err)
	}
	return seq, nil
}

func instant(micro int64) time.Time { return time.UnixMicro(micro).UTC() }

func instantOrZero(micro sql.NullInt64) time.Time {
	if !micro.Valid {
		return time.Time{}
	}
	return instant(micro.Int64)
}

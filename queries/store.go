package queries

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"
	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"
)

// Config of the store.
type Config struct {
	DSN            string                  // of clickhouse-go, e.g. http://127.0.0.1:8123
	Database       string                  // created by Migrate if absent
	Zone           *time.Location          // days are days of this zone; fixed by the first Migrate
	RepeatLimit    int                     // readings per (union, article, reader, day) that count
	Crawler        func(agent string) bool // verdict on a user agent
	CrawlerVersion string                  // changes whenever the verdicts may change

	// ReadsBasis says which of a platform's figures count as readings: "best" takes times where they are reported and
	// else users, "times" and "users" only those.
	ReadsBasis string
	// Limit is the services catalogue: when a case of a service that was submitted then is due and is to be accepted;
	// zero: no such limit. Deadlines that the event itself states come first.
	Limit         func(service string, submitted time.Time) (due, acceptBy time.Time)
	LimitsVersion string // changes whenever the limits may change
}

// Default is a configuration for the embedded engine; DSN and the verdict on
// crawlers are for the caller to give.
func Default() Config {
	return Config{
		Database:    "unionscreen",
		Zone:        time.FixedZone("Asia/Shanghai", 8*60*60),
		RepeatLimit: 3,
		Crawler:     func(string) bool { return false },
		ReadsBasis:  BasisBest,
		Limit:       func(string, time.Time) (due, acceptBy time.Time) { return time.Time{}, time.Time{} },
	}
}

// Validate lists everything that is wrong.
func (c Config) Validate() error {
	var faults []error
	if c.DSN == "" {
		faults = append(faults, errors.New("clickhouse dsn is empty: give one such as http://127.0.0.1:8123"))
	}
	if c.Database == "" {
		faults = append(faults, errors.New("clickhouse database is empty"))
	}
	if c.Zone == nil {
		faults = append(faults, errors.New("zone is missing: give one such as Asia/Shanghai"))
	}
	if c.RepeatLimit < 1 {
		faults = append(faults, fmt.Errorf("repeat limit %d is below 1", c.RepeatLimit))
	}
	if c.Crawler == nil {
		faults = append(faults, errors.New("verdict on crawlers is missing"))
	}
	if c.Limit == nil {
		faults = append(faults, errors.New("limits of the services catalogue are missing"))
	}
	if !slices.Contains([]string{BasisBest, BasisTimes, BasisUsers}, c.ReadsBasis) {
		faults = append(faults, fmt.Errorf("reads basis %q is none of best, times, users", c.ReadsBasis))
	}
	return errors.Join(faults...)
}

// shape grows with every schema step that changes a derived table: those that an
// older build filled are filled anew.
const shape = 11

// What counts as a reading where a platform reports figures.
const (
	BasisBest  = "best"
	BasisTimes = "times"
	BasisUsers = "users"
)

// basis names the settings that go into derived figures: where it changes, all
// is computed anew.
func (c Config) basis() string {
	return fmt.Sprintf("shape %d, zone %s, repeat limit %d, crawlers %s, limits %s",
		shape, c.Zone, c.RepeatLimit, c.CrawlerVersion, c.LimitsVersion)
}

// Store answers questions and keeps the ledger. It is for concurrent use; one
// process at a time may Append and Advance on one database.
type Store struct {
	cfg   Config
	conn  driver.Conn // in the database
	admin driver.Conn // in no database, to create it

	appending sync.Mutex // one INSERT into the ledger at a time, so that stamps become visible in their order
	settled   bool       // no INSERT of an earlier attempt can still land

	advancing sync.Mutex    // one Advance at a time
	doubts    atomic.Uint64 // counts the times that the ledger may hold rows of an older stamp than was brought in
	standing  *standing     // what Advance knows; nil: read it from the marks first

	clock clock

	// broken is asked before every statement that writes: tests put a crash there.
	broken func(step string) error
}

// Limits of the connection. Statements carry their own bounds by ctx.
const (
	openWait       = 30 * time.Second // an embedded engine is ready in 3 s at worst
	openRetry      = 50 * time.Millisecond
	maxConnections = 8 // of each of the two pools
)

// Open connects and waits, bounded, until the engine answers. It changes no
// schema: call Migrate before anything else on a new database.
func Open(ctx context.Context, cfg Config) (*Store, error) {
	if err := cfg.Validate(); err != nil {
		return nil, fmt.Errorf("check configuration of the store: %w", err)
	}
	options, err := clickhouse.ParseDSN(cfg.DSN)
	if err != nil {
		return nil, fmt.Errorf("parse clickhouse dsn: %w", err)
	}
	options.MaxOpenConns, options.MaxIdleConns = maxConnections, maxConnections
	options.Auth.Database = ""
	admin, err := clickhouse.Open(options)
	if err != nil {
		return nil, fmt.Errorf("open clickhouse: %w", err)
	}
	inside := *options
	inside.Auth.Database = cfg.Database
	conn, err := clickhouse.Open(&inside)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("open clickhouse: %w", err), admin.Close())
	}
	s := &Store{cfg: cfg, conn: conn, admin: admin, broken: func(string) error { return nil }}
	if err := s.awaitEngine(ctx); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

func (s *Store) awaitEngine(ctx context.Context) error {
	bounded, cancel := context.WithTimeout(ctx, openWait)
	defer cancel()
	for {
		err := s.admin.Ping(bounded)
		var answer *clickhouse.Exception
		switch {
		case err == nil:
			return nil
		case errors.As(err, &answer) && answer.Code == authenticationFailed:
			return fmt.Errorf("sign in to clickhouse (check user and password of its dsn): %w", err)
		}
		select {
		case <-bounded.Done():
			if ctx.Err() != nil {
				return fmt.Errorf("await clickhouse: %w", ctx.Err())
			}
			return fmt.Errorf("await clickhouse for %s (is it running, and at the address of its dsn?): %w", openWait, err)
		case <-time.After(openRetry):
		}
	}
}

// authenticationFailed is ClickHouse's code for a wrong user or password: waiting does not help.
const authenticationFailed = 516

// Close ends the connections.
func (s *Store) Close() error {
	return errors.Join(s.conn.Close(), s.admin.Close())
}

// arg is one typed parameter of a question.
func arg(name string, value any) any { return clickhouse.Named(name, value) }

// exec runs a question that gives no rows.
func (s *Store) exec(ctx context.Context, question string, args ...any) error {
	if err := s.broken(question); err != nil {
		return err
	}
	text, err := statement(question)
	if err != nil {
		return err
	}
	return s.run(ctx, question, text, args...)
}

// execInto runs a question whose rows go where another statement says.
func (s *Store) execInto(ctx context.Context, into, question string, args ...any) error {
	if err := s.broken(into); err != nil {
		return err
	}
	head, err := statement(into)
	if err != nil {
		return err
	}
	text, err := statement(question)
	if err != nil {
		return err
	}
	return s.run(ctx, into, head+"\n"+text, args...)
}

func (s *Store) run(ctx context.Context, question, text string, args ...any) error {
	if err := s.conn.Exec(ctx, text, args...); err != nil {
		return fmt.Errorf("run %s: %w", question, err)
	}
	return nil
}

// each runs a question and hands every row to fn, which scans it.
func (s *Store) each(ctx context.Context, fn func(driver.Rows) error, question string, args ...any) error {
	text, err := statement(question)
	if err != nil {
		return err
	}
	return s.eachOf(ctx, fn, question, text, args...)
}

// eachOf is each with the question's text, in which a table may have been replaced.
func (s *Store) eachOf(ctx context.Context, fn func(driver.Rows) error, question, text string, args ...any) (err error) {
	rows, err := s.conn.Query(ctx, text, args...)
	if err != nil {
		return fmt.Errorf("ask %s: %w", question, err)
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		if err := fn(rows); err != nil {
			return fmt.Errorf("read answer of %s: %w", question, err)
		}
	}
	if err := rows.Err(); err != nil {
		return fmt.Errorf("read answer of %s: %w", question, err)
	}
	return nil
}

// column is one column of an insert: the type the client sends, which the
// server converts to the table's (strings into LowCardinality), and its values
// as a slice.
type column struct {
	name, kind string
	values     any
}

// insert sends all columns as one block.
func (s *Store) insert(ctx context.Context, question string, columns []column) error {
	return s.insertMarked(ctx, "", question, columns)
}

// insertMarked is insert, to be found in the engine's process list by its mark.
func (s *Store) insertMarked(ctx context.Context, mark, question string, columns []column) error {
	if err := s.broken(question); err != nil {
		return err
	}
	text, err := statement(question)
	if err != nil {
		return err
	}
	kinds := make([]clickhouse.ColumnNameAndType, len(columns))
	for i, c := range columns {
		kinds[i] = clickhouse.ColumnNameAndType{Name: c.name, Type: c.kind}
	}
	settings := clickhouse.Settings{"async_insert": 0} // on some servers 1 by default, which gathers blocks of several INSERTs
	if mark != "" {
		settings["log_comment"] = mark
	}
	ctx = clickhouse.Context(ctx, clickhouse.WithColumnNamesAndTypes(kinds), clickhouse.WithSettings(settings))
	batch, err := s.conn.PrepareBatch(ctx, text)
	if err != nil {
		return fmt.Errorf("prepare %s: %w", question, err)
	}
	for i, c := range columns {
		if err := batch.Column(i).Append(c.values); err != nil {
			return errors.Join(fmt.Errorf("fill column %s of %s: %w", c.name, question, err), batch.Abort())
		}
	}
	if err := batch.Send(); err != nil {
		return fmt.Errorf("send %s: %w", question, err)
	}
	return nil
}

// micros is an instant as the questions take it; the zero time is 0.
func micros(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMicro()
}

// instant is the way back; 0 is the zero time.
func instant(us int64) time.Time {
	if us == 0 {
		return time.Time{}
	}
	return time.UnixMicro(us).UTC()
}

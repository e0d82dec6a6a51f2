package queries

import (
	"context"
	"errors"
	"time"
)

// Config of the store.
type Config struct {
	DSN            string                  // of clickhouse-go, e.g. http://127.0.0.1:8123
	Database       string                  // created by Migrate if absent
	Zone           *time.Location          // days are days of this zone
	RepeatLimit    int                     // readings per (union, article, reader, day) that count
	Crawler        func(agent string) bool // verdict on a user agent
	CrawlerVersion string                  // changes whenever the verdicts may change
}

// Store answers questions and keeps the ledger.
type Store struct{ cfg Config }

var errNotBuilt = errors.New("not built")

func Open(ctx context.Context, cfg Config) (*Store, error)            { return nil, errNotBuilt }
func (s *Store) Migrate(ctx context.Context) error                    { return errNotBuilt }
func (s *Store) Close() error                                         { return errNotBuilt }
func (s *Store) Marks(ctx context.Context) (map[string]uint64, error) { return nil, errNotBuilt }
func (s *Store) Append(ctx context.Context, rows []LedgerRow) error   { return errNotBuilt }
func (s *Store) Settle(ctx context.Context) error                     { return errNotBuilt }
func (s *Store) Advance(ctx context.Context, asOf time.Time) (Advanced, error) {
	return Advanced{}, errNotBuilt
}
func (s *Store) FamilySums(ctx context.Context, family string, w Window) (Sums, error) {
	return Sums{}, errNotBuilt
}
func (s *Store) Trend(ctx context.Context, unions []string, from, to, asOf time.Time) ([]DayFigure, error) {
	return nil, errNotBuilt
}
func (s *Store) Overdue(ctx context.Context, asOf time.Time) ([]OverdueRow, error) {
	return nil, errNotBuilt
}
func (s *Store) RecordBoard(ctx context.Context, r BoardRecord) error { return errNotBuilt }
func (s *Store) BoardAt(ctx context.Context, owner, period string, at time.Time) (BoardRecord, error) {
	return BoardRecord{}, errNotBuilt
}
func (s *Store) LastBoard(ctx context.Context, owner, period, cause string, before time.Time) (BoardRecord, error) {
	return BoardRecord{}, errNotBuilt
}
func (s *Store) Scan(ctx context.Context, order ScanOrder, fn func(LedgerRow) error) error {
	return errNotBuilt
}
func (s *Store) SourceCounts(ctx context.Context) ([]SourceCount, error) { return nil, errNotBuilt }
func (s *Store) Rejected(ctx context.Context, limit int) ([]LedgerRow, error) {
	return nil, errNotBuilt
}

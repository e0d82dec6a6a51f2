package queries

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"
)

// Errors of a question about derived tables that somebody else brings up.
var (
	ErrNothingReached = errors.New("nothing has been counted yet")
	ErrOtherBasis     = errors.New("the derived tables were made with other settings than these")
)

// Reached says up to where the derived tables stand: everything that had arrived in the ledger by At is in them, and of
// each source every offset below its mark.
type Reached struct {
	At    time.Time
	Marks map[string]uint64
}

// Reached reads where the derived tables stand, for those who ask and may not bring them up because another process
// does.
func (s *Store) Reached(ctx context.Context) (Reached, error) {
	marks, arrived, same, err := s.marks(ctx)
	switch {
	case err != nil:
		return Reached{}, fmt.Errorf("read where the derived tables stand: %w", err)
	case len(marks) == 0:
		return Reached{}, ErrNothingReached
	case !same:
		return Reached{}, ErrOtherBasis
	}
	return Reached{At: time.UnixMicro(arrived), Marks: marks}, nil
}

// marks reads the first offset of each source that is not in the derived tables, the latest arrival that is (microseconds),
// and whether all of them were made with the settings of this store.
func (s *Store) marks(ctx context.Context) (next map[string]uint64, arrived int64, same bool, err error) {
	next, same = map[string]uint64{}, true
	err = s.each(ctx, func(r driver.Rows) error {
		var src, basis string
		var first uint64
		var at int64
		if err := r.Scan(&src, &first, &at, &basis); err != nil {
			return err
		}
		same = same && basis == s.cfg.basis()
		next[src] = first
		arrived = max(arrived, at)
		return nil
	}, "marks")
	return next, arrived, same, err
}

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
	out := Reached{Marks: map[string]uint64{}}
	same := true
	err := s.each(ctx, func(r driver.Rows) error {
		var src, basis string
		var next uint64
		var arrived int64
		if err := r.Scan(&src, &next, &arrived, &basis); err != nil {
			return err
		}
		same = same && basis == s.cfg.basis()
		out.Marks[src] = next
		if at := time.UnixMicro(arrived); at.After(out.At) {
			out.At = at
		}
		return nil
	}, "marks")
	switch {
	case err != nil:
		return Reached{}, fmt.Errorf("read where the derived tables stand: %w", err)
	case len(out.Marks) == 0:
		return Reached{}, ErrNothingReached
	case !same:
		return Reached{}, ErrOtherBasis
	}
	return out, nil
}

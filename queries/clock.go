package queries

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"
)

// clock gives stamps in microseconds that grow strictly, over restarts and over
// a clock that is set back: it starts above everything that is stored.
type clock struct {
	mu   sync.Mutex
	last int64 // 0: not read from the store yet
}

// stamp gives the next stamp, close to the present.
func (s *Store) stamp(ctx context.Context) (int64, error) {
	s.clock.mu.Lock()
	defer s.clock.mu.Unlock()
	if s.clock.last == 0 {
		top, err := s.top(ctx)
		if err != nil {
			return 0, err
		}
		var version uint64
		err = s.each(ctx, func(r driver.Rows) error { return r.Scan(&version) }, "versions")
		if err != nil {
			return 0, fmt.Errorf("read the greatest version: %w", err)
		}
		s.clock.last = max(top, int64(version))
	}
	s.clock.last = max(s.clock.last+1, time.Now().UnixMicro())
	return s.clock.last, nil
}

// raiseClock puts the next stamp above everything that landed meanwhile: another process's clock may have run ahead.
func (s *Store) raiseClock(ctx context.Context) error {
	top, err := s.top(ctx)
	if err != nil {
		return err
	}
	s.clock.mu.Lock()
	defer s.clock.mu.Unlock()
	if s.clock.last != 0 { // else the first stamp reads it
		s.clock.last = max(s.clock.last, top)
	}
	return nil
}

// top is the latest stamp of arrival in the ledger, 0 if it is empty.
func (s *Store) top(ctx context.Context) (int64, error) {
	var latest time.Time
	if err := s.each(ctx, func(r driver.Rows) error { return r.Scan(&latest) }, "top"); err != nil {
		return 0, fmt.Errorf("read the latest arrival: %w", err)
	}
	return latest.UnixMicro(), nil
}

package ingest

import (
	"context"
	"fmt"
	"sync"

	"unionscreen/queries"
)

// memory is a ledger that can fail before or after storing, and hang.
type memory struct {
	mu    sync.Mutex
	rows  []queries.LedgerRow
	marks map[string]uint64
	calls int
	// fault is asked before each call of Append: before and after storing an error may be returned, and hang blocks
	// until the call is cancelled.
	fault func(call int) (before, after error, hang bool)
	away  error // Marks and Settle return it
	slow  chan struct{}
	void  bool // keep only counts
	count int
}

func newMemory() *memory { return &memory{marks: map[string]uint64{}} }

func (m *memory) Marks(ctx context.Context) (map[string]uint64, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.away != nil {
		return nil, m.away
	}
	out := make(map[string]uint64, len(m.marks))
	for k, v := range m.marks {
		out[k] = v
	}
	return out, nil
}

func (m *memory) Settle(context.Context) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.away
}

func (m *memory) Append(ctx context.Context, rows []queries.LedgerRow) error {
	m.mu.Lock()
	m.calls++
	call, fault, slow := m.calls, m.fault, m.slow
	m.mu.Unlock()
	if slow != nil {
		select {
		case <-slow:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	var before, after error
	var hang bool
	if fault != nil {
		before, after, hang = fault(call)
	}
	if before != nil {
		return before
	}
	if hang {
		<-ctx.Done()
		return ctx.Err()
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.away != nil {
		return m.away
	}
	for _, r := range rows {
		if next, ok := m.marks[r.Src]; ok && r.Offset != next {
			panic(fmt.Sprintf("%s: row at %d, mark %d", r.Src, r.Offset, next))
		}
		if r.OffsetEnd < r.Offset {
			panic(fmt.Sprintf("%s: row %d-%d", r.Src, r.Offset, r.OffsetEnd))
		}
		m.marks[r.Src] = r.OffsetEnd + 1
	}
	m.count += len(rows)
	if !m.void {
		m.rows = append(m.rows, rows...)
	}
	return after
}

func (m *memory) set(f func(*memory)) {
	m.mu.Lock()
	defer m.mu.Unlock()
	f(m)
}

// snapshot returns the stored rows.
func (m *memory) snapshot() []queries.LedgerRow {
	m.mu.Lock()
	defer m.mu.Unlock()
	return append([]queries.LedgerRow(nil), m.rows...)
}

// ids counts the accepted rows by event id.
func (m *memory) ids() map[string]int {
	out := map[string]int{}
	for _, r := range m.snapshot() {
		if r.Status == queries.Accepted {
			out[r.ID]++
		}
	}
	return out
}

func (m *memory) stored() int {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.count
}

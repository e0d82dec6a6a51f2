package ingest

import (
	"sync"

	"unionscreen/queries"
)

// rowSlices lends the slices of chunks: a row is large, and a chunk lives for milliseconds.
type rowSlices struct{ pool sync.Pool }

var rowsPool rowSlices

func (s *rowSlices) get() []queries.LedgerRow {
	if rows, ok := s.pool.Get().(*[]queries.LedgerRow); ok {
		return *rows
	}
	return make([]queries.LedgerRow, 0, 256)
}

// put takes a slice back and drops what its rows hold on to.
func (s *rowSlices) put(rows []queries.LedgerRow) {
	clear(rows)
	rows = rows[:0]
	s.pool.Put(&rows)
}

package ingest

import "time"

// asOf keeps the instants at which the ends of the log were asked for, until the ledger has reached those ends. It is
// pure.
type asOf struct {
	reached time.Time
	targets []target
}

// target says: what was acknowledged before at lies below ends.
type target struct {
	at   time.Time
	ends map[string]int64 // by source
}

// maxTargets bounds the memory while the ledger lags; then only the grain of AsOf becomes coarser.
const maxTargets = 64

// aim adds a target. When there are too many, every second one is forgotten, but never the first: it is the next to be
// reached.
func (a *asOf) aim(t target) {
	if len(a.targets) == maxTargets {
		kept := a.targets[:0]
		for n, old := range a.targets {
			if n%2 == 0 {
				kept = append(kept, old)
			}
		}
		clear(a.targets[len(kept):])
		a.targets = kept
	}
	a.targets = append(a.targets, t)
}

// forget withdraws what was reached: rows that were in the ledger are there no more.
func (a *asOf) forget() { a.reached, a.targets = time.Time{}, nil }

// settle tells whether the instant changed. mark gives the first offset of a source that is not in the ledger; a source
// that is read no more holds nothing up (its topic was deleted).
func (a *asOf) settle(mark func(src string) (next int64, held, gone bool)) bool {
	n := 0
	for _, t := range a.targets {
		if !met(t, mark) {
			break
		}
		n++
	}
	if n == 0 {
		return false
	}
	before := a.reached
	a.reached = a.targets[n-1].at
	a.targets = append(a.targets[:0], a.targets[n:]...)
	return !a.reached.Equal(before)
}

func met(t target, mark func(string) (int64, bool, bool)) bool {
	for src, end := range t.ends {
		next, held, gone := mark(src)
		if !gone && (held || next < end) {
			return false
		}
	}
	return true
}

package office

import (
	"context"
	"fmt"
	"math"
)

// Verdict is what a walk over the audit chain found.
type Verdict struct {
	Entries int64
	Head    Anchor   // of the chain as it stands, to be kept outside of the store; zero when it is empty
	Faults  []string // every place where the chain was changed
}

// VerifyAudit walks the chain from its beginning and holds it against the head file and further anchors. What it cannot
// find: a chain that was forged whole, or cut, together with the head file, where no anchor from elsewhere is given.
func (s *Store) VerifyAudit(ctx context.Context, anchors ...Anchor) (Verdict, error) {
	var v Verdict
	fault := func(format string, args ...any) { v.Faults = append(v.Faults, fmt.Sprintf(format, args...)) }
	heads, err := readHeads(s.path)
	if err != nil {
		return v, err
	}
	named := map[int64][]Digest{}
	for _, a := range append(heads, anchors...) {
		named[a.Seq] = append(named[a.Seq], a.Hash)
	}
	err = s.eachEntry(ctx, math.MinInt64, -1, func(e Entry, whole bool) {
		switch {
		case e.Seq > v.Head.Seq+1:
			fault("entries %d to %d are missing", v.Head.Seq+1, e.Seq-1)
		case e.Seq <= v.Head.Seq:
			fault("entry %d does not follow entry %d", e.Seq, v.Head.Seq)
		case e.Previous != v.Head.Hash:
			fault("entry %d does not continue entry %d: one of them was changed", e.Seq, v.Head.Seq)
		}
		if !whole || e.digest() != e.Hash {
			fault("entry %d was changed: its content does not give its hash", e.Seq)
		}
		for _, hash := range named[e.Seq] {
			if hash != e.Hash {
				fault("entry %d is not the one that was written: its head was recorded as %s", e.Seq, Anchor{e.Seq, hash})
			}
		}
		delete(named, e.Seq)
		v.Entries++
		v.Head = Anchor{e.Seq, e.Hash}
	})
	if err != nil {
		return v, err
	}
	for _, a := range append(heads, anchors...) {
		if _, missing := named[a.Seq]; missing {
			fault("entry %d is missing: its head was recorded as %s", a.Seq, a)
			delete(named, a.Seq)
		}
	}
	if v.Entries > 0 && len(heads) == 0 {
		fault("the head file %s is missing or empty: what was cut from the end of the chain cannot be found", headPath(s.path))
	}
	return v, s.integrity(ctx, fault)
}

// integrity asks SQLite whether indexes and tables agree: the walk reads the table only.
func (s *Store) integrity(ctx context.Context, fault func(format string, args ...any)) error {
	rows, err := s.read.QueryContext(ctx, "PRAGMA integrity_check")
	if err != nil {
		return fmt.Errorf("check the file: %w", err)
	}
	defer func() { _ = rows.Close() }() // Err tells what went wrong
	for rows.Next() {
		var line string
		if err := rows.Scan(&line); err != nil {
			return fmt.Errorf("check the file: %w", err)
		}
		if line != "ok" {
			fault("the file is damaged: %s", line)
		}
	}
	return rows.Err()
}

package queries

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"
)

// standing is what Advance knows between two calls.
type standing struct {
	arrived int64             // latest stamp of arrival that was brought in
	marks   map[string]uint64 // next offset per source, of what was brought in
	ahead   map[cell]int64    // cells of readings that hold events at or after their as_of: the earliest
	doubts  uint64            // of the store, when it was last looked for rows of older stamps
}

// span is the part of the ledger that one Advance brings in: rows that arrived
// after from, up to to.
type span struct {
	from, to int64
	rows     uint64
	said     map[string]bool   // families and types of the rows, and namingSaid
	marks    map[string]uint64 // next offset per source
	version  uint64            // of everything written
	buckets  uint8             // into how many pieces keyed work is cut, to bound its memory
	doubts   uint64            // of the store, before the ledger was looked at
}

// rowsOfBucket bounds the keys that one statement of a rebuild keeps in memory.
const rowsOfBucket = 1_000_000

// Beside families and types, a span says this: it holds a correction or a void.
const namingSaid = "naming"

// Types that matter beside their family.
const (
	completeType = "source.complete"
	readType     = "article.read"
	joinedType   = "activity.joined"
	askedType    = "application.submitted"
	reportedType = "article.reads_reported"
)

// Advance brings the derived tables up to the ledger and to asOf. The steps may
// be repeated: each computes whole keys and whole cells from the ledger and from
// what the steps before wrote, and the mark comes last, so a crash between any
// two statements costs only their repetition.
//
//  1. identities, links, threads, verdicts and limits of the new rows
//  2. outs: which identities do not count (all of every lineage touched)
//  3. facts of touched things, cells of touched days
//  4. the mark
func (s *Store) Advance(ctx context.Context, asOf time.Time) (Advanced, error) {
	s.advancing.Lock()
	defer s.advancing.Unlock()
	advanced, err := s.advance(ctx, micros(asOf))
	if err != nil {
		s.standing = nil // what was written is unknown: read it again
		return Advanced{}, fmt.Errorf("advance: %w", err)
	}
	return advanced, nil
}

func (s *Store) advance(ctx context.Context, asOf int64) (Advanced, error) {
	if s.standing == nil {
		if err := s.stand(ctx); err != nil {
			return Advanced{}, err
		}
	}
	sp, err := s.arriving(ctx)
	if err != nil {
		return Advanced{}, err
	}
	dirty := newDirt()
	if sp.rows > 0 {
		if err := s.bringIn(ctx, sp); err != nil { // step 1
			return Advanced{}, err
		}
		if dirty, err = s.settleIdentities(ctx, sp); err != nil { // step 2
			return Advanced{}, err
		}
		if err := s.touchedCells(ctx, sp, dirty); err != nil {
			return Advanced{}, err
		}
		if sp.said[reportedType] {
			if err := s.tellCells(ctx, sp, dirty); err != nil {
				return Advanced{}, err
			}
		}
	}
	for c, at := range s.standing.ahead {
		if at < asOf {
			dirty.cells[c] = true
		}
	}
	ahead, err := s.recompute(ctx, sp, dirty, asOf) // step 3
	if err != nil {
		return Advanced{}, err
	}
	if dirty.baselines, err = s.baselines(ctx, sp, dirty); err != nil {
		return Advanced{}, err
	}
	if sp.rows > 0 {
		if err := s.mark(ctx, sp); err != nil { // step 4
			return Advanced{}, err
		}
	}
	for c := range dirty.cells {
		delete(s.standing.ahead, c)
	}
	maps.Copy(s.standing.ahead, ahead)
	s.standing.arrived, s.standing.doubts = sp.to, sp.doubts
	maps.Copy(s.standing.marks, sp.marks)
	return Advanced{Marks: maps.Clone(s.standing.marks), Rows: sp.rows, Dirty: dirty.families(sp)}, nil
}

// baselines asks, where articles were published or settled, whether running totals of platforms wait for them.
func (s *Store) baselines(ctx context.Context, sp span, dirty *dirt) (touched bool, err error) {
	more := slices.Collect(maps.Keys(dirty.things[Articles]))
	switch {
	case len(more) > thingsOfQuestion:
		return true, nil // a rebuild, or nearly one
	case len(more) == 0 && !sp.said["article.published"]:
		return false, nil
	}
	err = s.each(ctx, func(r driver.Rows) error { return r.Scan(&touched) }, "baselines", sp.args(arg("more", some(more)))...)
	return touched, err
}

// stand reads where the derived tables are. Marks made with other settings are
// as good as none: everything is then computed anew.
func (s *Store) stand(ctx context.Context) error {
	marks, arrived, same, err := s.marks(ctx)
	if err != nil {
		return err
	}
	st := standing{marks: marks, arrived: arrived, ahead: map[cell]int64{}}
	if !same {
		if err := s.exec(ctx, "forget_marks"); err != nil {
			return err
		}
		st = standing{marks: map[string]uint64{}, ahead: map[cell]int64{}}
	}
	if err := s.readAhead(ctx, st.ahead, firstDay, lastDay, 0); err != nil {
		return err
	}
	s.standing = &st
	return nil
}

// Rebuild forgets how far the derived tables stand; the next Advance computes
// everything anew from the ledger.
func (s *Store) Rebuild(ctx context.Context) error {
	s.advancing.Lock()
	defer s.advancing.Unlock()
	s.standing = nil
	return s.exec(ctx, "forget_marks")
}

// arriving looks at what came after the standing.
func (s *Store) arriving(ctx context.Context) (span, error) {
	sp := span{from: s.standing.arrived, said: map[string]bool{}, marks: map[string]uint64{}, buckets: 1, doubts: s.doubts.Load()}
	if sp.doubts != s.standing.doubts {
		if err := s.reachBack(ctx, &sp); err != nil {
			return span{}, err
		}
	}
	var err error
	if sp.to, err = s.top(ctx); err != nil {
		return span{}, err
	}
	version, err := s.stamp(ctx)
	if err != nil {
		return span{}, err
	}
	sp.version = uint64(version)
	if sp.to <= sp.from {
		sp.to = sp.from
		return sp, nil
	}
	hole, err := s.look(ctx, &sp)
	if err == nil && hole { // offsets are missing before the span: they must have arrived under an older stamp
		if err = s.reachBack(ctx, &sp); err == nil {
			_, err = s.look(ctx, &sp)
		}
	}
	return sp, err
}

// reachBack begins the span earlier where the ledger holds offsets that were not brought in under a stamp that was
// passed: an INSERT that was given up for dead can land behind its own repetition.
func (s *Store) reachBack(ctx context.Context, sp *span) error {
	var sources []string
	var marks []uint64
	for src, next := range s.standing.marks {
		sources, marks = append(sources, src), append(marks, next)
	}
	var rows uint64
	var earliest int64
	err := s.each(ctx, func(r driver.Rows) error { return r.Scan(&rows, &earliest) }, "late",
		arg("from", sp.from), arg("sources", sources), arg("marks", marks))
	if err == nil && rows > 0 {
		sp.from = earliest - 1
	}
	return err
}

// look reads what the span's rows say, and whether a source has a hole between what was brought in and the span.
func (s *Store) look(ctx context.Context, sp *span) (hole bool, err error) {
	sp.rows = 0
	err = s.each(ctx, func(r driver.Rows) error {
		var src string
		var lowest, next, rows uint64
		var said []string
		if err := r.Scan(&src, &lowest, &next, &rows, &said); err != nil {
			return err
		}
		if known, ok := s.standing.marks[src]; ok && lowest > known {
			hole = true
		}
		sp.marks[src], sp.rows = next, sp.rows+rows
		for _, family := range said {
			sp.said[family] = true
		}
		return nil
	}, "window", sp.args()...)
	sp.buckets = uint8(min(sp.rows/rowsOfBucket+1, 255))
	return hole, err
}

// args are the parameters by which a question finds the span's rows.
func (sp span) args(more ...any) []any {
	return append([]any{arg("from", sp.from), arg("to", sp.to)}, more...)
}

// bringIn is step 1.
func (s *Store) bringIn(ctx context.Context, sp span) error {
	tasks := []func(context.Context) error{
		func(ctx context.Context) error { return s.exec(ctx, "add_identities", sp.args()...) },
	}
	if sp.said[namingSaid] {
		tasks = append(tasks, func(ctx context.Context) error { return s.exec(ctx, "add_links", sp.args()...) })
	}
	if sp.hasThreads() {
		tasks = append(tasks, func(ctx context.Context) error { return s.exec(ctx, "add_threads", sp.args()...) })
	}
	if sp.said["member.active"] || sp.said[joinedType] || sp.said[askedType] {
		tasks = append(tasks, func(ctx context.Context) error { return s.exec(ctx, "add_attendance", sp.args()...) })
	}
	if sp.said[askedType] {
		tasks = append(tasks, func(ctx context.Context) error { return s.limits(ctx, sp) })
	}
	if sp.said[readType] {
		tasks = append(tasks, func(ctx context.Context) error { return s.judge(ctx, sp) })
	}
	return together(ctx, tasks)
}

// hasThreads says whether the span holds anything but single readings and control events: some type of a family's.
func (sp span) hasThreads() bool {
	for _, family := range Families() {
		if sp.said[family] && family != Reads {
			return true
		}
	}
	return sp.said[reportedType] || sp.said["article.shared"]
}

// judge asks for the verdict on user agents that have none yet.
func (s *Store) judge(ctx context.Context, sp span) error {
	var lists, agents []string
	var verdicts []bool
	err := s.each(ctx, func(r driver.Rows) error {
		var agent string
		if err := r.Scan(&agent); err != nil {
			return err
		}
		lists, agents = append(lists, s.cfg.CrawlerVersion), append(agents, agent)
		verdicts = append(verdicts, s.cfg.Crawler(agent))
		return nil
	}, "agents_new", sp.args(arg("list", s.cfg.CrawlerVersion))...)
	if err != nil || len(agents) == 0 {
		return err
	}
	return s.insert(ctx, "add_verdicts", []column{
		{"list", "String", lists},
		{"agent", "String", agents},
		{"crawler", "Bool", verdicts},
	})
}

// mark is step 4.
func (s *Store) mark(ctx context.Context, sp span) error {
	var srcs, bases []string
	var nexts, versions []uint64
	var arrived []time.Time
	for src, next := range sp.marks {
		srcs, nexts = append(srcs, src), append(nexts, next)
		arrived, bases = append(arrived, time.UnixMicro(sp.to)), append(bases, s.cfg.basis())
		versions = append(versions, sp.version)
	}
	return s.insert(ctx, "add_marks", []column{
		{"src", "String", srcs},
		{"next", "UInt64", nexts},
		{"arrived", microsecond, arrived},
		{"basis", "String", bases},
		{"version", "UInt64", versions},
	})
}

// together runs tasks that do not depend on one another. The first fault ends
// the others and is the one returned; all have ended by then.
func together(parent context.Context, tasks []func(context.Context) error) error {
	ctx, cancel := context.WithCancelCause(parent)
	defer cancel(nil)
	var running sync.WaitGroup
	for _, task := range tasks {
		running.Go(func() {
			if err := task(ctx); err != nil {
				cancel(err)
			}
		})
	}
	running.Wait()
	return context.Cause(ctx)
}

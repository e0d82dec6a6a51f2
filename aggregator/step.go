package aggregator

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"time"

	"unionscreen/queries"
)

// familyState is what the Tally keeps of one family between steps.
type familyState struct {
	dirty     bool
	took      time.Duration // of the last reading
	readAt    time.Time     // wall clock of the last reading
	period    string        // quarter and day that run and day are of
	run       figures       // of the running period of standings
	day       figures       // of the running day (of a stock: of the day before)
	step      int64         // the last step at which the figures were those of the ledger
	positions []Offset      // of that step
}

// moment is what one step is about.
type moment struct {
	tree        *Tree
	period, day Period // that the last instant before asOf lies in
	asOf        time.Time
	positions   []Offset // asked before the derived tables were brought up, so that they hold at least as much
}

// slowState holds what may lag a minute behind: the lines of the head figures.
type slowState struct {
	dirty  bool
	readAt time.Time
	day    string
	tree   *Tree
	trend  []queries.DayFigure
}

// Step brings the derived tables up to the ledger and publishes a board if any figure on it changed. It is what run
// does; tests call it themselves.
func (t *Tally) Step(ctx context.Context) error {
	asOf := t.deps.AsOf().Truncate(time.Microsecond) // the grain of event times
	if asOf.IsZero() {
		return nil // ingest has not reached the end of every partition yet: nothing can be vouched for
	}
	if len(t.tree.Load().unions) == 0 {
		return nil // nobody can be ranked yet
	}
	t.work.Lock()
	defer t.work.Unlock()
	began := time.Now()
	positions := t.deps.Positions()
	advanced, err := t.bringUp(ctx, asOf)
	if err != nil {
		return err
	}
	brought := time.Since(began)
	defer func() {
		t.deps.Log.Debug("stepped", "rows", advanced.Rows, "advance", brought, "whole", time.Since(began))
	}()
	for family := range advanced.Dirty {
		t.family(family).dirty = true
	}
	if advanced.Rows > 0 {
		t.slow.dirty = true
	}
	now := moment{
		tree: t.tree.Load(), asOf: asOf, positions: positions,
		period: PeriodAt(KindQuarter, lastInstant(asOf), t.cfg.Scheme.Calendar),
		day:    PeriodAt(KindDay, lastInstant(asOf), t.cfg.Scheme.Calendar),
	}
	if err := t.keepMidnight(ctx, now); err != nil {
		return err
	}
	for _, family := range families {
		if err := t.readFamily(ctx, family, now); err != nil {
			return err
		}
	}
	if err := t.readSlow(ctx, now); err != nil {
		return err
	}
	return t.publish(ctx, now)
}

// bringUp brings the derived tables up to the ledger. One that breaks off leaves them between two instants, and what it
// had changed by then is never told: everything is then read anew. So it is when the clock was set back, for figures
// that were read for a later instant may hold what does not count yet.
func (t *Tally) bringUp(ctx context.Context, asOf time.Time) (queries.Advanced, error) {
	t.torn = true
	advanced, err := t.deps.Ledger.Advance(ctx, asOf)
	if err != nil || asOf.Before(t.reached) {
		for _, family := range families {
			t.family(family).dirty = true
		}
		t.slow.dirty = true
	}
	if err != nil {
		return advanced, fmt.Errorf("bring derived tables up to the ledger: %w", err)
	}
	t.torn, t.reached = false, asOf
	t.steps++
	return advanced, nil
}

// lastInstant is the last instant that counts at as_of: an event at as_of itself does not.
func lastInstant(asOf time.Time) time.Time { return asOf.Add(-time.Microsecond) }

func (t *Tally) family(name string) *familyState {
	state, ok := t.families[name]
	if !ok {
		state = &familyState{dirty: true}
		t.families[name] = state
	}
	return state
}

// readFamily reads a family again where its figures can have changed; else they hold at asOf as they are.
func (t *Tally) readFamily(ctx context.Context, family string, now moment) error {
	state := t.family(family)
	key := now.period.ID + " " + now.day.ID
	turned := state.period != key
	passed := changes(state.run, now.asOf) || changes(state.day, now.asOf)
	if !state.dirty && !turned && !passed {
		state.run.AsOf, state.day.AsOf = now.asOf, now.asOf
		state.step, state.positions = t.steps, now.positions
		return nil
	}
	began := time.Now()
	if !turned && began.Sub(state.readAt) < rest(state.took) {
		return nil // its figures keep their own as_of until it is their turn
	}
	run, day, err := t.readBoth(ctx, family, now.period, now.day, now.asOf)
	if err != nil {
		return err
	}
	*state = familyState{
		took: time.Since(began), readAt: time.Now(), period: key, run: run, day: day, step: t.steps, positions: now.positions,
	}
	return nil
}

// readBoth reads a family's figures of a period and those by which the head strip tells what the day brought: the day's
// own, or, of a stock, those of the day before.
func (t *Tally) readBoth(ctx context.Context, family string, period, day Period, asOf time.Time) (run, today figures, err error) {
	if run, err = readFigures(ctx, t.deps.Ledger, family, period, asOf); err != nil {
		return run, today, err
	}
	if family == stockFamily {
		day = PreviousPeriod(day, t.cfg.Scheme.Calendar)
	}
	today, err = readFigures(ctx, t.deps.Ledger, family, day, asOf)
	return run, today, err
}

// rest is how long a family is left alone after a reading: ten times as long as it took, so that reading takes a
// small part of the machine; but one slow reading on a busy machine does not keep events off the wall for long.
func rest(took time.Duration) time.Duration {
	return min(10*took, max(2*took, 500*time.Millisecond))
}

// changes says whether f is no longer what it was at an earlier instant, though no event came.
func changes(f figures, asOf time.Time) bool {
	return !f.NextChange.IsZero() && !asOf.Before(f.NextChange)
}

// readSlow reads the lines of the head figures once a day, and once a Slow while events come.
func (t *Tally) readSlow(ctx context.Context, now moment) error {
	old := time.Since(t.slow.readAt) >= t.cfg.Slow
	if t.slow.day == now.day.ID && t.slow.tree == now.tree && !(t.slow.dirty && old) {
		return nil
	}
	trend, err := t.readTrend(ctx, now.tree, now.period, now.day, now.asOf)
	if err != nil {
		return err
	}
	t.slow = slowState{readAt: time.Now(), day: now.day.ID, tree: now.tree, trend: trend}
	return nil
}

// readTrend reads the lines up to a day of a period, over the unions whose figures of the period are the owner's.
func (t *Tally) readTrend(ctx context.Context, tree *Tree, period, day Period, asOf time.Time) ([]queries.DayFigure, error) {
	from := day.Start.AddDate(0, 0, 1-t.cfg.Trend)
	unions := t.closureOf(tree, period, asOf).counted[t.owner(tree)]
	trend, err := t.deps.Ledger.Trend(ctx, unions, from, day.End, asOf)
	if err != nil {
		return nil, fmt.Errorf("read the lines of the head figures: %w", err)
	}
	return trend, nil
}

// publish builds the board of this step and hands it on if it differs from the last; else it vouches for the last. The
// board vouches for no more than the family that lags most.
func (t *Tally) publish(ctx context.Context, now moment) error {
	page := sheet{
		tree: now.tree, period: now.period, day: now.day, asOf: now.asOf, positions: now.positions,
		run: map[string]figures{}, today: map[string]figures{}, trend: t.slow.trend, previous: t.previous,
	}
	step := t.steps
	for _, family := range families {
		state := t.family(family)
		page.run[family], page.today[family] = state.run, state.day
		page.asOf = earlier(page.asOf, state.run.AsOf)
		if state.step < step {
			step, page.positions = state.step, state.positions
		}
	}
	last := t.current.Load()
	var err error
	if page.overdue, err = t.readOverdue(ctx, last, page.run["applications"]); err != nil {
		return err
	}
	board, measures := t.build(page)
	next := &view{board: board, measures: measures, overdue: page.overdue, reading: page.run["applications"].reading}
	if last != nil && sameFigures(last.board, board) {
		board.Epoch, board.Seq = t.epoch, t.seq
		t.current.Store(next)
		t.deps.Vouch(t.seq, page.asOf)
		return nil
	}
	t.seq++
	board.Epoch, board.Seq = t.epoch, t.seq
	t.current.Store(next)
	t.deps.Publish(board)
	return nil
}

// sameFigures says whether two boards show the same but for the instants that move with the clock.
func sameFigures(a, b *Board) bool {
	left, errLeft := json.Marshal(still(a))
	right, errRight := json.Marshal(still(b))
	return errLeft == nil && errRight == nil && bytes.Equal(left, right)
}

func still(board *Board) Board {
	copied := *board
	copied.AsOf = time.Time{}
	copied.CompleteTo = nil
	copied.Head = append([]Head(nil), board.Head...)
	for i := range copied.Head {
		copied.Head[i].AsOf = time.Time{}
	}
	return copied
}

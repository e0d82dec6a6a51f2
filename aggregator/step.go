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
	dirty  bool
	took   time.Duration // of the last reading
	readAt time.Time     // wall clock of the last reading
	period string        // quarter and day that quarter and day are of
	run    figures       // of the running period of standings
	day    figures       // of the running day
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
	t.work.Lock()
	defer t.work.Unlock()
	began := time.Now()
	positions := t.deps.Positions()
	advanced, err := t.deps.Ledger.Advance(ctx, asOf)
	if err != nil {
		return fmt.Errorf("bring derived tables up to the ledger: %w", err)
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
	tree := t.tree.Load()
	if err := t.keepMidnight(ctx, tree, asOf); err != nil {
		return err
	}
	period := PeriodAt(KindQuarter, asOf, t.cfg.Scheme.Calendar)
	day := PeriodAt(KindDay, asOf, t.cfg.Scheme.Calendar)
	for _, family := range families {
		if err := t.readFamily(ctx, family, period, day, asOf); err != nil {
			return err
		}
	}
	if err := t.readSlow(ctx, tree, day, asOf); err != nil {
		return err
	}
	return t.publish(ctx, tree, period, positions, asOf)
}

func (t *Tally) family(name string) *familyState {
	state, ok := t.families[name]
	if !ok {
		state = &familyState{dirty: true}
		t.families[name] = state
	}
	return state
}

// readFamily reads a family again where its figures can have changed; else they hold at asOf as they are.
func (t *Tally) readFamily(ctx context.Context, family string, period, day Period, asOf time.Time) error {
	state := t.family(family)
	key := period.ID + " " + day.ID
	turned := state.period != key
	passed := changes(state.run, asOf) || changes(state.day, asOf)
	if !state.dirty && !turned && !passed {
		state.run.AsOf, state.day.AsOf = asOf, asOf
		return nil
	}
	now := time.Now()
	if !turned && now.Sub(state.readAt) < rest(state.took) {
		return nil // its figures keep their own as_of until it is their turn
	}
	run, err := readFigures(ctx, t.deps.Ledger, family, period, asOf)
	if err != nil {
		return err
	}
	today, err := readFigures(ctx, t.deps.Ledger, family, day, asOf)
	if err != nil {
		return err
	}
	*state = familyState{took: time.Since(now), readAt: time.Now(), period: key, run: run, day: today}
	return nil
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
func (t *Tally) readSlow(ctx context.Context, tree *Tree, day Period, asOf time.Time) error {
	old := time.Since(t.slow.readAt) >= t.cfg.Slow
	if t.slow.day == day.ID && t.slow.tree == tree && !(t.slow.dirty && old) {
		return nil
	}
	trend, err := t.readTrend(ctx, tree, day, asOf)
	if err != nil {
		return err
	}
	t.slow = slowState{readAt: time.Now(), day: day.ID, tree: tree, trend: trend}
	return nil
}

func (t *Tally) readTrend(ctx context.Context, tree *Tree, day Period, asOf time.Time) ([]queries.DayFigure, error) {
	from := day.Start.AddDate(0, 0, 1-t.cfg.Trend)
	trend, err := t.deps.Ledger.Trend(ctx, tree.Subtree(t.owner(tree), day.Start), from, day.End, asOf)
	if err != nil {
		return nil, fmt.Errorf("read the lines of the head figures: %w", err)
	}
	return trend, nil
}

// publish builds the board of this step and hands it on if it differs from the last; else it vouches for the last.
func (t *Tally) publish(ctx context.Context, tree *Tree, period Period, positions []Offset, asOf time.Time) error {
	run, today := map[string]figures{}, map[string]figures{}
	vouched := asOf
	for _, family := range families {
		state := t.family(family)
		run[family], today[family] = state.run, state.day
		if state.run.AsOf.Before(vouched) {
			vouched = state.run.AsOf
		}
	}
	last := t.current.Load()
	overdue, err := t.readOverdue(ctx, last, run["applications"])
	if err != nil {
		return err
	}
	board, measures := t.build(sheet{
		tree: tree, period: period, asOf: vouched, run: run, today: today, trend: t.slow.trend,
		overdue: overdue, previous: t.previous, positions: positions,
	})
	next := &view{board: board, measures: measures, overdue: overdue, reading: run["applications"].reading}
	if last != nil && sameFigures(last.board, board) {
		board.Epoch, board.Seq = t.epoch, t.seq
		t.current.Store(next)
		t.deps.Vouch(t.seq, vouched)
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

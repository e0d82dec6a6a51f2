package aggregator

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"time"

	"unionscreen/queries"
)

// readingState is what the Tally keeps of one reading between steps.
type readingState struct {
	dirty     bool
	took      time.Duration // of the last reading
	readAt    time.Time     // wall clock of the last reading
	period    string        // quarter and day that run and day are of
	run       figures       // of the running period of standings
	day       figures       // of the running day (of a stock: of the day before), for the head strip
	every     beside        // of run, for all unions; run's own is for those on the board
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
	t.soil(advanced.Dirty)
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
	t.moment = now
	for _, n := range t.assessments[0].programme.board {
		if err := t.read(ctx, n, now); err != nil {
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
		for _, state := range t.readings {
			state.dirty = true
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

// soil marks the readings whose figures may have changed.
func (t *Tally) soil(families map[string]bool) {
	for at, state := range t.readings {
		state.dirty = state.dirty || families[at.family] || families[queries.Doings] && at.family == queries.Members && !at.states
	}
}

func (t *Tally) held(at reading) *readingState {
	state, ok := t.readings[at]
	if !ok {
		state = &readingState{dirty: true}
		t.readings[at] = state
	}
	return state
}

// read reads figures again where they can have changed; else they hold at asOf as they are.
func (t *Tally) read(ctx context.Context, n need, now moment) error {
	state := t.held(n.reading)
	key := now.period.ID + " " + now.day.ID
	turned := state.period != key
	passed := changes(state.run, now.asOf) || changes(state.day, now.asOf)
	began := time.Now()
	switch {
	case !state.dirty && !turned && !passed:
		state.run.AsOf, state.day.AsOf = now.asOf, now.asOf
		state.step, state.positions = t.steps, now.positions
		return nil
	case !turned && began.Sub(state.readAt) < rest(state.took):
		return nil // its figures keep their own as_of until it is their turn
	}
	run, day, err := t.readBoth(ctx, n, now.period, now.day, now.asOf)
	if err != nil {
		return err
	}
	*state = readingState{
		took: time.Since(began), readAt: time.Now(), period: key, run: run, day: day,
		step: t.steps, positions: now.positions,
	}
	return nil
}

// readBoth reads figures of a period and those by which the head strip tells what the day brought: the day's own, or,
// of a stock, those of the day before.
func (t *Tally) readBoth(ctx context.Context, n need, period, day Period, asOf time.Time) (run, today figures, err error) {
	if run, err = t.readFigures(ctx, n, period, asOf, t.cfg.Scheme.Calendar); err == nil {
		today, err = t.readToday(ctx, n, day, asOf)
	}
	return run, today, err
}

func (t *Tally) readToday(ctx context.Context, n need, day Period, asOf time.Time) (figures, error) {
	shown := t.assessments[0].programme
	if !shown.onStrip(n.reading) {
		return figures{AsOf: asOf}, nil
	}
	if shown.stock(n.reading) {
		day = PreviousPeriod(day, t.cfg.Scheme.Calendar)
	}
	return t.readFigures(ctx, n, day, asOf, t.cfg.Scheme.Calendar)
}

// readBesides reads what stands beside the figures, for some unions, unless it is there already.
func (t *Tally) readBesides(ctx context.Context, n need, f figures, kept *beside, page *sheet, unions []string) error {
	if !n.readers && !n.medians && !n.marks || kept.of == f.number && kept.closure == page.over(n.reading) {
		return nil
	}
	found, err := t.readBeside(ctx, n, f, page, unions)
	if err == nil {
		*kept = found
	}
	return err
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

// shown are the unions whose figures are on the board: the owner's and those it ranks.
func shown(page *sheet) []string {
	codes := []string{page.by.owner(page.tree)}
	for _, union := range page.by.ranked(page.tree, earlier(page.asOf, page.period.End)) {
		codes = append(codes, union.Code)
	}
	return codes
}

// publish builds the board of this step and hands it on if it differs from the last; else it vouches for the last. The
// board vouches for no more than the reading that lags most.
func (t *Tally) publish(ctx context.Context, now moment) error {
	page := t.sheet(t.assessments[0], now.tree, now.period, now.asOf, now.positions)
	page.strip, page.trend, page.previous = true, t.slow.trend, t.previous
	step := t.steps
	shown := shown(&page)
	for _, n := range page.by.programme.board {
		state := t.held(n.reading)
		if err := t.readBesides(ctx, n, state.run, &state.run.beside, &page, shown); err != nil {
			return err
		}
		page.run[n.reading], page.today[n.reading] = state.run, state.day
		page.asOf = earlier(page.asOf, state.run.AsOf)
		if state.step < step {
			step, page.positions = state.step, state.positions
		}
	}
	last := t.current.Load()
	applications := page.run[plain(queries.Applications)]
	var err error
	if page.overdue, err = t.readOverdue(ctx, last, applications); err != nil {
		return err
	}
	board, results := t.build(&page)
	t.compared(board, results)
	defer t.wantComparison(now)
	next := &view{board: board, page: &page, results: results, overdue: page.overdue, reading: applications.number}
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

package aggregator

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// gathering is what a question needs to read of a period.
type gathering struct {
	by     *assessment
	period Period
	needs  plan
	all    bool // what stands beside the figures is asked for every union, else for those on the board
	strip  bool // with the head strip's today and lines
}

var errTorn = fmt.Errorf("%w: the last step broke off", ErrNoFigures)

// gather reads the figures of a question, apart from what steps read of it. It holds up steps no longer than one reading
// takes. The caller holds asking.
func (t *Tally) gather(ctx context.Context, g gathering, current *Board) (*sheet, error) {
	t.work.Lock()
	tree, runs := t.tree.Load(), t.runs(g.period)
	if runs {
		tree = t.moment.tree // as the board has it
	}
	page := t.sheet(g.by, tree, g.period, current.AsOf, current.CompleteTo)
	t.work.Unlock()
	page.strip = g.strip
	step := int64(-1)
	unions := shown(&page)
	if g.all {
		unions = nil
		for _, union := range tree.Unions() {
			unions = append(unions, union.Code)
		}
	}
	for _, n := range g.needs {
		at, err := t.gatherOne(ctx, &page, n, unions, g.all)
		if err != nil {
			return nil, err
		}
		page.asOf = earlier(page.asOf, page.run[n.reading].AsOf)
		if at.step > 0 && (step < 0 || at.step < step) {
			step, page.positions = at.step, at.positions
		}
	}
	return &page, nil
}

// runs says whether the period is the one whose figures steps keep. The caller holds work.
func (t *Tally) runs(period Period) bool {
	kept := t.moment.period
	return period.Start.Equal(kept.Start) && period.End.Equal(kept.End)
}

// standing says up to where figures are the ledger's; the zero one: they were read for the question.
type standing struct {
	step      int64
	positions []Offset
}

func (t *Tally) gatherOne(ctx context.Context, page *sheet, n need, unions []string, all bool) (standing, error) {
	t.work.Lock()
	defer t.work.Unlock()
	if t.torn {
		return standing{}, errTorn
	}
	if page.runs && !t.runs(page.period) {
		return standing{}, fmt.Errorf("%w: the period has just turned", ErrNoFigures)
	}
	if page.runs && t.kept[n.reading] && t.sameWindow(page, n) {
		return t.lend(ctx, page, n, unions, all)
	}
	return standing{}, t.readOther(ctx, page, n, unions)
}

// sameWindow says whether a reading's window is the same by the page's calendar as by the steps'.
func (t *Tally) sameWindow(page *sheet, n need) bool {
	theirs, ours := windowOf(n.window, page.period, page.asOf, page.calendar), windowOf(n.window, page.period, page.asOf, t.cfg.Scheme.Calendar)
	return theirs.Start.Equal(ours.Start)
}

// lend takes the figures that steps keep, brought up to the last of them.
func (t *Tally) lend(ctx context.Context, page *sheet, n need, unions []string, all bool) (standing, error) {
	if err := t.read(ctx, n, t.moment); err != nil {
		return standing{}, err
	}
	state := t.held(n.reading)
	figures, besides := state.run, state.every
	if err := t.readBesides(ctx, n, figures, &besides, page, unions); err != nil {
		return standing{}, err
	}
	if all {
		state.every = besides
	}
	figures.beside = besides
	page.run[n.reading], page.today[n.reading] = figures, state.day
	return standing{state.step, state.positions}, nil
}

// readOther reads figures that steps do not keep.
func (t *Tally) readOther(ctx context.Context, page *sheet, n need, unions []string) error {
	run, err := t.readFigures(ctx, n, page.period, page.asOf, page.calendar)
	if err != nil {
		return err
	}
	if page.strip {
		if page.today[n.reading], err = t.readToday(ctx, n, page.day, page.asOf); err != nil {
			return err
		}
	}
	if err := t.readBesides(ctx, n, run, &run.beside, page, unions); err != nil {
		return err
	}
	page.run[n.reading] = run
	return nil
}

// gatherRest reads what a board shows beside its figures: the overdue cases, and the lines of the strip.
func (t *Tally) gatherRest(ctx context.Context, page *sheet) error {
	t.work.Lock()
	defer t.work.Unlock()
	if t.torn {
		return errTorn
	}
	return t.readRest(ctx, page)
}

func (t *Tally) readRest(ctx context.Context, page *sheet) (err error) {
	if page.strip {
		if page.trend, err = t.readTrend(ctx, page.tree, page.period, page.day, page.asOf); err != nil {
			return err
		}
	}
	if page.overdue, err = t.deps.Ledger.Overdue(ctx, earlier(page.asOf, page.period.End)); err != nil {
		return fmt.Errorf("read overdue cases: %w", err)
	}
	return nil
}

// compute reads all that the first assessment's board of a period shows at asOf and builds it, apart from what the steps
// keep. The caller holds work.
func (t *Tally) compute(ctx context.Context, tree *Tree, period Period, asOf time.Time) (*Board, error) {
	page := t.sheet(t.assessments[0], tree, period, asOf, nil)
	page.strip = true
	unions := shown(&page)
	for _, n := range page.by.programme.board {
		if err := t.readOther(ctx, &page, n, unions); err != nil {
			return nil, err
		}
	}
	if err := t.readRest(ctx, &page); err != nil {
		return nil, err
	}
	board, _ := t.build(&page)
	return board, nil
}

// compareWithBefore scores the period before the running one again when a step asks for it, aside from the steps.
func (t *Tally) compareWithBefore(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-t.compare:
		}
		err := t.scoreBefore(ctx)
		if err == nil {
			continue
		}
		if !errors.Is(err, ErrNoFigures) && ctx.Err() == nil {
			t.deps.Log.Error("the period before is not scored, so that nobody's movement since is shown", "error", err)
		}
		select { // a failure that lasts is not repeated with each step
		case <-ctx.Done():
			return
		case <-time.After(compareAgain):
		}
	}
}

// compareAgain is how long a failure to score the period before rests.
const compareAgain = 10 * time.Second

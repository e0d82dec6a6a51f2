package aggregator

import (
	"context"
	"errors"
	"fmt"
	"time"

	"unionscreen/queries"
	"unionscreen/queries/office"
)

// Errors of questions about periods; the caller turns them into answers.
var (
	ErrNotBegun     = errors.New("the period has not begun yet")
	ErrNotStandings = errors.New("standings are of quarters and years; months, weeks and days have measures only")
	ErrNoFigures    = errors.New("no figures yet: events are still being read")
)

// Current answers the board of the last step, nil before the first.
func (t *Tally) Current() *Board {
	if now := t.current.Load(); now != nil {
		return now.board
	}
	return nil
}

// Unions answers the registry.
func (t *Tally) Unions() []office.Union { return t.tree.Load().Unions() }

// Board answers the standings of a quarter or year; "" and "current" mean the running quarter.
func (t *Tally) Board(ctx context.Context, id string) (*Board, error) {
	now := t.current.Load()
	if now == nil {
		return nil, ErrNoFigures
	}
	if id == "" || id == "current" || id == now.board.Period.ID {
		return now.board, nil
	}
	period, err := t.period(id, now.board.AsOf)
	if err != nil {
		return nil, err
	}
	if period.Kind != KindQuarter && period.Kind != KindYear {
		return nil, ErrNotStandings
	}
	board, _, err := t.ask(ctx, period, now.board)
	return board, err
}

// Measures answers the figures of any period, of one union or (union empty) of all.
func (t *Tally) Measures(ctx context.Context, id, union string) (MeasureSet, error) {
	now := t.current.Load()
	if now == nil {
		return MeasureSet{}, ErrNoFigures
	}
	set := now.measures
	if id != "" && id != "current" && id != now.board.Period.ID {
		period, err := t.period(id, now.board.AsOf)
		if err != nil {
			return MeasureSet{}, err
		}
		if _, set, err = t.ask(ctx, period, now.board); err != nil {
			return MeasureSet{}, err
		}
	}
	if union == "" {
		return set, nil
	}
	if _, ok := t.tree.Load().Union(union); !ok {
		return MeasureSet{}, ErrNoUnion
	}
	own := set
	own.Measures = nil
	for _, measure := range set.Measures {
		if measure.Union == union {
			own.Measures = append(own.Measures, measure)
		}
	}
	return own, nil
}

// BoardAt answers the body of the board recorded at or before an instant, as it was recorded.
func (t *Tally) BoardAt(ctx context.Context, id string, at time.Time) ([]byte, error) {
	if id == "" || id == "current" {
		board := t.Current()
		if board == nil {
			return nil, ErrNoFigures
		}
		id = board.Period.ID
	}
	record, err := t.deps.Ledger.BoardAt(ctx, t.owner(t.tree.Load()), id, at)
	return record.Body, err
}

// Record keeps the board of a period as Board answers it.
func (t *Tally) Record(ctx context.Context, id string) (time.Time, error) {
	board, err := t.Board(ctx, id)
	if err != nil {
		return time.Time{}, err
	}
	_, err = t.record(ctx, board, board.AsOf, causeDemand)
	return board.AsOf, err
}

func (t *Tally) period(id string, asOf time.Time) (Period, error) {
	period, err := ParsePeriod(id, t.cfg.Scheme.Calendar)
	if err != nil {
		return Period{}, err
	}
	if !period.Start.Before(asOf) {
		return Period{}, fmt.Errorf("%s: %w", period.ID, ErrNotBegun)
	}
	return period, nil
}

// answerAge is how long an answer about a period that does not run on the wall is handed out again: it bounds what
// repeated questions cost.
const answerAge = 3 * time.Second

type answer struct {
	tree     *Tree
	board    *Board
	measures MeasureSet
	given    time.Time
}

// ask computes the figures of a period at the instant of the current board. It waits for the step under way, since
// half-advanced tables would give figures of no instant; where a step broke off, it repeats an earlier answer or none.
func (t *Tally) ask(ctx context.Context, period Period, current *Board) (*Board, MeasureSet, error) {
	t.work.Lock()
	defer t.work.Unlock()
	tree := t.tree.Load()
	given, ok := t.answers[period.ID]
	if ok && given.tree == tree && (t.torn || time.Since(given.given) < answerAge) {
		return given.board, given.measures, nil
	}
	if t.torn {
		return nil, MeasureSet{}, fmt.Errorf("%w: the last step broke off", ErrNoFigures)
	}
	board, measures, err := t.compute(ctx, tree, period, current.AsOf, current.CompleteTo)
	if err != nil {
		return nil, MeasureSet{}, err
	}
	board.Epoch, board.Seq = t.epoch, current.Seq
	if len(t.answers) >= 64 {
		clear(t.answers)
	}
	t.answers[period.ID] = answer{tree, board, measures, time.Now()}
	return board, measures, nil
}

// compute reads every family of a period at asOf and builds its board, apart from what the steps keep.
func (t *Tally) compute(ctx context.Context, tree *Tree, period Period, asOf time.Time, positions []Offset) (*Board, MeasureSet, error) {
	page := sheet{
		tree: tree, period: period, asOf: asOf, positions: positions, run: map[string]figures{}, today: map[string]figures{},
		day: PeriodAt(KindDay, lastInstant(earlier(asOf, period.End)), t.cfg.Scheme.Calendar),
	}
	var err error
	for _, family := range families {
		if page.run[family], page.today[family], err = t.readBoth(ctx, family, period, page.day, asOf); err != nil {
			return nil, MeasureSet{}, err
		}
	}
	if page.trend, err = t.readTrend(ctx, tree, period, page.day, asOf); err != nil {
		return nil, MeasureSet{}, err
	}
	if page.overdue, err = t.deps.Ledger.Overdue(ctx, earlier(asOf, period.End)); err != nil {
		return nil, MeasureSet{}, fmt.Errorf("read overdue cases: %w", err)
	}
	board, measures := t.build(page)
	return board, measures, nil
}

// readOverdue reads the overdue cases again only when the applications' figures were read again.
func (t *Tally) readOverdue(ctx context.Context, last *view, applications figures) ([]queries.OverdueRow, error) {
	if last != nil && last.reading == applications.reading {
		return last.overdue, nil
	}
	rows, err := t.deps.Ledger.Overdue(ctx, applications.AsOf)
	if err != nil {
		return nil, fmt.Errorf("read overdue cases: %w", err)
	}
	return rows, nil
}

func earlier(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}

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
	period, err := t.standingsPeriod(id, now.board.AsOf)
	if err != nil {
		return nil, err
	}
	given, err := t.ask(ctx, period, now.board)
	return given.board, err
}

// standingsPeriod reads the id of a quarter or year that has begun.
func (t *Tally) standingsPeriod(id string, asOf time.Time) (Period, error) {
	period, err := t.period(id, asOf)
	if err == nil && period.Kind != KindQuarter && period.Kind != KindYear {
		err = ErrNotStandings
	}
	return period, err
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

// maxAnswers bounds the answers kept, each with its figures.
const maxAnswers = 16

type answer struct {
	tree  *Tree
	board *Board
	page  *sheet
	given time.Time
}

// ask computes the board of a period at the instant of the current one. It waits for the step under way, since
// half-advanced tables would give figures of no instant; where a step broke off, it repeats an earlier answer or none.
func (t *Tally) ask(ctx context.Context, period Period, current *Board) (answer, error) {
	t.work.Lock()
	defer t.work.Unlock()
	tree := t.tree.Load()
	given, ok := t.answers[period.ID]
	if ok && given.tree == tree && (t.torn || time.Since(given.given) < answerAge) {
		return given, nil
	}
	if t.torn {
		return answer{}, fmt.Errorf("%w: the last step broke off", ErrNoFigures)
	}
	board, page, err := t.compute(ctx, tree, period, current.AsOf, current.CompleteTo)
	if err != nil {
		return answer{}, err
	}
	board.Epoch, board.Seq = t.epoch, current.Seq
	if len(t.answers) >= maxAnswers {
		clear(t.answers)
	}
	given = answer{tree, board, page, time.Now()}
	t.answers[period.ID] = given
	return given, nil
}

// compute reads all that the board of a period shows at asOf and builds it, apart from what the steps keep.
func (t *Tally) compute(ctx context.Context, tree *Tree, period Period, asOf time.Time, positions []Offset) (*Board, *sheet, error) {
	page := t.sheet(tree, period, asOf, positions)
	shown := t.shown(&page)
	for _, n := range t.programme.board {
		run, today, err := t.readBoth(ctx, n, period, page.day, asOf)
		if err != nil {
			return nil, nil, err
		}
		if err := t.readBesides(ctx, n, run, &run.beside, period, page.over(n.reading), shown); err != nil {
			return nil, nil, err
		}
		page.run[n.reading], page.today[n.reading] = run, today
	}
	var err error
	if page.trend, err = t.readTrend(ctx, tree, period, page.day, asOf); err != nil {
		return nil, nil, err
	}
	if page.overdue, err = t.deps.Ledger.Overdue(ctx, earlier(asOf, period.End)); err != nil {
		return nil, nil, fmt.Errorf("read overdue cases: %w", err)
	}
	return t.build(&page), &page, nil
}

// readOverdue reads the overdue cases again only when the applications' figures were read again.
func (t *Tally) readOverdue(ctx context.Context, last *view, applications figures) ([]queries.OverdueRow, error) {
	if last != nil && last.reading == applications.number {
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

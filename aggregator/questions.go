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
func (t *Tally) Board(ctx context.Context, id string) (*Board, error) { return t.BoardOf(ctx, "", id) }

// BoardOf is Board of an owner's evaluation; an empty owner means the one that the wall shows. Another's board has no
// head figures and no lines: those are the wall's. The error is a *NoOwnerError where the owner has no evaluation.
func (t *Tally) BoardOf(ctx context.Context, owner, id string) (*Board, error) {
	now := t.current.Load()
	if now == nil {
		return nil, ErrNoFigures
	}
	by, err := t.assessmentOf(owner)
	if err != nil {
		return nil, err
	}
	made, err := t.drawn(ctx, by, id, now)
	return made.board, err
}

// drawn answers the board of an evaluation with its sheet: of the running quarter on the wall that of the last step.
func (t *Tally) drawn(ctx context.Context, by *assessment, id string, now *view) (drawing, error) {
	if by == t.assessments[0] && (id == "" || id == running || id == now.board.Period.ID) {
		return drawing{now.board, now.page, now.results}, nil
	}
	return t.ask(ctx, by, id, now.board)
}

// Evaluate answers the standings of a quarter or year by any scheme and owner, over the figures of the ledger. It is
// ErrOtherFigures where the scheme needs others, ErrNotCovered where its groups do not fit the unions that are ranked.
func (t *Tally) Evaluate(ctx context.Context, e Evaluation, id string) (*Board, error) {
	now := t.current.Load()
	if now == nil {
		return nil, ErrNoFigures
	}
	by := assess(e)
	period, err := t.checked(by, id, now.board.AsOf)
	if err != nil {
		return nil, err
	}
	made, err := t.ask(ctx, by, period.ID, now.board)
	return made.board, err
}

// checked makes sure that an evaluation can be scored in a period.
func (t *Tally) checked(by *assessment, id string, asOf time.Time) (Period, error) {
	if err := sameFigureRules(t.cfg.Scheme, by.Rules); err != nil {
		return Period{}, err
	}
	period, err := by.standingsOf(id, asOf)
	if err != nil {
		return Period{}, err
	}
	return period, by.covers(t.tree.Load(), earlier(asOf, period.End), asOf)
}

// BoardAt answers the body of the board recorded at or before an instant, as it was recorded.
func (t *Tally) BoardAt(ctx context.Context, id string, at time.Time) ([]byte, error) {
	if id == "" || id == running {
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

// running is what the running quarter may be called.
const running = "current"

// period reads the id of a period that has begun.
func (e Evaluation) period(id string, asOf time.Time) (Period, error) {
	if id == "" || id == running {
		return PeriodAt(KindQuarter, lastInstant(asOf), e.Rules.Calendar), nil
	}
	period, err := ParsePeriod(id, e.Rules.Calendar)
	if err != nil {
		return Period{}, err
	}
	if !period.Start.Before(asOf) {
		return Period{}, fmt.Errorf("%s: %w", period.ID, ErrNotBegun)
	}
	return period, nil
}

// standingsOf reads the id of a period that has begun and has standings.
func (e Evaluation) standingsOf(id string, asOf time.Time) (Period, error) {
	period, err := e.period(id, asOf)
	if err == nil && period.Kind != KindQuarter && period.Kind != KindYear {
		err = ErrNotStandings
	}
	return period, err
}

// answerAge is how long an answer about a period that does not run on the wall is handed out again: it bounds what
// repeated questions cost.
const answerAge = 3 * time.Second

// maxAnswers bounds the answers kept, each with its figures.
const maxAnswers = 16

type answer struct {
	tree *Tree
	drawing
	given time.Time
}

// ask answers the board of a period at the instant of the current one. Where a step broke off, it repeats an earlier
// answer or none.
func (t *Tally) ask(ctx context.Context, by *assessment, id string, current *Board) (drawing, error) {
	period, err := by.standingsOf(id, current.AsOf)
	if err != nil {
		return drawing{}, err
	}
	t.asking.Lock()
	defer t.asking.Unlock()
	key, tree := by.key+" "+period.ID, t.tree.Load()
	given, ok := t.answers[key]
	if ok && given.tree == tree && time.Since(given.given) < answerAge {
		return given.drawing, nil
	}
	made, err := t.score(ctx, by, period, current)
	if errors.Is(err, errTorn) && ok && given.tree == tree {
		return given.drawing, nil
	}
	if err != nil {
		return drawing{}, err
	}
	if len(t.answers) >= maxAnswers {
		clear(t.answers)
	}
	t.answers[key] = answer{tree, made, time.Now()}
	return made, nil
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

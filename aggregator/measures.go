package aggregator

import (
	"context"
	"errors"
	"fmt"
	"time"

	"unionscreen/queries/office"
)

// Errors that those who ask branch on. Texts for people are the asker's.
var (
	ErrNoPeriod = errors.New("the period is not one of the calendar, or nothing is kept of it")
	ErrNoUnion  = errors.New("no union of that code")
)

// MeasureSet is the figures of one period, of one union or of all. Period is its id, for example 2026-Q4.
type MeasureSet struct {
	Period     string    `json:"period"`
	Start      time.Time `json:"start"`
	End        time.Time `json:"end"`
	AsOf       time.Time `json:"as_of"`
	CompleteTo []Offset  `json:"complete_to"`
	Measures   []Measure `json:"measures"`
}

// Measures answers every indicator of the catalogue in any period, of one union or (union empty) of all.
func (t *Tally) Measures(ctx context.Context, id, union string) (MeasureSet, error) {
	page, unions, err := t.pageOf(ctx, id, union)
	if err != nil {
		return MeasureSet{}, err
	}
	zone := t.cfg.Scheme.Calendar.Location()
	set := MeasureSet{
		Period: page.period.ID, Start: page.period.Start, End: page.period.End, AsOf: page.asOf.In(zone),
		CompleteTo: offsets(page.positions), Measures: make([]Measure, 0, len(unions)*len(t.programme.all)),
	}
	for _, union := range unions {
		own := page.scope(union)
		for _, m := range t.programme.all {
			f := own.of(m)
			set.Measures = append(set.Measures, Measure{
				Union: union.Code, Indicator: m.id, State: f.State(), Value: f.Value(), Numerator: f.Numerator(),
				Denominator: f.Denominator(), Median: f.median, Answered: f.answered, AsOf: f.asOf.In(zone),
			})
		}
	}
	return set, nil
}

// pageOf answers the figures of a period and the unions that are asked for.
func (t *Tally) pageOf(ctx context.Context, id, union string) (*sheet, []office.Union, error) {
	now := t.current.Load()
	if now == nil {
		return nil, nil, ErrNoFigures
	}
	period := now.board.Period
	if id != "" && id != "current" && id != period.ID {
		var err error
		if period, err = t.period(id, now.board.AsOf); err != nil {
			return nil, nil, err
		}
	}
	if _, ok := t.tree.Load().Union(union); union != "" && !ok {
		return nil, nil, ErrNoUnion
	}
	page, err := t.page(ctx, period, now)
	if err != nil || union == "" {
		return page, page.unions(), err
	}
	only, ok := page.tree.Union(union)
	if !ok {
		return nil, nil, ErrNoUnion // of a registry that takes effect with the next step
	}
	return page, []office.Union{only}, nil
}

func (s *sheet) unions() []office.Union {
	if s == nil {
		return nil
	}
	return s.tree.Unions()
}

// maxPapers bounds the figures kept for those who ask.
const maxPapers = 8

// paper is a sheet that was made for a question.
type paper struct {
	sheet *sheet
	of    *view     // what was current when it was made
	given time.Time // wall clock
}

// page answers the figures of the whole catalogue in a period: of the running one those of the last step, of another
// those of some seconds ago at most. It holds up steps no longer than one reading takes.
func (t *Tally) page(ctx context.Context, period Period, now *view) (*sheet, error) {
	t.asking.Lock()
	defer t.asking.Unlock()
	running := period.ID == now.board.Period.ID
	kept, ok := t.sheets[period.ID]
	if ok && (kept.of == now || !running && kept.sheet.tree == t.tree.Load() && time.Since(kept.given) < answerAge) {
		return kept.sheet, nil
	}
	page, err := t.write(ctx, period, now, running)
	if errors.Is(err, errTorn) && ok {
		return kept.sheet, nil
	}
	if err != nil {
		return nil, err
	}
	if len(t.sheets) >= maxPapers {
		clear(t.sheets)
	}
	t.sheets[period.ID] = paper{sheet: page, of: now, given: time.Now()}
	return page, nil
}

var errTorn = fmt.Errorf("%w: the last step broke off", ErrNoFigures)

// write reads the figures of the whole catalogue.
func (t *Tally) write(ctx context.Context, period Period, now *view, running bool) (*sheet, error) {
	t.work.Lock()
	tree := t.tree.Load()
	if running {
		tree = t.moment.tree // as the board has it
	}
	page := t.sheet(tree, period, now.board.AsOf, now.board.CompleteTo)
	t.work.Unlock()
	var unions []string
	for _, union := range tree.Unions() {
		unions = append(unions, union.Code)
	}
	step := int64(-1)
	for _, n := range t.programme.every {
		read := t.readOther
		if running {
			read = t.readRunning
		}
		at, err := read(ctx, &page, n, unions)
		if err != nil {
			return nil, err
		}
		page.asOf = earlier(page.asOf, page.run[n.reading].AsOf)
		if running && (step < 0 || at.step < step) {
			step, page.positions = at.step, at.positions
		}
	}
	return &page, nil
}

// standing says up to where figures are the ledger's.
type standing struct {
	step      int64
	positions []Offset
}

// readRunning takes the figures that steps keep, brought up to the last of them.
func (t *Tally) readRunning(ctx context.Context, page *sheet, n need, unions []string) (standing, error) {
	t.work.Lock()
	defer t.work.Unlock()
	if t.torn {
		return standing{}, errTorn
	}
	if t.moment.period.ID != page.period.ID {
		return standing{}, fmt.Errorf("%w: the period has just turned", ErrNoFigures)
	}
	if err := t.read(ctx, n, t.moment); err != nil {
		return standing{}, err
	}
	state := t.held(n.reading)
	if err := t.readBesides(ctx, n, state.run, &state.every, page.period, page.over(n.reading), unions); err != nil {
		return standing{}, err
	}
	figures := state.run
	figures.beside = state.every
	page.run[n.reading] = figures
	return standing{state.step, state.positions}, nil
}

// readOther reads the figures of a period that does not run on the board.
func (t *Tally) readOther(ctx context.Context, page *sheet, n need, unions []string) (standing, error) {
	t.work.Lock()
	defer t.work.Unlock()
	if t.torn {
		return standing{}, errTorn
	}
	figures, err := t.readFigures(ctx, n, page.period, page.asOf)
	if err != nil {
		return standing{}, err
	}
	if err := t.readBesides(ctx, n, figures, &figures.beside, page.period, page.over(n.reading), unions); err != nil {
		return standing{}, err
	}
	page.run[n.reading] = figures
	return standing{}, nil
}

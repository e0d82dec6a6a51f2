package aggregator

import (
	"context"
	"errors"
	"time"

	"unionscreen/queries/office"
)

// Errors that those who ask branch on. Texts for people are the asker's.
var (
	ErrNoPeriod = errors.New("the period is not one of the calendar, or nothing is kept of it")
	ErrNoUnion  = errors.New("no union of that code")
	ErrNoGroup  = errors.New("the scheme has no such group, or nobody is in it")
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
	zone := t.zone()
	set := MeasureSet{
		Period: page.period.ID, Start: page.period.Start, End: page.period.End, AsOf: page.asOf.In(zone),
		CompleteTo: offsets(page.positions), Measures: make([]Measure, 0, len(unions)*len(t.catalogue.all)),
	}
	for _, union := range unions {
		own := page.scope(union)
		for _, m := range t.catalogue.all {
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
	if id != "" && id != running && id != period.ID {
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
	runs := period.ID == now.board.Period.ID
	kept, ok := t.sheets[period.ID]
	if ok && (kept.of == now || !runs && kept.sheet.tree == t.tree.Load() && time.Since(kept.given) < answerAge) {
		return kept.sheet, nil
	}
	page, err := t.gather(ctx, gathering{by: t.assessments[0], period: period, needs: t.catalogue.every, all: true}, now.board)
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

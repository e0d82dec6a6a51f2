package aggregator

import (
	"context"

	"unionscreen/aggregator/scheme"
	"unionscreen/aggregator/score"
)

// score makes the board of a period for those who ask, compared with the period before. The caller holds asking.
func (t *Tally) score(ctx context.Context, by *assessment, period Period, current *Board) (drawing, error) {
	page, err := t.pageBy(ctx, by, period, current, by == t.assessments[0])
	if err != nil {
		return drawing{}, err
	}
	board, results := t.build(page)
	board.Epoch, board.Seq = current.Epoch, current.Seq
	earlier, err := t.beforeOf(ctx, by, period, current)
	if err != nil {
		return drawing{}, err
	}
	earlier.dress(board, results)
	return drawing{board, page, results}, nil
}

// pageBy gathers all that the board of a period shows. That of a year out of quarters (scoring.md: annual) has the year's
// own figures for its head and for ties only.
func (t *Tally) pageBy(ctx context.Context, by *assessment, period Period, current *Board, strip bool) (*sheet, error) {
	asked := gathering{by: by, period: period, needs: by.programme.board, strip: strip}
	if by.outOfQuarters(period) {
		asked.needs = by.programme.yearly()
	}
	page, err := t.gather(ctx, asked, current)
	if err != nil {
		return nil, err
	}
	if err := t.gatherRest(ctx, page); err != nil {
		return nil, err
	}
	if by.outOfQuarters(period) {
		page.quarters, err = t.quarters(ctx, by, period, current)
	}
	return page, err
}

// outOfQuarters says whether the scheme makes the period of its quarters.
func (a *assessment) outOfQuarters(period Period) bool {
	return period.Kind == KindYear && (a.Rules.Annual == scheme.AnnualSum || a.Rules.Annual == scheme.AnnualMean)
}

// quarters scores those of a year that have begun.
func (t *Tally) quarters(ctx context.Context, by *assessment, year Period, current *Board) ([]score.Quarter, error) {
	quarters := []score.Quarter{}
	for start := year.Start; start.Before(year.End) && start.Before(current.AsOf); {
		quarter := PeriodAt(KindQuarter, start, by.Rules.Calendar)
		page, err := t.gather(ctx, gathering{by: by, period: quarter, needs: by.programme.board}, current)
		if err != nil {
			return nil, err
		}
		quarters = append(quarters, score.Quarter{ID: quarter.ID, Results: page.results()})
		start = quarter.End
	}
	return quarters, nil
}

// yearly is what the board of a year out of quarters reads of the year itself: the strip, and what decides ties.
func (p programme) yearly() plan {
	out := append(plan(nil), p.strip...)
	for _, n := range p.ties {
		out.want(n)
	}
	return out.sorted()
}

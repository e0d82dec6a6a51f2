package aggregator

import (
	"context"
	"fmt"
	"time"

	"unionscreen/queries"
)

// trendMonths is how many months before the running one a trend tells of when no period is asked for.
const trendMonths = 6

// Trend answers where a union stood at past midnights: without a period at the end of each of the last six months and at
// the last midnight; in a quarter at the end of each of its weeks, in a year of each of its months, and at the last midnight
// of it. Boards that were not recorded, or did not rank the union, are passed over.
func (t *Tally) Trend(ctx context.Context, union, id string) (Trend, error) {
	trend := Trend{Union: union, Points: []TrendPoint{}}
	now := t.current.Load()
	if now == nil {
		return trend, ErrNoFigures
	}
	tree := t.tree.Load()
	if _, ok := tree.Union(union); !ok {
		return trend, ErrNoUnion
	}
	stages, err := t.stages(id, now.board.AsOf)
	if err != nil {
		return trend, err
	}
	filter := queries.BoardFilter{Owner: t.owner(tree), Cause: causeMidnight}
	for _, stage := range stages {
		filter.Spans = append(filter.Spans, queries.BoardSpan{Start: stage.Start, End: stage.End})
	}
	first, last := stages[0].Start, earlier(stages[len(stages)-1].End, now.board.AsOf)
	for p := PeriodAt(KindQuarter, first, t.cfg.Scheme.Calendar); p.Start.Before(last); p = PeriodAt(KindQuarter, p.End, t.cfg.Scheme.Calendar) {
		filter.Periods = append(filter.Periods, p.ID)
	}
	places, err := t.deps.Ledger.BoardPlaces(ctx, union, filter)
	if err != nil {
		return trend, fmt.Errorf("read the trend: %w", err)
	}
	for _, p := range places {
		trend.Points = append(trend.Points, TrendPoint{
			At: p.At.In(t.cfg.Scheme.Calendar.Location()), Period: p.Period, Group: p.Group, Rank: int(p.Rank), Of: int(p.Of),
			Total: p.Total, FullMarks: p.FullMarks,
		})
	}
	return trend, nil
}

// stages are the spans of which a trend shows the last board each, in the order of time, at least one. The last may not be
// over yet.
func (t *Tally) stages(id string, asOf time.Time) ([]Period, error) {
	calendar := t.cfg.Scheme.Calendar
	if id == "" || id == "current" {
		month := PeriodAt(KindMonth, lastInstant(asOf), calendar)
		stages := []Period{month}
		for range trendMonths {
			month = PreviousPeriod(month, calendar)
			stages = append([]Period{month}, stages...)
		}
		return stages, nil
	}
	period, err := t.period(id, asOf)
	if err != nil {
		return nil, err
	}
	kind := KindWeek
	switch period.Kind {
	case KindQuarter:
	case KindYear:
		kind = KindMonth
	default:
		return nil, ErrNotStandings
	}
	var stages []Period
	for at := period.Start; at.Before(period.End) && at.Before(asOf); {
		stage := PeriodAt(kind, at, calendar)
		at = stage.End
		stage.Start, stage.End = later(stage.Start, period.Start), earlier(stage.End, period.End)
		stages = append(stages, stage)
	}
	return stages, nil
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

package queries

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"
)

// Trend gives, for each day from from to before to (midnights of the zone) that
// has begun at asOf, the sums over the unions: articles, reads, applications and
// completions of that day, and verified_members at its end. Each day is a window
// of its own; on the day that still runs the end is asOf.
func (s *Store) Trend(ctx context.Context, unions []string, from, to time.Time, asOf time.Time) ([]DayFigure, error) {
	var figures []DayFigure
	var starts, ends []int64
	for day := from.In(s.cfg.Zone); day.Before(to) && day.Before(asOf); day = day.AddDate(0, 0, 1) {
		end := day.AddDate(0, 0, 1)
		if asOf.Before(end) {
			end = asOf
		}
		starts, ends = append(starts, micros(day)), append(ends, micros(end))
		figures = append(figures, DayFigure{Day: day.Format(time.DateOnly), Counts: map[string]int64{
			"articles": 0, "reads": 0, "applications": 0, "completions": 0, "verified_members": 0}})
	}
	if len(figures) == 0 || len(unions) == 0 {
		return figures, nil
	}
	fill := []func(context.Context) error{
		func(ctx context.Context) error {
			return s.each(ctx, func(r driver.Rows) error {
				var number, articles int64
				if err := r.Scan(&number, &articles); err != nil {
					return err
				}
				figures[number-1].Counts["articles"] = articles
				return nil
			}, "trend_articles", arg("unions", unions), arg("starts", starts), arg("ends", ends))
		},
		func(ctx context.Context) error {
			return s.each(ctx, func(r driver.Rows) error {
				var number, applications, completions int64
				if err := r.Scan(&number, &applications, &completions); err != nil {
					return err
				}
				figures[number-1].Counts["applications"] = applications
				figures[number-1].Counts["completions"] = completions
				return nil
			}, "trend_cases", arg("unions", unions), arg("starts", starts), arg("ends", ends))
		},
		func(ctx context.Context) error {
			var verified []int64
			err := s.each(ctx, func(r driver.Rows) error { return r.Scan(&verified) },
				"trend_members", arg("unions", unions), arg("ends", ends))
			for i, n := range verified {
				figures[i].Counts["verified_members"] = n
			}
			return err
		},
		func(ctx context.Context) error { return s.trendReads(ctx, unions, figures, instant(ends[len(ends)-1])) },
	}
	for _, ask := range fill { // one after the other: they share the figures' maps
		if err := ask(ctx); err != nil {
			return nil, fmt.Errorf("draw the trend: %w", err)
		}
	}
	return figures, nil
}

func (s *Store) trendReads(ctx context.Context, unions []string, figures []DayFigure, until time.Time) error {
	byDay := map[string]DayFigure{}
	for _, f := range figures {
		byDay[f.Day] = f
	}
	first, last := arg("first_day", figures[0].Day), arg("last_day", figures[len(figures)-1].Day)
	text, err := statement("trend_reads")
	if err != nil {
		return err
	}
	add := func(text string, more ...any) (stale []cell, err error) {
		args := []any{arg("unions", unions), arg("until", micros(until)), first, last}
		return stale, s.eachOf(ctx, func(r driver.Rows) error {
			var day time.Time
			var n int64
			var others []string
			if err := r.Scan(&day, &n, &others); err != nil {
				return err
			}
			date := day.Format(time.DateOnly)
			byDay[date].Counts["reads"] += n
			for _, union := range others {
				stale = append(stale, cell{Reads, date, union})
			}
			return nil
		}, "trend_reads", text, append(args, more...)...)
	}
	stale, err := add(text)
	if err != nil {
		return err
	}
	for part := range slices.Chunk(stale, cellsOfQuestion) {
		computed, more, err := s.computing(ctx, part, until)
		if err != nil {
			return err
		}
		if _, err := add(strings.Replace(text, cellTable, computed, 1), more...); err != nil {
			return err
		}
	}
	return s.each(ctx, func(r driver.Rows) error {
		var day string
		var n int64
		if err := r.Scan(&day, &n); err != nil {
			return err
		}
		byDay[day].Counts["reads"] += n
		return nil
	}, "trend_reported", arg("unions", unions), arg("until", micros(until)), first, last,
		arg("basis", s.cfg.ReadsBasis), arg("zone", s.cfg.Zone.String()))
}

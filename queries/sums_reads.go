package queries

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"
)

// cellTable is how the questions about cells of readings name the table: in its place the store can put cells computed
// from the ledger for another instant than the stored ones hold for.
const cellTable = "cell FINAL"

// sumReads answers for the family reads. What the guard lets through is counted before what platforms report takes any of
// it out where that says how the readings came (reads_crawler, reads_repeat, reads_anonymous), and after it else.
func (s *Store) sumReads(ctx context.Context, w Window, where Where) (*sums, error) {
	found := newSums("reads", "reads_single", "reads_reported", "reads_crawler", "reads_repeat", "reads_anonymous",
		"shares", "superior_shares", "readers_reported")
	parts := []*sums{newSums(), newSums(), newSums()}
	err := together(ctx, []func(context.Context) error{
		func(ctx context.Context) error { return s.sumSingle(ctx, w, where, parts[0]) },
		func(ctx context.Context) error { return s.sumReported(ctx, w, where, parts[1]) },
		func(ctx context.Context) error { return s.said(ctx, Reads, w, parts[2]) },
	})
	for _, part := range parts {
		found.add(part)
	}
	return found, err
}

// add takes another's figures in, which were asked beside these.
func (s *sums) add(part *sums) {
	for union, row := range part.rows {
		s.noteSaid(union, row.Reported, row.Ever)
		counts := s.of(union).Counts
		for name, n := range row.Counts {
			counts[name] += n
		}
	}
	s.changes(part.next)
}

// sumSingle adds single readings and shares: of the stored cells that hold at that instant, and of the others as the
// ledger gives them.
func (s *Store) sumSingle(ctx context.Context, w Window, where Where, found *sums) error {
	question := "sums_reads"
	if len(where.Channels) > 0 {
		question = "sums_reads_on"
	}
	text, err := statement(question)
	if err != nil {
		return err
	}
	stale, err := s.addSingle(ctx, question, text, w, where, found)
	if err != nil || len(stale) == 0 {
		return err
	}
	for part := range slices.Chunk(stale, cellsOfQuestion) {
		computed, more, err := s.computing(ctx, part, w.until())
		if err != nil {
			return err
		}
		if _, err := s.addSingle(ctx, question, strings.Replace(text, cellTable, computed, 1), w, where, found, more...); err != nil {
			return err
		}
	}
	return nil
}

func (s *Store) addSingle(ctx context.Context, question, text string, w Window, where Where, found *sums, more ...any) (stale []cell, err error) {
	first, _ := s.days(w)
	args := where.args(arg("until", micros(w.until())), arg("first_day", first), arg("last_day", s.lastRow(w)))
	return stale, s.eachOf(ctx, func(r driver.Rows) error {
		var union string
		var reads, anonymous, crawler, repeated, shares, superior, next int64
		var days []time.Time
		if err := r.Scan(&union, &reads, &anonymous, &crawler, &repeated, &shares, &superior, &next, &days); err != nil {
			return err
		}
		for _, day := range days {
			stale = append(stale, cell{Reads, day.Format(time.DateOnly), union})
		}
		if reads|anonymous|crawler|repeated|shares != 0 {
			counts := found.of(union).Counts
			counts["reads"] += reads
			counts["reads_single"] += reads
			counts["reads_anonymous"] += anonymous
			counts["reads_crawler"] += crawler
			counts["reads_repeat"] += repeated
			counts["shares"] += shares
			counts["superior_shares"] += superior
		}
		found.afterEvent(next)
		return nil
	}, question, text, append(args, more...)...)
}

// sumReported adds what the platforms' figures say.
func (s *Store) sumReported(ctx context.Context, w Window, where Where, found *sums) error {
	first, _ := s.days(w)
	return s.each(ctx, func(r driver.Rows) error {
		var union, later string
		var reads, shares, readers, next int64
		if err := r.Scan(&union, &reads, &shares, &readers, &later, &next); err != nil {
			return err
		}
		if reads != 0 || shares != 0 || readers != 0 {
			counts := found.of(union).Counts
			counts["reads"] += reads
			counts["reads_reported"] += reads
			counts["shares"] += shares
			counts["readers_reported"] += readers
		}
		found.afterEvent(next)
		return s.afterDay(found, later)
	}, "sums_reported", where.args(arg("until", micros(w.until())), arg("first_day", first), arg("last_day", s.lastRow(w)),
		arg("basis", s.cfg.ReadsBasis), arg("zone", s.cfg.Zone.String()))...)
}

// afterDay notes the change by what speaks of a whole day: it counts from the day's start on.
func (s *Store) afterDay(found *sums, day string) error {
	start, err := time.ParseInLocation(time.DateOnly, day, s.cfg.Zone)
	if err != nil {
		return fmt.Errorf("read the next day: %w", err)
	}
	if start.Year() > 1970 {
		found.afterEvent(micros(start))
	}
	return nil
}

// lastRow is the last day of which a row that speaks of a whole day counts in the window.
func (s *Store) lastRow(w Window) string {
	return w.until().Add(-time.Microsecond).In(s.cfg.Zone).Format(time.DateOnly)
}

// computing gives the text that computes cells at an instant from the ledger as far as it was brought in, to stand in the
// place of the table, and its parameters.
func (s *Store) computing(ctx context.Context, cells []cell, at time.Time) (text string, args []any, err error) {
	var to int64
	err = s.each(ctx, func(r driver.Rows) error {
		var src, basis string
		var next uint64
		var arrived int64
		if err := r.Scan(&src, &next, &arrived, &basis); err != nil {
			return err
		}
		to = max(to, arrived)
		return nil
	}, "marks")
	if err != nil {
		return "", nil, err
	}
	if text, err = statement("cells_reads"); err != nil {
		return "", nil, err
	}
	return "(\n" + text + "\n)", s.readingArgs(cells, micros(at), to, 0), nil
}

// readingArgs are the parameters of cells_reads.sql.
func (s *Store) readingArgs(cells []cell, asOf, to int64, version uint64) []any {
	days, unions := axes(cells)
	return []any{arg("cell_days", days), arg("cell_unions", unions), arg("asof", asOf), arg("to", to),
		arg("list", s.cfg.CrawlerVersion), arg("limit", uint64(s.cfg.RepeatLimit)), arg("version", version)}
}

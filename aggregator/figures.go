package aggregator

import (
	"context"
	"fmt"
	"slices"
	"time"

	"unionscreen/aggregator/scheme"
	"unionscreen/queries"
)

// figures are the counts of one reading, per union and without the tree. AsOf is the instant up to which they count,
// NextChange the earliest later instant at which they change without any new event.
type figures struct {
	AsOf       time.Time
	NextChange time.Time
	number     int64 // tells one reading from the next
	own        map[string]queries.UnionSum
	beside     beside
}

// beside is what cannot be added up from the unions' own figures, by the union that it is of.
type beside struct {
	of      int64    // number of the figures that it belongs to
	closure *closure // that it was asked over
	readers map[string]int64
	medians map[string]time.Duration
	marks   map[string][]queries.ChannelMark
}

// windowOf is the window of a reading in a period.
func windowOf(window string, period Period, asOf time.Time, calendar scheme.Calendar) queries.Window {
	w := queries.Window{Start: period.Start, End: period.End, AsOf: asOf}
	if window == scheme.WindowYearToDate {
		w.Start = PeriodAt(KindYear, lastInstant(period.End), calendar).Start
	}
	return w
}

// readFigures asks the ledger's derived tables for one reading.
func (t *Tally) readFigures(ctx context.Context, n need, period Period, asOf time.Time, calendar scheme.Calendar) (figures, error) {
	sums, err := t.deps.Ledger.FamilySums(ctx, n.family, windowOf(n.window, period, asOf, calendar), n.where)
	if err != nil {
		return figures{}, fmt.Errorf("sum %s: %w", n.family, err)
	}
	own := make(map[string]queries.UnionSum, len(sums.Rows))
	for _, row := range sums.Rows {
		own[row.Union] = row
	}
	return figures{AsOf: asOf, NextChange: sums.NextChange, number: time.Now().UnixNano(), own: own}, nil
}

// readBeside asks for what is distinct over the subtrees of some unions.
func (t *Tally) readBeside(ctx context.Context, n need, f figures, page *sheet, unions []string) (beside, error) {
	closure := page.over(n.reading)
	out := beside{of: f.number, closure: closure}
	window := windowOf(n.window, page.period, f.AsOf, page.calendar)
	subtrees := make(map[string][]string, len(unions))
	for _, code := range unions {
		if counted := closure.counted[code]; len(counted) > 0 {
			subtrees[code] = counted
		}
	}
	var err error
	if n.readers {
		if out.readers, err = t.deps.Ledger.Readers(ctx, window, n.where, subtrees); err != nil {
			return out, fmt.Errorf("count readers: %w", err)
		}
	}
	if n.medians {
		if out.medians, err = t.deps.Ledger.HandlingMedians(ctx, window, n.where, subtrees); err != nil {
			return out, fmt.Errorf("find medians of handling: %w", err)
		}
	}
	if n.marks {
		marks, err := t.deps.Ledger.ChannelMarks(ctx, window)
		if err != nil {
			return out, fmt.Errorf("read marks of accounts: %w", err)
		}
		out.marks = map[string][]queries.ChannelMark{}
		for _, mark := range marks {
			out.marks[mark.Union] = append(out.marks[mark.Union], mark)
		}
	}
	return out, nil
}

// rolled is one union's figure with its subtree in it.
type rolled struct {
	reported bool // of flows
	ever     bool // of stocks and cases
	counts   map[string]int64
}

// rollUp adds the figures of the unions in subtree. Persons, cases and articles were settled to one union each
// before, so that the sum is the size of the distinct set (indicators.md, Roll-up).
func (f figures) rollUp(subtree []string) rolled {
	sum := rolled{counts: map[string]int64{}}
	for _, code := range subtree {
		own, ok := f.own[code]
		if !ok {
			continue
		}
		sum.reported = sum.reported || own.Reported
		sum.ever = sum.ever || own.Ever
		for name, n := range own.Counts {
			sum.counts[name] += n
		}
	}
	return sum
}

// set joins a set over the unions in subtree.
func (f figures) set(name string, subtree []string) map[string]bool {
	joined := map[string]bool{}
	for _, code := range subtree {
		for _, element := range f.own[code].Sets[name] {
			joined[element] = true
		}
	}
	return joined
}

// flows are the figures that only events inside a period make; stocks and open cases are carried over into it.
var flows = []string{
	"articles", "reads", "reads_crawler", "reads_repeat", "shares", "submitted_articles", "newly_verified", "grassroots_online",
	"home_ratings", "applications", "completions", "activities", "participations", "posts", "video_plays",
}

// begun says whether anything happened in the period yet.
func (r rolled) begun() bool {
	return slices.ContainsFunc(flows, func(name string) bool { return r.counts[name] != 0 })
}

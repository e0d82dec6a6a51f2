package aggregator

import (
	"context"
	"fmt"
	"time"

	"unionscreen/queries"
)

// families in the order in which they are read; each brings its own figures.
var families = []string{"articles", "reads", "members", "applications"}

// stockFamily is the family whose head figure is a stock: what the day brought is its growth over the day before.
const stockFamily = "members"

// measureOf says where an indicator's figures stand: its family and the counts that are its numerator and, for a
// rate, its denominator.
type measureOf struct {
	indicator, family, numerator, denominator string
}

// indicators lists what this build measures, in the order of indicators.md.
var indicators = []measureOf{
	{"articles", "articles", "articles", ""},
	{"reads", "reads", "reads", ""},
	{"verified_members", "members", "verified_members", ""},
	{"applications", "applications", "applications", ""},
	{"completions", "applications", "completions", ""},
	{"on_time_rate", "applications", "on_time", "due"},
	{"overdue_open", "applications", "overdue_open", ""},
}

// figures are the counts of one family in one window, per union and without the tree. AsOf is the instant up to
// which they count, NextChange the earliest later instant at which they change without any new event.
type figures struct {
	AsOf       time.Time
	NextChange time.Time
	reading    int64 // tells one reading from the next
	own        map[string]queries.UnionSum
}

// readFigures asks the ledger's derived tables for one family.
func readFigures(ctx context.Context, ledger Ledger, family string, period Period, asOf time.Time) (figures, error) {
	sums, err := ledger.FamilySums(ctx, family, queries.Window{Start: period.Start, End: period.End, AsOf: asOf}, queries.Where{})
	if err != nil {
		return figures{}, fmt.Errorf("sum %s: %w", family, err)
	}
	own := make(map[string]queries.UnionSum, len(sums.Rows))
	for _, row := range sums.Rows {
		own[row.Union] = row
	}
	return figures{AsOf: asOf, NextChange: sums.NextChange, reading: time.Now().UnixNano(), own: own}, nil
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

// flows are the figures that only events inside a period make; stocks and open cases are carried over into it.
var flows = []string{"articles", "reads", "reads_crawler", "reads_repeat", "applications", "completions"}

// begun says whether anything happened in the period yet.
func (r rolled) begun() bool {
	for _, name := range flows {
		if r.counts[name] != 0 {
			return true
		}
	}
	return false
}

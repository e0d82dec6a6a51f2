package aggregator

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"unionscreen/aggregator/recount"
	"unionscreen/queries"
)

// together is the key of what is distinct over all unions: no union has such a code.
const together = "(all unions)"

// Reconcile holds the first calculation's figures of a window against the independent recount of the ledger and
// answers every figure that differs, by union. Ledger rows that land while it runs may show as differences.
func Reconcile(ctx context.Context, first Ledger, ledger recount.Ledger, rules recount.Rules, window queries.Window) ([]recount.Difference, error) {
	byFamily := map[string]queries.Sums{}
	subtrees := map[string][]string{}
	for _, family := range queries.Families() {
		sums, err := first.FamilySums(ctx, family, window, queries.Where{})
		if err != nil {
			return nil, fmt.Errorf("sum %s: %w", family, err)
		}
		byFamily[family] = sums
		for _, row := range sums.Rows {
			if _, known := subtrees[row.Union]; !known {
				subtrees[row.Union] = []string{row.Union}
				subtrees[together] = append(subtrees[together], row.Union)
			}
		}
	}
	second, err := recount.CountOver(ctx, ledger, rules, recount.Question{Window: window, Subtrees: subtrees})
	if err != nil {
		return nil, fmt.Errorf("recount the ledger: %w", err)
	}
	differences := recount.Compare(recount.FromSums(byFamily), second[0].Sums)
	beside, err := reconcileBeside(ctx, first, window, subtrees, second[0])
	if err != nil {
		return nil, err
	}
	differences = append(differences, beside...)
	slices.SortFunc(differences, func(a, b recount.Difference) int {
		return cmp.Or(cmp.Compare(a.Union, b.Union), cmp.Compare(a.Indicator, b.Indicator))
	})
	return differences, nil
}

// reconcileBeside compares what is no sum: distinct readers, medians, and the last marks of accounts.
func reconcileBeside(ctx context.Context, first Ledger, window queries.Window, subtrees map[string][]string, second recount.Answer) ([]recount.Difference, error) {
	readers, err := first.Readers(ctx, window, queries.Where{}, subtrees)
	if err != nil {
		return nil, fmt.Errorf("count readers: %w", err)
	}
	medians, err := first.HandlingMedians(ctx, window, queries.Where{}, subtrees)
	if err != nil {
		return nil, fmt.Errorf("find medians of handling: %w", err)
	}
	marks, err := first.ChannelMarks(ctx, window)
	if err != nil {
		return nil, fmt.Errorf("read marks of accounts: %w", err)
	}
	var differences []recount.Difference
	for key := range subtrees {
		differences = append(differences, recount.Difference{Union: key, Indicator: "readers", First: readers[key], Second: second.Readers[key]})
		a, inFirst := medians[key]
		b, inSecond := second.HandlingMedians[key]
		differences = append(differences, recount.Difference{
			Union: key, Indicator: "handling_median_us", First: a.Truncate(time.Microsecond).Microseconds(), Second: b.Truncate(time.Microsecond).Microseconds(),
			FirstAbsent: !inFirst, SecondAbsent: !inSecond,
		})
	}
	differences = append(differences, compareMarks(marks, second.Marks)...)
	return slices.DeleteFunc(differences, func(d recount.Difference) bool {
		return d.First == d.Second && d.FirstAbsent == d.SecondAbsent
	}), nil
}

func compareMarks(first, second []queries.ChannelMark) []recount.Difference {
	type name struct{ union, mark string }
	found := map[name]*recount.Difference{}
	note := func(marks []queries.ChannelMark, tell func(d *recount.Difference, value int64)) {
		for _, m := range marks {
			key := name{m.Union, fmt.Sprintf("mark of %s:%s, index %q, list %q", m.Channel, m.Account, m.IndexName, m.List)}
			if found[key] == nil {
				found[key] = &recount.Difference{Union: m.Union, Indicator: key.mark, FirstAbsent: true, SecondAbsent: true}
			}
			tell(found[key], m.IndexMicro+m.Place)
		}
	}
	note(first, func(d *recount.Difference, value int64) { d.First, d.FirstAbsent = value, false })
	note(second, func(d *recount.Difference, value int64) { d.Second, d.SecondAbsent = value, false })
	var all []recount.Difference
	for _, d := range found {
		all = append(all, *d)
	}
	return all
}

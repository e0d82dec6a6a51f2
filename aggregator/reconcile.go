package aggregator

import (
	"context"
	"fmt"
	"slices"

	"unionscreen/aggregator/recount"
	"unionscreen/queries"
)

// Reconcile holds the first calculation's figures of a window against the independent recount of the ledger and
// answers every figure that differs, by union. Ledger rows that land while it runs may show as differences.
func Reconcile(ctx context.Context, first Ledger, ledger recount.Ledger, rules recount.Rules, window queries.Window) ([]recount.Difference, error) {
	byFamily := make(map[string]queries.Sums, len(families))
	for _, family := range families {
		sums, err := first.FamilySums(ctx, family, window, queries.Where{})
		if err != nil {
			return nil, fmt.Errorf("sum %s: %w", family, err)
		}
		byFamily[family] = sums
	}
	second, err := recount.Count(ctx, ledger, rules, window, queries.Where{})
	if err != nil {
		return nil, fmt.Errorf("recount the ledger: %w", err)
	}
	return slices.DeleteFunc(recount.Compare(recount.FromSums(byFamily), second), func(d recount.Difference) bool {
		return !answered(byFamily, d.Indicator)
	}), nil
}

// answered says that the first calculation has the figure at all: a row has a key for every figure that is calculated,
// zero or not. A family without a row is compared whole, for its rows may be what is missing.
func answered(byFamily map[string]queries.Sums, indicator string) bool {
	for family, sums := range byFamily {
		if indicator == "reported:"+family || indicator == "ever:"+family {
			return true
		}
		if !slices.Contains(recount.Names(family), indicator) {
			continue
		}
		return len(sums.Rows) == 0 || slices.ContainsFunc(sums.Rows, func(row queries.UnionSum) bool {
			_, there := row.Counts[indicator]
			return there || len(row.Sets[indicator]) > 0
		})
	}
	return false
}

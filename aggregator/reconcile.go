package aggregator

import (
	"context"
	"fmt"

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
	second, err := recount.Count(ctx, ledger, rules, window)
	if err != nil {
		return nil, fmt.Errorf("recount the ledger: %w", err)
	}
	return recount.Compare(recount.FromSums(byFamily), second), nil
}

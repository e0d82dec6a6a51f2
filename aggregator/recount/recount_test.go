package recount

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"unionscreen/queries"
)

func TestRulesValidate(t *testing.T) {
	_, err := Count(t.Context(), memory{}, Rules{}, september, queries.Where{})
	if err == nil || strings.Count(err.Error(), "\n") != 3 {
		t.Errorf("all four faults must be named: %v", err)
	}
}

func TestEmptyLedger(t *testing.T) {
	if sums := mustCount(t, memory{}, september); len(sums) != 0 {
		t.Errorf("sums of nothing: %v", sums)
	}
}

// backwards is a ledger whose scan sorts the wrong way in one order.
type backwards struct {
	memory
	order queries.ScanOrder
}

func (b backwards) Scan(ctx context.Context, order queries.ScanOrder, fn func(queries.LedgerRow) error) error {
	if order != b.order {
		return b.memory.Scan(ctx, order, fn)
	}
	var rows []queries.LedgerRow
	err := b.memory.Scan(ctx, order, func(r queries.LedgerRow) error { rows = append(rows, r); return nil })
	for _, r := range slices.Backward(rows) {
		err = errors.Join(err, fn(r))
	}
	return err
}

// TestDisorderIsAnError: figures from a scan that does not keep its order would be wrong without a sign.
func TestDisorderIsAnError(t *testing.T) {
	ledger := ledgerOf(reading("1", "09-02", "u1"), reading("2", "09-03", "u1"), reading("3", "09-04", "u1"))
	for _, order := range []queries.ScanOrder{queries.OrderIdentity, queries.OrderThing} {
		if sums, err := Count(t.Context(), backwards{ledger, order}, testRules(), september, queries.Where{}); !errors.Is(err, errOrder) || sums != nil {
			t.Errorf("order %d: %v %v", order, sums, err)
		}
	}
}

func TestScanErrorsComeThrough(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Count(ctx, ledgerOf(reading("1", "09-02", "u1")), testRules(), september, queries.Where{}); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
}

package recount

import (
	"context"
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"

	"unionscreen/queries"
)

func TestRulesValidate(t *testing.T) {
	_, err := Count(t.Context(), memory{}, Rules{}, september)
	if err == nil || strings.Count(err.Error(), "\n") != 2 {
		t.Errorf("all three faults must be named: %v", err)
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
		if sums, err := Count(t.Context(), backwards{ledger, order}, testRules(), september); !errors.Is(err, errOrder) || sums != nil {
			t.Errorf("order %d: %v %v", order, sums, err)
		}
	}
}

func TestScanErrorsComeThrough(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Count(ctx, ledgerOf(reading("1", "09-02", "u1")), testRules(), september); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
}

func TestCompare(t *testing.T) {
	first := FromSums(map[string]queries.Sums{
		queries.Reads: {Rows: []queries.UnionSum{
			{Union: "u1", Reported: true, Counts: map[string]int64{"reads": 5, "reads_repeat": 0}},
			{Union: "u2", Reported: true, Counts: map[string]int64{"reads": 0}},
			{Union: "u4", Counts: map[string]int64{"reads": 7}}}},
		queries.Members: {Rows: []queries.UnionSum{{Union: "u1", Reported: true, Counts: map[string]int64{"verified_members": 3}}}},
	})
	second := []Sum{
		{Union: "u1", Counts: map[string]int64{"reads": 5, "verified_members": 4}, Reported: map[string]bool{"reads": true, "members": true, "posts": true}},
		{Union: "u3", Counts: map[string]int64{"articles": 1}, Reported: map[string]bool{"articles": true}},
	}
	want := []Difference{
		{"u1", "verified_members", 3, 4},
		{"u2", "reported:reads", 1, 0},
		{"u3", "articles", 0, 1},
		{"u3", "reported:articles", 0, 1},
		{"u4", "reads", 7, 0},
	}
	if got := Compare(first, second); !reflect.DeepEqual(got, want) {
		t.Errorf("got %v\nwant %v", got, want)
	}
	if got := Compare(second, second); got != nil {
		t.Errorf("differences of equal sums: %v", got)
	}
}

package recount

import (
	"cmp"
	"context"

	"unionscreen/queries"
)

// eachLive calls fn once for each event that stands, in the order of things. Copies of an event lie side by side there,
// because an identity without conflict has one content.
func eachLive(ctx context.Context, ledger Ledger, out map[ident]bool, fn func(queries.LedgerRow) error) error {
	var last queries.LedgerRow
	some := false
	return ledger.Scan(ctx, queries.OrderThing, func(row queries.LedgerRow) error {
		if some && byThing(last, row) > 0 {
			return errOrder
		}
		copied := some && last.Ident == row.Ident
		last, some = row, true
		if copied || out[row.Ident] {
			return nil
		}
		return fn(row)
	})
}

func byThing(a, b queries.LedgerRow) int {
	return cmp.Or(
		cmp.Compare(a.Family, b.Family), cmp.Compare(a.Union, b.Union), cmp.Compare(a.Thing, b.Thing), cmp.Compare(a.Person, b.Person),
		byOrder(a, b))
}

// byOrder is the order of events of one thing: (time, id, source), bytewise.
func byOrder(a, b queries.LedgerRow) int { return momentOf(a).compare(momentOf(b)) }

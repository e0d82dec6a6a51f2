package recount

import (
	"time"

	"unionscreen/queries"
)

func (r *readings) share(row queries.LedgerRow, at time.Time) error {
	said, err := dataOf[struct{ Of string }](row)
	if err != nil || !r.tally.span.contains(at) {
		return err
	}
	r.shared++
	if said.Of != "" {
		r.superiorShared++
	}
	return nil
}

// countShares counts single shares. They name no channel, so that none is left where channels are asked for.
func (t *tally) countShares(r *readings) {
	if len(t.where.Channels) > 0 {
		return
	}
	t.addMany(r.union, "shares", r.shared)
	t.addMany(r.union, "superior_shares", r.superiorShared)
}

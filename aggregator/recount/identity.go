package recount

import (
	"bytes"
	"context"
	"errors"
	"time"

	"unionscreen/queries"
)

// ident is an identity; the zero value names none.
type ident [16]byte

const typeVoid = "event.voided"

var errOrder = errors.New("the ledger's rows do not come in the asked order; the scan must sort bytewise and ascending")

// known is what must be remembered of an identity that is linked with others.
type known struct {
	conflicted bool
	void       bool
	named      bool // by a correction or void that has effect
	time       time.Time
	id         string
}

// naming is what an event says about another one.
type naming struct{ by, corrects, voids ident }

// identities is what the two passes by identity find out.
type identities struct {
	conflicts map[ident]bool
	namings   []naming
	linked    map[ident]*known // both ends of all namings; nil until the identity is seen
}

// settle gives the identities that do not stand: in conflict, named by a correction or void, or not the greatest of their
// lineage. All depends on the set of accepted events only; no time is looked at.
func settle(ctx context.Context, ledger Ledger) (map[ident]bool, error) {
	all := identities{conflicts: map[ident]bool{}, linked: map[ident]*known{}}
	if err := eachIdentity(ctx, ledger, all.collect); err != nil {
		return nil, err
	}
	if len(all.namings) > 0 {
		// Whether a target is there at all, and what it is, can be told only when the namings are known.
		if err := eachIdentity(ctx, ledger, all.recognise); err != nil {
			return nil, err
		}
	}
	out := all.conflicts
	all.name(out)
	all.settleLineages(out)
	return out, nil
}

// eachIdentity calls fn once per identity with one of its rows and whether two contents claim it.
func eachIdentity(ctx context.Context, ledger Ledger, fn func(row queries.LedgerRow, conflicted bool)) error {
	var current queries.LedgerRow
	some, conflicted := false, false
	err := ledger.Scan(ctx, queries.OrderIdentity, func(row queries.LedgerRow) error {
		if some && row.Ident == current.Ident {
			conflicted = conflicted || row.Content != current.Content
			return nil
		}
		if some {
			if bytes.Compare(current.Ident[:], row.Ident[:]) > 0 {
				return errOrder
			}
			fn(current, conflicted)
		}
		current, some, conflicted = row, true, false
		return nil
	})
	if err == nil && some {
		fn(current, conflicted)
	}
	return err
}

// collect notes conflicts and what unconflicted events say about others. One in conflict says nothing.
func (all *identities) collect(row queries.LedgerRow, conflicted bool) {
	if conflicted {
		all.conflicts[row.Ident] = true
		return
	}
	n := naming{by: row.Ident, corrects: row.CorrectsIdent, voids: row.VoidsIdent}
	if n.corrects == (ident{}) && n.voids == (ident{}) {
		return
	}
	all.namings = append(all.namings, n)
	for _, id := range []ident{n.by, n.corrects, n.voids} {
		if id != (ident{}) {
			all.linked[id] = nil
		}
	}
}

// recognise fills in the linked identities that the ledger holds.
func (all *identities) recognise(row queries.LedgerRow, conflicted bool) {
	if _, wanted := all.linked[row.Ident]; wanted {
		all.linked[row.Ident] = &known{conflicted: conflicted, void: row.Type == typeVoid, time: row.Time, id: row.ID}
	}
}

// name takes out what is named, whether the naming event itself stands or not. A void is not to be removed.
func (all *identities) name(out map[ident]bool) {
	for _, n := range all.namings {
		for _, target := range []ident{n.corrects, n.voids} {
			k := all.linked[target]
			if k == nil || k.void && !k.conflicted {
				continue
			}
			k.named = true
			out[target] = true
		}
	}
}

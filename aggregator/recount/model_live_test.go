package recount

import (
	"slices"

	"unionscreen/queries"
)

// liveByModel gives the events that stand, each once, in the order of events of one thing.
func liveByModel(rows []queries.LedgerRow) []queries.LedgerRow {
	var events []queries.LedgerRow
	contents := map[[16]byte]map[[16]byte]bool{}
	for _, r := range rows {
		if contents[r.Ident] == nil {
			contents[r.Ident] = map[[16]byte]bool{}
			events = append(events, r)
		}
		contents[r.Ident][r.Content] = true
	}
	conflicted := func(r queries.LedgerRow) bool { return len(contents[r.Ident]) > 1 }
	named := map[[16]byte]bool{}
	for _, namer := range events {
		for _, target := range events {
			hit := target.Ident == namer.CorrectsIdent || namer.Type == typeVoid && target.Ident == namer.VoidsIdent
			if hit && !conflicted(namer) && (target.Type != typeVoid || conflicted(target)) {
				named[target.Ident] = true
			}
		}
	}
	// Lineages by spreading the smallest number until nothing changes.
	lineage := make([]int, len(events))
	for i := range lineage {
		lineage[i] = i
	}
	for changed := true; changed; {
		changed = false
		for i, a := range events {
			for j, b := range events {
				if !conflicted(a) && a.CorrectsIdent == b.Ident && lineage[i] != lineage[j] {
					lineage[i], lineage[j] = min(lineage[i], lineage[j]), min(lineage[i], lineage[j])
					changed = true
				}
			}
		}
	}
	stands := func(i int) bool {
		return events[i].Type != typeVoid && !conflicted(events[i]) && !named[events[i].Ident]
	}
	var live []queries.LedgerRow
	for i, e := range events {
		beaten := false
		for j := range events {
			beaten = beaten || i != j && lineage[i] == lineage[j] && stands(j) && byOrder(e, events[j]) < 0
		}
		if !conflicted(e) && !named[e.Ident] && (e.Type == typeVoid || !beaten) {
			live = append(live, e)
		}
	}
	slices.SortFunc(live, byOrder)
	return live
}

// pick gives the live events for which the condition holds.
func pick(live []queries.LedgerRow, is func(queries.LedgerRow) bool) (picked []queries.LedgerRow) {
	for _, e := range live {
		if is(e) {
			picked = append(picked, e)
		}
	}
	return picked
}

package recount

// settleLineages leaves of each lineage only the greatest live event by (time, id). A lineage is what hangs together by
// corrections whose target is known; voids do not bind, and are not live themselves.
func (all *identities) settleLineages(out map[ident]bool) {
	parent := map[ident]ident{}
	for _, n := range all.namings {
		if n.corrects != (ident{}) && all.linked[n.corrects] != nil {
			join(parent, n.by, n.corrects)
		}
	}
	greatest := map[ident]ident{} // by the root of the lineage
	for id := range parent {
		if k := all.linked[id]; k.void || k.conflicted || k.named {
			continue
		}
		root := rootOf(parent, id)
		best, some := greatest[root]
		if !some {
			greatest[root] = id
			continue
		}
		if all.before(best, id) {
			best, id = id, best
			greatest[root] = best
		}
		out[id] = true
	}
}

// before orders two events of one source.
func (all *identities) before(a, b ident) bool {
	x, y := all.linked[a], all.linked[b]
	if !x.time.Equal(y.time) {
		return x.time.Before(y.time)
	}
	return x.id < y.id
}

func join(parent map[ident]ident, a, b ident) {
	for _, id := range []ident{a, b} {
		if _, there := parent[id]; !there {
			parent[id] = id
		}
	}
	parent[rootOf(parent, a)] = rootOf(parent, b)
}

// rootOf finds the lineage's root and shortens the way to it for the next time.
func rootOf(parent map[ident]ident, id ident) ident {
	for parent[id] != id {
		parent[id] = parent[parent[id]]
		id = parent[id]
	}
	return id
}

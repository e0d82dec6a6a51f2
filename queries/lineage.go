package queries

// ident is an identity as the ledger spells it.
type ident [16]byte

// Why an identity does not count.
const (
	outConflict   = "conflict"   // two contents under one identity
	outSuperseded = "superseded" // named by a correction, or beaten inside its lineage
	outVoided     = "voided"     // named by an event.voided
)

// identity is what the ledger knows under one identity.
type identity struct {
	contents map[[16]byte]struct{}
	voiding  bool // some content is an event.voided, which nothing can take out
	places   []place
}

func (i identity) conflicting() bool { return len(i.contents) > 1 }

// place is where an event counts.
type place struct {
	family, day, union, unionTo, thing, person string
}

// naming says that one event names another: a correction or a void.
type naming struct {
	namer, target ident
	voiding       bool
	at            int64  // of the naming event, microseconds
	id            string // of the naming event
}

// outs decides which of the known identities do not count, and why. The known
// ones and the namings must be closed: every naming with a known end is given,
// and so is every known end of it. It does no I/O; order of the arguments does
// not matter.
func outs(known map[ident]identity, namings []naming) map[ident]string {
	reasons := map[ident]string{}
	for i, k := range known {
		if k.conflicting() {
			reasons[i] = outConflict
		}
	}
	effective := effective(known, namings)
	for _, n := range effective {
		if known[n.target].voiding {
			continue // a void can be neither voided nor corrected
		}
		if n.voiding {
			reasons[n.target] = outVoided
		} else if reasons[n.target] != outVoided {
			reasons[n.target] = outSuperseded
		}
	}
	// Of several live ones in one lineage only the greatest stands. A live one
	// in a lineage of two or more is always itself a correction, for whatever
	// is named by one is out; so its time and id are at hand.
	lineages := lineages(effective)
	greatest := map[ident]naming{}
	var live []naming
	for _, n := range effective {
		if n.voiding || reasons[n.namer] != "" || known[n.namer].voiding {
			continue
		}
		live = append(live, n)
		root := lineages.root(n.namer)
		if best, found := greatest[root]; !found || before(best, n) {
			greatest[root] = n
		}
	}
	for _, n := range live {
		if greatest[lineages.root(n.namer)].namer != n.namer {
			reasons[n.namer] = outSuperseded
		}
	}
	return reasons
}

// effective keeps the namings that have a known target and whose event is not
// in conflict: a conflicting event has no effect until it is ruled.
func effective(known map[ident]identity, namings []naming) []naming {
	var kept []naming
	for _, n := range namings {
		if _, found := known[n.target]; found && !known[n.namer].conflicting() {
			kept = append(kept, n)
		}
	}
	return kept
}

// before orders naming events by (time, id), bytewise.
func before(a, b naming) bool {
	if a.at != b.at {
		return a.at < b.at
	}
	return a.id < b.id
}

// forest holds disjoint sets of identities.
type forest map[ident]ident

// lineages joins the ends of every correction.
func lineages(namings []naming) forest {
	f := forest{}
	for _, n := range namings {
		if !n.voiding {
			f[f.root(n.namer)] = f.root(n.target)
		}
	}
	return f
}

func (f forest) root(i ident) ident {
	top := i
	for parent, found := f[top]; found && parent != top; parent, found = f[top] {
		top = parent
	}
	for i != top { // shorten the way for the next one
		i, f[i] = f[i], top
	}
	return top
}

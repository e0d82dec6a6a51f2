package office

import "time"

// checkTree finds what single rows cannot show: parents and successors that do not exist, more than one root or none,
// and unions that stand above or after themselves.
func (p *registryParser) checkTree() {
	index := make(map[string]int, len(p.unions))
	root := -1
	for i, u := range p.unions {
		if _, twice := index[u.Code]; !twice {
			index[u.Code] = i
		}
	}
	for i, u := range p.unions {
		row := p.at[i]
		switch {
		case u.Parent == "" && root >= 0:
			p.fault(row, "parent", "is empty, but %q in row %d is the root already; only one union has no parent",
				p.unions[root].Code, p.at[root])
		case u.Parent == "":
			root = i
		default:
			parent, ok := index[u.Parent]
			switch {
			case !ok:
				p.fault(row, "parent", "no union has the code %q", u.Parent)
			case outlives(u, p.unions[parent]):
				p.fault(row, "parent", "%q ends on %s and this union goes on: name the union that takes it over",
					u.Parent, p.unions[parent].ValidTo.Format(time.DateOnly))
			}
		}
		if u.Successor == "" {
			continue
		}
		if _, ok := index[u.Successor]; !ok {
			p.fault(row, "successor", "no union has the code %q", u.Successor)
		}
		if u.ValidTo.IsZero() {
			p.fault(row, "successor", "is named, but valid_to is empty")
		}
	}
	if root < 0 {
		p.fault(0, "", "no union is the root: one row must have an empty parent")
	}
	p.cycles(index, "parent", func(u Union) string { return u.Parent })
	p.cycles(index, "successor", func(u Union) string { return u.Successor })
}

// outlives says whether a union goes on after its parent: it would stand below nobody then and count nowhere.
func outlives(union, parent Union) bool {
	return !parent.ValidTo.IsZero() && (union.ValidTo.IsZero() || union.ValidTo.After(parent.ValidTo))
}

// cycles reports each ring of links once, at the ring's first row.
func (p *registryParser) cycles(index map[string]int, column string, link func(Union) string) {
	const unseen, open, done = 0, 1, 2
	state := make([]uint8, len(p.unions))
	for start := range p.unions {
		var path []int
		i, ok := start, true
		for ok && state[i] == unseen {
			state[i] = open
			path = append(path, i)
			i, ok = index[link(p.unions[i])]
		}
		if ok && state[i] == open {
			first := i
			for j := index[link(p.unions[i])]; j != i; j = index[link(p.unions[j])] {
				first = min(first, j)
			}
			p.fault(p.at[first], column, "%q comes back to itself by %s", p.unions[first].Code, column)
		}
		for _, j := range path {
			state[j] = done
		}
	}
}

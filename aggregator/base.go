package aggregator

// reportedBase is the key that every report of the base has; others a report may leave out.
const reportedBase = "base_members"

// baseOf settles a figure of the base for a union over the tree of the closure: its own newest report where it has one,
// else the sum of what its children have. A union that ended in the period and is succeeded by another counts as one of
// the children of its successor. False: nobody stated it; a declaration that all was sent states no size, and a union
// that has none is not one of nobody.
func (f figures) baseOf(c *closure, union, name string) (int64, bool) {
	own := f.own[union].Counts
	if _, has := own[reportedBase]; has {
		n, stated := own[name]
		return n, stated
	}
	sum, stated := int64(0), false
	for _, child := range c.below[union] {
		n, some := f.baseOf(c, child, name)
		sum, stated = sum+n, stated || some
	}
	return sum, stated
}

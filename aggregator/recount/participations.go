package recount

// countParticipations: the first joining of each member, if it lies in the window, and every joining in it without a
// member. The kind is that of the activity's last holding before the window's end; one that was never held has none.
func (t *tally) countParticipations(a *activity) {
	if len(t.where.Kinds) > 0 && !allows(t.where.Kinds, a.lastKind) {
		return
	}
	n := a.joined
	for _, inside := range a.firstJoin {
		if inside {
			n++
		}
	}
	t.addMany(a.union, "participations", n)
}

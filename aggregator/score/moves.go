package score

// Marks of a unit that cannot be compared with its own place in the period before.
const (
	MarkNew   = "new"   // it was in no group then
	MarkMoved = "moved" // it was in another group then
)

// Move is where a unit stood in the period before, and the places won since within the same group: nil where there is
// nothing to compare (no rank then or now, or a mark).
type Move struct {
	Rank   int
	Tied   bool
	Total  string
	Gained *int
	Mark   string
}

// Moves compares a group with the period before, of which it takes all groups: a unit may have come from another. It
// answers one Move for each unit of the group, and nil when there is no period before.
func Moves(now Result, before []Result) map[string]Move {
	if len(before) == 0 {
		return nil
	}
	type place struct {
		group string
		row   *Row
	}
	then := map[string]place{}
	for g := range before {
		for i := range before[g].Rows {
			row := &before[g].Rows[i]
			then[row.Union] = place{before[g].Group, row}
		}
	}
	out := make(map[string]Move, len(now.Rows))
	for i := range now.Rows {
		row := &now.Rows[i]
		was, known := then[row.Union]
		if !known {
			out[row.Union] = Move{Mark: MarkNew}
			continue
		}
		m := Move{Rank: was.row.Rank, Tied: was.row.Tied, Total: was.row.Total}
		switch {
		case was.group != now.Group:
			m.Mark = MarkMoved
		case was.row.Rank > 0 && row.Rank > 0:
			gained := was.row.Rank - row.Rank
			m.Gained = &gained
		}
		out[row.Union] = m
	}
	return out
}

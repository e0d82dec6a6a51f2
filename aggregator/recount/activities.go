package recount

import (
	"time"

	"unionscreen/queries"
)

// activity follows one activity of one union, and the project of the same id, should there be one. Holdings name no person,
// so that they come in order, as the joinings of one member do.
type activity struct {
	span  span
	union string

	held      []held          // in the window
	lastKind  string          // of the last before its end
	joined    int64           // in the window, without a member
	firstJoin map[string]bool // by member, whether the first joining ever lies in the window
	featured  []string        // levels, in the window
}

// held is what an event says of the activity.
type held struct{ Kind, Group string }

func (a *activity) take(row queries.LedgerRow, at time.Time) error {
	switch row.Type {
	case "activity.held":
		said, err := dataOf[held](row)
		if err != nil {
			return err
		}
		a.lastKind = said.Kind
		if a.span.contains(at) {
			a.held = append(a.held, said)
		}
	case "activity.joined":
		a.join(row.Person, a.span.contains(at))
	case "project.featured":
		said, err := dataOf[struct{ Level string }](row)
		if err != nil {
			return err
		}
		if a.span.contains(at) {
			a.featured = append(a.featured, said.Level)
		}
	}
	return nil
}

// join notes of each member the first joining ever.
func (a *activity) join(member string, inside bool) {
	if member == "" {
		if inside {
			a.joined++
		}
		return
	}
	if a.firstJoin == nil {
		a.firstJoin = map[string]bool{}
	}
	if _, again := a.firstJoin[member]; !again {
		a.firstJoin[member] = inside
	}
}

func (a *activity) count(t *tally) {
	t.countActivity(a)
	t.countTraining(a)
	t.countParticipations(a)
	t.noteGroups(a)
	t.countFeatured(a)
}

// countActivity: held in the window, as one of the kinds asked for.
func (t *tally) countActivity(a *activity) {
	if a.heldAs(t.where.Kinds) {
		t.add(a.union, "activities")
	}
}

func (a *activity) heldAs(kinds []string) bool {
	for _, h := range a.held {
		if allows(kinds, h.Kind) {
			return true
		}
	}
	return false
}

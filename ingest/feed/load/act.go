package load

import (
	"slices"
	"time"
)

// sortActs puts acts in the order of time; of two at one instant the one planned first stays first.
func sortActs(acts []act) {
	slices.SortStableFunc(acts, func(a, b act) int { return a.at.Compare(b.at) })
}

// lastAct is the last act before an instant; acts are in order.
func lastAct(acts []act, end time.Time) (last act, ok bool) {
	for _, a := range acts {
		if a.at.Before(end) {
			last, ok = a, true
		}
	}
	return last, ok
}

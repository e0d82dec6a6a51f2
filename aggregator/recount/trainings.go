package recount

import "slices"

var trainingKinds = []string{"course", "training", "lecture"}

// countTraining: held in the window as a course, a training or a lecture, and among the kinds asked for.
func (t *tally) countTraining(a *activity) {
	for _, h := range a.held {
		if slices.Contains(trainingKinds, h.Kind) && allows(t.where.Kinds, h.Kind) {
			t.add(a.union, "trainings")
			return
		}
	}
}

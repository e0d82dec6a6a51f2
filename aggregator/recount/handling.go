package recount

import (
	"slices"
	"time"
)

// countHandling: the time from submission to completion, without pauses, of the completions that count. One that comes
// before its submission in the order of events, or has none, has no duration.
func (t *tally) countHandling(c *caseState) {
	if !t.counts(c) || c.submitted == nil || !c.submitted.before(c.completed.moment) {
		return
	}
	took := c.handling()
	t.add(c.completed.union, "handled")
	t.addMany(c.completed.union, "handled_us", took.Microseconds())
	t.handlings[c.completed.union] = append(t.handlings[c.completed.union], took)
}

// handling leaves out what of each pause lies after the submission: a pause may have begun before it, but none lasts beyond
// the completion that stands.
func (c *caseState) handling() time.Duration {
	took := c.completed.time.Sub(c.submitted.time)
	for _, p := range c.pauses {
		from := p.from
		if from.Before(c.submitted.time) {
			from = c.submitted.time
		}
		took -= max(p.to.Sub(from), 0)
	}
	return took
}

// mediansOver gives the median handling time over the unions of each subtree: of an even number the mean of the two in
// the middle, cut to microseconds. A union that is named twice counts once.
func (t *tally) mediansOver(subtrees map[string][]string) map[string]time.Duration {
	medians := map[string]time.Duration{}
	for key, unions := range subtrees {
		var all []time.Duration
		for _, union := range distinct(unions) {
			all = append(all, t.handlings[union]...)
		}
		if len(all) == 0 {
			continue
		}
		slices.Sort(all)
		low, high := all[(len(all)-1)/2], all[len(all)/2]
		medians[key] = (low + (high-low)/2).Truncate(time.Microsecond)
	}
	return medians
}

func distinct(list []string) []string {
	sorted := slices.Sorted(slices.Values(list))
	return slices.Compact(sorted)
}

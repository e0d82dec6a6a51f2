package load

import (
	"maps"
	"slices"
	"time"
)

// Truth is what the messages come to, known without looking at them.
type Truth struct {
	Seed      uint64            `json:"seed"`
	Quarter   string            `json:"quarter"`
	Latest    time.Time         `json:"latest"`         // no business time lies at or after it
	Void      string            `json:"void,omitempty"` // why it says nothing: the run is not over, or broke off
	Stopped   bool              `json:"stopped"`        // before the wanted number of events; the truth is of what was sent
	Events    int               `json:"events"`         // distinct accepted identities
	Messages  int               `json:"messages"`       // with copies and refused ones
	Accepted  int               `json:"accepted"`
	Rejected  map[string]int    `json:"rejected"`
	Conflicts int               `json:"conflicts"` // identities with two contents
	Covers    []string          `json:"covers"`    // the indicators whose measures are stated
	Periods   map[string]Period `json:"periods"`
}

// Period is the figures of one period as they are when it has ended.
type Period struct {
	Start    time.Time          `json:"start"`
	End      time.Time          `json:"end"`
	AsOf     string             `json:"as_of"` // closed
	Unions   map[string]Own     `json:"unions"`
	Subtrees map[string]Subtree `json:"subtrees"`
	Measures []Measure          `json:"measures"`
}

// Own is what one union comes to without those below it. A count of 0 is left out.
type Own struct {
	Registered bool                `json:"registered"`
	Counts     map[string]int      `json:"counts"`
	Sets       map[string][]string `json:"sets"`
	Reported   []string            `json:"reported"` // families: in the period, or declared complete
	Ever       []string            `json:"ever"`     // families: at any time before its end, or declared complete
}

// Subtree is what does not add up over the unions below one.
type Subtree struct {
	Readers  int    `json:"readers"`             // of single readings
	MedianUS *int64 `json:"median_us,omitempty"` // handling time in microseconds; of an even number the mean of the middle two
}

// truth gathers what is planned.
type truth struct {
	world     *world
	events    int
	messages  int
	accepted  int
	conflicts int
	rejected  map[string]int
	counts    []*counts // by window
}

func newTruth(w *world) *truth {
	t := &truth{world: w, rejected: map[string]int{}}
	for _, window := range w.windows {
		t.counts = append(t.counts, newCounts(w, window))
	}
	return t
}

// take adds a thing that was told.
func (t *truth) take(made thing, told *teller) {
	t.events += told.identities
	t.messages += len(told.messages)
	t.accepted += told.accepted
	t.conflicts += told.conflicts
	for reason, n := range told.rejected {
		t.rejected[reason] += n
	}
	for _, c := range t.counts {
		made.count(c.window, c)
		for _, r := range told.reports {
			if c.window.by(r.happened) {
				c.report(r.union, r.family, c.window.holds(r.happened))
			}
		}
	}
}

// Truth states what was planned so far; it is of what Next gives when it gives nothing more.
func (s *Source) Truth() Truth {
	w, t := s.world, s.truth
	out := Truth{
		Seed: w.cfg.Seed, Quarter: w.quarter.id, Latest: w.latest, Stopped: t.events < w.cfg.Events, Events: t.events,
		Messages: t.messages, Accepted: t.accepted, Rejected: t.rejected, Conflicts: t.conflicts, Periods: map[string]Period{},
	}
	covered := indicators
	if w.cfg.Limits == nil {
		covered = slices.DeleteFunc(slices.Clone(covered), func(i indicator) bool { return i.id == "accept_on_time_rate" })
	}
	for _, i := range covered {
		out.Covers = append(out.Covers, i.id)
	}
	for _, c := range t.counts {
		out.Periods[c.window.id] = c.period(covered)
	}
	return out
}

func (c *counts) period(covered []indicator) Period {
	p := Period{
		Start: c.window.start, End: c.window.end, AsOf: "closed", Unions: map[string]Own{}, Subtrees: map[string]Subtree{},
	}
	for union := range c.ever {
		p.Unions[union] = c.own(union)
	}
	for union := range c.numbers {
		p.Unions[union] = c.own(union)
	}
	for _, u := range c.world.tree.unions {
		r := c.roll(u.Code)
		subtree := Subtree{Readers: r.readers}
		if r.median >= 0 {
			subtree.MedianUS = &r.median
		}
		p.Subtrees[u.Code] = subtree
		for _, i := range covered {
			p.Measures = append(p.Measures, i.measure(c, u.Code, r))
		}
	}
	return p
}

func (c *counts) own(union string) Own {
	_, registered := c.world.tree.known[union]
	own := Own{
		Registered: registered, Counts: map[string]int{}, Sets: map[string][]string{},
		Reported: sorted(c.reported[union]), Ever: sorted(c.ever[union]),
	}
	for name, n := range c.numbers[union] {
		if n != 0 {
			own.Counts[name] = n
		}
	}
	for name, set := range map[string]map[string]bool{"article_days": c.days[union], "services": c.services[union]} {
		if len(set) > 0 {
			own.Sets[name] = sorted(set)
		}
	}
	return own
}

func sorted(set map[string]bool) []string {
	return slices.Sorted(maps.Keys(set))
}

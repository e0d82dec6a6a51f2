package load

import (
	"fmt"
	"time"
)

// thing is something that unions report about. tell writes its life as events, in their order; count adds what the
// life contributes to a window. Neither looks at the other.
type thing interface {
	tell(t *teller)
	count(w window, c *counts)
}

// maker plans a thing.
type maker func(p *planner) thing

// mix is how often each kind of thing is planned.
var mix = []struct {
	part int
	make maker
}{
	{33, newArticle}, {20, newPerson}, {22, newCase}, {8, newGroup}, {4, newMerchant}, {4, newPost},
	{4, newAccount}, {2, newOnline}, {2, newProject}, {1, newIncident},
}

func anyThing(p *planner) thing {
	n := p.IntN(100)
	for _, m := range mix {
		if n -= m.part; n < 0 {
			return m.make(p)
		}
	}
	return mix[0].make(p)
}

// Unions that report nothing of a family: one in silentEvery. Every other one of them says at least that there was
// nothing (零报送).
const silentEvery = 13

var familyNames = []string{"articles", "reads", "members", "applications", "activities", "merchants", "posts", "channels", "base"}

func (w *world) silent(union, family int) bool { return (union+3*family)%silentEvery == 0 }

// homes are the unions that report a family.
func (w *world) homes(family string) []string { return w.speaking[family] }

const unknownUnions = 3

// home is a union that reports the family; one in a hundred is not in the registry and counts nowhere.
func (p *planner) home(family string) string {
	if p.chance(1) {
		return p.unknown()
	}
	return p.neighbour(family)
}

// neighbour is a union of the registry that reports the family.
func (p *planner) neighbour(family string) string {
	homes := p.homes(family)
	return homes[p.IntN(len(homes))]
}

func (p *planner) unknown() string { return fmt.Sprintf("LOAD-UNKNOWN-%d", p.IntN(unknownUnions)) }

func (p *planner) anyUnion() string {
	if p.chance(5) {
		return p.unknown()
	}
	return p.tree.unions[p.IntN(len(p.tree.unions))].Code
}

// settle lists the unions that report each family.
func (w *world) settle() {
	w.speaking = map[string][]string{}
	for f, family := range familyNames {
		for i, u := range w.tree.unions {
			if !w.silent(i, f) || len(w.tree.unions) < silentEvery {
				w.speaking[family] = append(w.speaking[family], u.Code)
			}
		}
	}
}

// fixedThings are those that are there once: what unions say of their size, and that there was nothing to report.
func (w *world) fixedThings() []maker {
	var all []maker
	for i, u := range w.tree.unions {
		if makeBase := w.base(u); makeBase != nil {
			all = append(all, makeBase)
		}
		if makeAccount := w.ownAccount(u); makeAccount != nil && !w.silent(i, 7) {
			all = append(all, makeAccount)
		}
		for f, family := range familyNames {
			if w.silent(i, f) && (i+f)%2 == 0 {
				all = append(all, w.complete(u.Code, family, (i+f)%4 == 0))
			}
		}
	}
	return all
}

// statement is a source.complete: everything of the family before upto has been sent.
type statement struct {
	union, family string
	at, upto      time.Time
}

// complete makes the statement cover the quarter exactly, or miss it by a microsecond.
func (w *world) complete(union, family string, covers bool) maker {
	return func(p *planner) thing {
		s := &statement{union: union, family: family, upto: w.quarter.end, at: p.between(w.quarter.end, w.latest)}
		if !covers {
			s.upto = s.upto.Add(-time.Microsecond)
		}
		return s
	}
}

func (s *statement) tell(t *teller) {
	t.say("source.complete", s.at, "union", s.union, "families", []string{s.family}, "upto", stamp(s.upto))
}

func (s *statement) count(w window, c *counts) {
	if !s.upto.Before(w.end) {
		c.report(s.union, s.family, true)
	}
}

// stamp writes an instant that stands in data.
func stamp(t time.Time) string { return string(appendTime(nil, t.In(shanghai), "")) }

// aReading is a single anonymous reading of an article that nobody published.
type aReading struct {
	union, article string
	at             time.Time
}

func oneReading(p *planner) thing {
	return &aReading{union: p.home("reads"), article: "a" + p.name, at: p.moment()}
}

func (r *aReading) tell(t *teller) {
	t.sayPlainly("article.read", r.at, "union", r.union, "article", r.article)
}

func (r *aReading) count(w window, c *counts) {
	if w.holds(r.at) {
		c.add(r.union, "reads", 1)
		c.add(r.union, "reads_single", 1)
		c.add(r.union, "reads_anonymous", 1)
	}
}

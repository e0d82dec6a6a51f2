package load

import (
	"fmt"
	"time"
)

// group is an interest group of a union with some activities, each perhaps held again, and those who take part.
type group struct {
	union, name string // name empty: activities without a group
	activities  []*activity
}

type activity struct {
	name  string
	held  []held
	joins []join
}

type held struct {
	at   time.Time
	kind string
}

// join is a participation; without a member each is one.
type join struct {
	at     time.Time
	member string
}

var activityKinds = []string{"contest", "course", "training", "lecture", "benefit", "ticket", "survey", "vote", "reading", "group", "other"}

func newGroup(p *planner) thing {
	g := planGroup(p)
	if p.chance(90) || len(p.homes("activities")) < 2 {
		return g
	}
	twin := planGroup(p) // groups and activities are named per union
	for twin.union == g.union {
		twin.union = p.neighbour("activities")
	}
	return pair{g, twin}
}

func planGroup(p *planner) *group {
	g := &group{union: p.home("activities")}
	if p.chance(50) {
		g.name = "group-" + p.name
	}
	for i := range 1 + p.IntN(3) {
		g.activities = append(g.activities, p.activity(fmt.Sprintf("activity-%s-%d", p.name, i)))
	}
	return g
}

func (p *planner) activity(name string) *activity {
	a := &activity{name: name}
	at, kind := p.moment(), activityKinds[p.IntN(len(activityKinds))]
	for len(a.held) == 0 || p.chance(20) {
		a.held = append(a.held, held{at, kind})
		at = p.after(at, 30)
		if p.chance(20) {
			kind = activityKinds[p.IntN(len(activityKinds))]
		}
	}
	for i := range p.IntN(6) {
		j := join{at: p.moment()}
		if p.chance(70) {
			j.member = fmt.Sprintf("load-guest-%s-%d", name, i)
		}
		a.joins = append(a.joins, j)
		if j.member != "" && p.chance(20) {
			j.at = p.after(j.at, 30) // the same person once more, for nothing
			a.joins = append(a.joins, j)
		}
	}
	return a
}

func (g *group) tell(t *teller) {
	for _, a := range g.activities {
		for _, h := range a.held {
			data := []any{"union", g.union, "activity", a.name, "kind", h.kind}
			if g.name != "" {
				data = append(data, "group", g.name, "group_kind", "hobby", "online", true)
			}
			t.say("activity.held", h.at, data...)
		}
		for _, j := range a.joins {
			data := []any{"union", g.union, "activity", a.name}
			if j.member != "" {
				data = append(data, "member", j.member)
			}
			t.say("activity.joined", j.at, data...)
		}
	}
}

func (g *group) count(w window, c *counts) {
	met := false
	for _, a := range g.activities {
		holds, trains := false, false
		for _, h := range a.held {
			if w.holds(h.at) {
				holds = true
				trains = trains || h.kind == "course" || h.kind == "training" || h.kind == "lecture"
			}
		}
		met = met || holds
		c.addIf(holds, g.union, "activities")
		c.addIf(trains, g.union, "trainings")
		seen := map[string]bool{} // a member's first joining ever is the participation
		for _, j := range a.joins {
			if j.member == "" || !seen[j.member] {
				c.addIf(w.holds(j.at), g.union, "participations")
			}
			seen[j.member] = true
		}
	}
	c.addIf(met && g.name != "", g.union, "interest_groups")
}

// project is shown by a superior, perhaps more than once.
type project struct {
	union, name string
	shown       []time.Time
}

func newProject(p *planner) thing {
	f := &project{union: p.home("activities"), name: "project-" + p.name}
	at := p.between(p.quarter.year.AddDate(0, 0, -10), p.latest)
	for p.chance(30) || len(f.shown) == 0 {
		f.shown = append(f.shown, at)
		at = p.after(at, 60)
	}
	return f
}

func (f *project) tell(t *teller) {
	for _, at := range f.shown {
		t.say("project.featured", at, "union", f.union, "project", f.name, "level", "city")
	}
}

func (f *project) count(w window, c *counts) {
	inPeriod, inYear := false, false
	for _, at := range f.shown {
		inPeriod = inPeriod || w.holds(at)
		inYear = inYear || w.by(at) && !at.Before(w.year)
	}
	c.addIf(inPeriod, f.union, "featured_projects")
	c.addIf(inYear, f.union, yearToDate)
}

// yearToDate is what the year's featured projects are counted under beside those of the period.
const yearToDate = "featured_projects_year_to_date"

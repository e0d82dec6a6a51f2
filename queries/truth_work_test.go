package queries

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"
)

// awkwardWork fills in events of members' doings, activities, posts, merchants and bases.
func awkwardWork(e *ev, r *rand.Rand, pick func(...string) string) {
	switch e.kind {
	case "card.issued", "member.active":
		e.thing = pick("m1", "m2", "m3", "m4")
	case "union.rated":
		e.thing, e.data = pick("m1", "m2", "m3", "m4"), fmt.Sprintf(`{"grade":%d}`, 1+r.IntN(5))
	case "union.online":
		e.thing = pick("g1", "g2", "g3")
	case "activity.held":
		e.thing, e.data = pick("act1", "act2", "act3"), fmt.Sprintf(`{"kind":%q,"group":%q}`, pick("contest", "course", "group"), pick("", "gr1", "gr2"))
	case "activity.joined":
		e.thing, e.person = pick("act1", "act2", "act3", "act4"), pick("", "m1", "m2", "m3")
	case "project.featured":
		e.thing, e.data = pick("p1", "p2"), fmt.Sprintf(`{"level":%q}`, pick("city", "province"))
	case "merchant.joined", "merchant.left":
		e.thing = pick("s1", "s2", "s3")
	case "post.created":
		e.thing, e.data = pick("t1", "t2", "t3"), pick(`{}`, `{"kind":"post"}`, `{"kind":"reply"}`)
	case "post.removed":
		e.thing = pick("t1", "t2", "t3")
	case "union.base_reported":
		e.baseDate = pick("2026-09-30", "2026-10-31", "2026-11-01", "2026-12-31")
		e.data = fmt.Sprintf(`{"employees":%d,"members":%d,"grassroots":%d}`, 10+r.IntN(5), r.IntN(9), r.IntN(3))
		if r.IntN(2) == 0 {
			e.data = fmt.Sprintf(`{"employees":9,"members":8,"grassroots":2,"entered":%d}`, r.IntN(4))
		}
	}
}

// told are the fields that the truth takes from data.
type told struct {
	Grade                          int
	Kind, Group, Level             string
	Employees, Members, Grassroots int64
	Entered                        *int64
}

func tell(r LedgerRow) told {
	var t told
	if err := json.Unmarshal(r.Data, &t); err != nil {
		panic(err)
	}
	return t
}

// inside says whether a live row lies in the window; all live rows lie before its end.
func inside(r LedgerRow, w Window) bool { return !r.Time.Before(w.Start) }

type thingOf struct{ union, thing, person string }

func (t *truth) members(live []LedgerRow, w Window, e time.Time, add addFunc) {
	homes := t.homes(live)
	first, card, rating := map[string]LedgerRow{}, map[string]string{}, map[string]LedgerRow{}
	online := map[thingOf]bool{}
	active := map[string]bool{}
	for _, r := range live {
		switch r.Type {
		case "member.verified":
			if _, found := first[r.Thing]; !found {
				first[r.Thing] = r
			}
		case "card.issued":
			card[r.Thing] = r.Union
		case "union.rated":
			if inside(r, w) {
				rating[r.Thing] = r
			}
		case "union.online":
			if inside(r, w) {
				online[thingOf{union: r.Union, thing: r.Thing}] = true
			}
		case "member.active":
			active[r.Thing] = active[r.Thing] || inside(r, w)
		}
	}
	for _, family := range []string{Activities, Applications} {
		for _, r := range t.live(family, e) {
			if r.Type == "activity.joined" || r.Type == "application.submitted" {
				active[r.Person] = active[r.Person] || inside(r, w)
			}
		}
	}
	for person, home := range homes {
		add(home, "verified_members", 1)
		if inside(first[person], w) {
			add(home, "newly_verified", 1)
		}
		if active[person] {
			add(home, "active_members", 1)
		}
	}
	for _, union := range card {
		add(union, "cards_issued", 1)
	}
	for _, r := range rating {
		add(r.Union, "home_ratings", 1)
		if tell(r).Grade >= 3 {
			add(r.Union, "home_rated_well", 1)
		}
	}
	for g := range online {
		add(g.union, "grassroots_online", 1)
	}
}

func (t *truth) activities(live []LedgerRow, w Window, where Where, add addFunc) {
	fits := func(kind string) bool { return len(where.Kinds) == 0 || slices.Contains(where.Kinds, kind) }
	lastKind := map[thingOf]string{}
	for _, r := range live {
		if r.Type == "activity.held" {
			lastKind[thingOf{union: r.Union, thing: r.Thing}] = tell(r).Kind
		}
	}
	seen := map[string]map[thingOf]bool{}
	once := func(name string, of thingOf) {
		if seen[name] == nil {
			seen[name] = map[thingOf]bool{}
		}
		if !seen[name][of] {
			seen[name][of] = true
			add(of.union, name, 1)
		}
	}
	joined := map[thingOf]bool{}
	for _, r := range live {
		what := thingOf{union: r.Union, thing: r.Thing}
		said := tell(r)
		switch r.Type {
		case "activity.held":
			if !inside(r, w) || !fits(said.Kind) {
				continue
			}
			once("activities", what)
			if slices.Contains([]string{"course", "training", "lecture"}, said.Kind) {
				once("trainings", what)
			}
			if said.Group != "" {
				once("interest_groups", thingOf{union: r.Union, thing: said.Group})
			}
		case "activity.joined":
			who := thingOf{r.Union, r.Thing, r.Person}
			if inside(r, w) && fits(lastKind[what]) && (r.Person == "" || !joined[who]) {
				add(r.Union, "participations", 1)
			}
			joined[who] = true
		case "project.featured":
			if inside(r, w) && (len(where.Levels) == 0 || slices.Contains(where.Levels, said.Level)) {
				once("featured_projects", what)
			}
		}
	}
}

func (t *truth) posts(live []LedgerRow, w Window, where Where, add addFunc) {
	first, there := map[thingOf]LedgerRow{}, map[thingOf]bool{}
	for _, r := range live {
		what := thingOf{union: r.Union, thing: r.Thing}
		there[what] = r.Type == "post.created"
		if _, found := first[what]; there[what] && !found {
			first[what] = r
		}
	}
	for what, r := range first {
		if there[what] && inside(r, w) && (len(where.Kinds) == 0 || slices.Contains(where.Kinds, tell(r).Kind)) {
			add(what.union, "posts", 1)
		}
	}
}

func (t *truth) merchants(live []LedgerRow, w Window, add addFunc) {
	before, after := map[thingOf]int64{}, map[thingOf]int64{}
	for _, r := range live {
		what := thingOf{union: r.Union, thing: r.Thing}
		after[what] = 0
		if r.Type == "merchant.joined" {
			after[what] = 1
		}
		if !inside(r, w) {
			before[what] = after[what]
		}
	}
	for what, n := range after {
		add(what.union, "merchants", n)
		add(what.union, "merchants_net", n-before[what])
	}
}

func (t *truth) base(w Window, e time.Time, add addFunc) {
	newest := map[string]LedgerRow{}
	day := func(r LedgerRow) time.Time {
		d, err := time.ParseInLocation(time.DateOnly, r.BaseDate, t.zone)
		if err != nil {
			panic(err)
		}
		return d.AddDate(0, 0, 1)
	}
	for _, r := range t.rows { // in the order of (time, id, source)
		if r.Family == Base && !t.out[r.Ident] && !day(r).After(e) {
			if old, found := newest[r.Union]; !found || !day(r).Before(day(old)) {
				newest[r.Union] = r
			}
		}
	}
	for union, r := range newest {
		said := tell(r)
		add(union, "base_employees", said.Employees)
		add(union, "base_members", said.Members)
		add(union, "base_grassroots", said.Grassroots)
		if said.Entered != nil {
			add(union, "base_entered", *said.Entered)
		}
	}
}

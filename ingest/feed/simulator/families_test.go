package simulator

import (
	"encoding/json"
	"testing"
	"time"

	"unionscreen/ingest/feed"
)

// said is one event with the fields that the properties below look at.
type said struct {
	ID, Source, Type string
	Time             time.Time
	Data             struct {
		Union, From, Date, Account      string
		AsOf                            string `json:"as_of"`
		Members, Entered, Employees     int
		Followers                       int
		ActiveFollowers                 int `json:"active_followers"`
		Reads, Grade                    int
		Due                             time.Time
		Application, Member, Reader, Of string
	}
}

func saidIn(batch []feed.Message) []said {
	var all []said
	for _, m := range batch {
		var e said
		if json.Unmarshal(m.Value, &e) == nil && e.ID != "" && e.ID[:min(3, len(e.ID))] != "bad" {
			all = append(all, e)
		}
	}
	return all
}

// TestEveryUnionReportsEveryFamily: within seven weeks every ranked union has something of every kind to show.
func TestEveryUnionReportsEveryFamily(t *testing.T) {
	cfg := demoConfig(t)
	units, err := settle(cfg.Unions, cfg.Characters)
	if err != nil {
		t.Fatal(err)
	}
	rank, seen := map[string]string{}, map[string]map[string]int{}
	for _, u := range units {
		for _, code := range u.below {
			rank[code] = u.Union
		}
	}
	start := instant(t, "2026-10-01T00:00:00+08:00")
	for _, e := range saidIn(lifeOf(t, cfg, start, instant(t, "2026-11-21T12:00:00+08:00"))) {
		if seen[e.Type] == nil {
			seen[e.Type] = map[string]int{}
		}
		seen[e.Type][rank[e.Data.Union]+rank[e.Data.From]]++
	}
	// Of these every ranked union has some; the others are too rare for each.
	for kind, least := range map[string]int{
		"article.published": 10, "article.read": 100, "article.reads_reported": 5, "article.shared": 3, "article.submitted": 3,
		"article.adopted": 1, "member.verified": 50, "member.active": 5, "card.issued": 10, "union.base_reported": 2,
		"union.online": 2, "union.rated": 1, "application.submitted": 50, "application.accepted": 50, "application.completed": 50,
		"application.rated": 10, "activity.held": 1, "activity.joined": 5, "merchant.joined": 2, "post.created": 1,
		"channel.measured": 40, "source.complete": 40,
	} {
		for _, u := range units {
			if n := seen[kind][u.Union]; n < least {
				t.Errorf("%s has %d of %s, want at least %d", u.Union, n, kind, least)
			}
		}
	}
	for _, kind := range []string{"application.suspended", "application.reopened", "application.transferred", "rating.voided", "merchant.left", "post.removed", "project.featured"} {
		if len(seen[kind]) < 8 {
			t.Errorf("only %d unions have any %s", len(seen[kind]), kind)
		}
	}
}

// TestFiguresArePlausible: what is stated fits together, curves are curves, and no day is stated before it is over.
func TestFiguresArePlausible(t *testing.T) {
	cfg := demoConfig(t)
	start := instant(t, "2026-10-01T00:00:00+08:00")
	verified, base, grades := map[string]int{}, map[string]said{}, [6]int{}
	followers := map[string]said{}
	for _, e := range saidIn(lifeOf(t, cfg, start, instant(t, "2026-11-21T12:00:00+08:00"))) {
		d := e.Data
		if e.Type == "member.verified" {
			verified[d.Union]++
		}
		for _, day := range []string{d.Date, d.AsOf} {
			if day != "" && e.Time.In(zone).Format(time.DateOnly) <= day {
				t.Fatalf("%s states %s on %s", e.ID, day, e.Time)
			}
		}
		switch e.Type {
		case "union.base_reported":
			if d.Entered > d.Members || d.Members > d.Employees || d.Members < base[d.Union].Data.Members*95/100 {
				t.Errorf("%s: %d entered of %d members of %d employees", e.ID, d.Entered, d.Members, d.Employees)
			}
			base[d.Union] = e
		case "channel.measured":
			before := followers[d.Account]
			if d.ActiveFollowers > d.Followers || before.ID != "" && e.Time.After(before.Time) && d.Followers < before.Data.Followers-12 {
				t.Errorf("%s %s: %d followers, %d active, %d before", e.Source, d.Date, d.Followers, d.ActiveFollowers, before.Data.Followers)
			}
			followers[d.Account] = e
		case "application.rated", "union.rated":
			grades[d.Grade]++
		}
	}
	all, well := 0, 0
	for grade, n := range grades {
		all += n
		if grade >= 3 {
			well += n
		}
	}
	if share := float64(well) / float64(all); share < 0.9 || share > 0.99 {
		t.Errorf("%.3f of the grades are 3 or better", share)
	}
	members, persons := 0, 0
	for _, e := range base {
		members += e.Data.Members
	}
	for _, n := range verified {
		persons += n
	}
	if share := float64(persons) / float64(members); share < 0.5 || share > 0.95 || len(base) != 30 {
		t.Errorf("%.2f of the members are verified in %d unions", share, len(base))
	}
}

package simulator

import (
	"fmt"
	"time"

	"unionscreen/ingest/feed"
)

// Volumes of the usual union in a quarter, of what unions do beside articles, members and cases.
const (
	activitiesAQuarter = 14
	postsAQuarter      = 22
	merchantsAQuarter  = 6
	projectsAQuarter   = 1.5
	merchantsAtFirst   = 12
)

var activityKinds = []string{"contest", "course", "training", "lecture", "benefit", "ticket", "survey", "vote", "reading", "group"}

// work brings the slot's activities, posts, merchants and projects.
func (s *stream) work(t time.Time, share float64) {
	for _, part := range []struct {
		purpose  string
		aQuarter float64
		weights  []float64
		make     func(d dice, n int, t time.Time, name string)
	}{
		{"activity", activitiesAQuarter, s.today.members, s.hold},
		{"post", postsAQuarter, s.today.reads, s.post},
		{"merchant", merchantsAQuarter, s.today.members, s.partner},
		{"project", projectsAQuarter, s.today.articles, s.feature},
	} {
		d := roll(s.seed, part.purpose, t.Unix())
		total := part.weights[len(s.units)-1]
		for i := range d.count(share * part.aQuarter * total) {
			own := roll(s.seed, "one "+part.purpose, t.Unix()<<8|int64(i))
			part.make(own, d.pick(part.weights), t, stamp(t, i))
		}
	}
}

// hold is an activity with those who take part, most of them members, over the days around it.
func (s *stream) hold(d dice, n int, t time.Time, name string) {
	union := s.units[n].home(&d)
	source := "/" + union + "/activities"
	data := map[string]any{"union": union, "activity": name, "kind": activityKinds[d.below(len(activityKinds))], "online": d.chance(0.8)}
	if d.chance(0.4) {
		data["group"], data["group_kind"] = fmt.Sprintf("group-%d", 1+d.below(5)), "hobby"
	}
	held := d.within(t)
	s.send(&d, feed.Draft{Source: source, ID: "held-" + name, Type: "activity.held", Subject: name, Time: held, Data: data})
	for i := range 2 + d.below(8) {
		joined := map[string]any{"union": union, "activity": name}
		if d.chance(0.85) {
			joined["member"] = s.member(&d, n)
		}
		s.send(&d, feed.Draft{
			Source: source, ID: fmt.Sprintf("join-%s-%d", name, i), Type: "activity.joined", Subject: name,
			Time: later(held, d.waiting(8*60)), Data: joined,
		})
	}
}

// post is a post or reply in the forum; three in a hundred are removed.
func (s *stream) post(d dice, n int, t time.Time, name string) {
	union := s.units[n].home(&d)
	source, kind := "/"+union+"/forum", "post"
	if d.chance(0.6) {
		kind = "reply"
	}
	out := feed.Draft{
		Source: source, ID: "post-" + name, Type: "post.created", Subject: name, Time: d.within(t),
		Data: map[string]any{"union": union, "post": name, "kind": kind, "author": s.member(&d, n)},
	}
	s.send(&d, out)
	if d.chance(0.03) {
		s.send(&d, feed.Draft{
			Source: source, ID: "del-" + name, Type: "post.removed", Subject: name, Time: later(out.Time, 30+d.waiting(24*60)),
			Data: map[string]any{"union": union, "post": name, "reason": "off topic"},
		})
	}
}

var categories = []string{"food", "health", "books", "sports", "travel"}

// partner is a merchant that joins; one in six leaves again within the month.
func (s *stream) partner(d dice, n int, t time.Time, name string) {
	at := d.within(t)
	joined := s.merchant(&d, n, "shop-"+name, at, at)
	if d.chance(0.16) {
		s.send(&d, feed.Draft{
			Source: joined.Source, ID: "left-" + name, Type: "merchant.left", Subject: joined.Subject,
			Time: later(joined.Time, 2*24*60+d.waiting(5*24*60)),
			Data: map[string]any{"union": joined.Data["union"], "merchant": joined.Subject, "reason": "contract ended"},
		})
	}
}

func (s *stream) merchant(d *dice, n int, name string, at, sent time.Time) feed.Draft {
	union := s.units[n].home(d)
	out := feed.Draft{
		Source: "/" + union + "/benefits", ID: "join-" + name, Type: "merchant.joined", Subject: name, Time: at,
		Data: map[string]any{"union": union, "merchant": name, "category": categories[d.below(len(categories))]},
	}
	s.sendAt(d, out, sent)
	return out
}

func (s *stream) feature(d dice, n int, t time.Time, name string) {
	union := s.units[n].Union
	s.send(&d, feed.Draft{
		Source: "/" + union + "/projects", ID: "show-" + name, Type: "project.featured", Subject: name, Time: d.within(t),
		Data: map[string]any{"union": union, "project": name, "level": "city"},
	})
}

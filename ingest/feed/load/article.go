package load

import (
	"time"
)

var articleChannels = []string{"website", "wechat", "video", "app", "weibo", "douyin", "toutiao"}

// article is one article of one union, perhaps published again or withdrawn, offered to superiors, read and shared.
type article struct {
	union, name string
	lives       []life
	offers      []offer
	readings    []reading
	shares      []share
	reported    []*platform
}

// life is a publication or a withdrawal.
type life struct {
	at              time.Time
	withdrawn       bool
	channel, column string
	original        bool
}

type offer struct {
	at                time.Time
	adopted, homepage bool
}

type share struct {
	at time.Time
	of bool
}

func newArticle(p *planner) thing {
	a := planArticle(p)
	if p.chance(90) || len(p.homes("articles")) < 2 {
		return a
	}
	twin := planArticle(p) // articles are named per union: the same name elsewhere is another article
	for twin.union == a.union {
		twin.union = p.neighbour("articles")
	}
	return pair{a, twin}
}

func planArticle(p *planner) *article {
	a := &article{union: p.home("articles"), name: "a" + p.name}
	if p.chance(85) {
		a.live(p)
	}
	for range p.IntN(4) {
		if p.chance(25) {
			adopted := p.chance(50)
			a.offers = append(a.offers, offer{at: p.moment(), adopted: adopted, homepage: adopted && p.chance(40)})
		}
	}
	for range p.IntN(4) {
		if p.chance(30) {
			a.shares = append(a.shares, share{at: p.moment(), of: p.chance(30)})
		}
	}
	a.readings = planReadings(p)
	if p.chance(25) {
		a.reported = planPlatforms(p, a.published())
	}
	return a
}

// live is one publication, in one of four articles followed by withdrawals and further publications.
func (a *article) live(p *planner) {
	at := p.moment()
	if p.chance(5) {
		a.lives = append(a.lives, life{at: at, withdrawn: true}) // before anything was published
		at = p.after(at, 20)
	}
	a.lives = append(a.lives, p.publication(at))
	for p.chance(25) {
		at = p.after(at, 40)
		if p.chance(60) {
			a.lives = append(a.lives, life{at: at, withdrawn: true})
			continue
		}
		a.lives = append(a.lives, p.publication(at))
	}
}

func (p *planner) publication(at time.Time) life {
	l := life{at: at, channel: articleChannels[p.IntN(len(articleChannels))], original: p.chance(60)}
	if p.chance(30) {
		l.column = []string{"news", "policy", "craftsmen"}[p.IntN(3)]
	}
	return l
}

// published is the first publication, zero when there is none.
func (a *article) published() time.Time {
	for _, l := range a.lives {
		if !l.withdrawn {
			return l.at
		}
	}
	return time.Time{}
}

func (a *article) tell(t *teller) {
	for _, l := range a.lives {
		if l.withdrawn {
			t.say("article.withdrawn", l.at, "union", a.union, "article", a.name)
			continue
		}
		data := []any{"union", a.union, "article", a.name, "channel", l.channel, "title", "通知", "original", l.original}
		if !l.original && t.p.chance(50) {
			data = data[:8] // not given is not original
		}
		if l.column != "" {
			data = append(data, "column", l.column)
		}
		t.say("article.published", l.at, data...)
	}
	for _, o := range a.offers {
		kind, place := "article.submitted", "column"
		if o.adopted {
			kind = "article.adopted"
		}
		if o.homepage {
			place = "homepage"
		}
		t.say(kind, o.at, "union", a.union, "article", a.name, "by", t.p.tree.root, "place", place)
	}
	for _, s := range a.shares {
		data := []any{"union", a.union, "article", a.name}
		if s.of {
			data = append(data, "of", t.p.tree.root)
		}
		t.say("article.shared", s.at, data...)
	}
	for _, r := range a.readings {
		t.say("article.read", r.at, r.data(a.union, a.name)...)
	}
	for _, r := range a.reported {
		r.tell(t, a.union, a.name)
	}
}

func (a *article) count(w window, c *counts) {
	a.countLives(w, c)
	submitted, adopted, homepage := 0, 0, 0
	for _, o := range a.offers {
		switch {
		case !w.holds(o.at):
		case o.homepage:
			adopted, homepage = 1, 1
		case o.adopted:
			adopted = 1
		default:
			submitted = 1
		}
	}
	c.add(a.union, "submitted_articles", submitted)
	c.add(a.union, "adopted_articles", adopted)
	c.add(a.union, "adopted_homepage", homepage)
	for _, s := range a.shares {
		if w.holds(s.at) {
			c.add(a.union, "shares", 1)
			if s.of {
				c.add(a.union, "superior_shares", 1)
			}
		}
	}
	for _, r := range a.readings {
		r.count(w, c, a.union, a.onRows(w, r.channel))
	}
	for _, r := range a.reported {
		r.count(w, c, a.union, a.published())
	}
}

func (a *article) countLives(w window, c *counts) {
	first, original, there := a.published(), false, false
	for _, l := range a.lives {
		if w.by(l.at) {
			there = !l.withdrawn
			if there {
				original = l.original
			}
		}
	}
	if !w.holds(first) || !there {
		return
	}
	c.add(a.union, "articles", 1)
	c.day(a.union, first)
	if original {
		c.add(a.union, "originals", 1)
	}
}

// onRows says whether a channel's figures come from the platform's rows.
func (a *article) onRows(w window, channel string) bool {
	for _, r := range a.reported {
		if r.channel == channel && r.begun(w) {
			return true
		}
	}
	return false
}

// pair is two things that share a name.
type pair [2]thing

func (p pair) tell(t *teller) {
	p[0].tell(t)
	p[1].tell(t)
}

func (p pair) count(w window, c *counts) {
	p[0].count(w, c)
	p[1].count(w, c)
}

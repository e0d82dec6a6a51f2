package load

import (
	"time"
)

// account is a union's account on a channel with what is measured of it on some days.
type account struct {
	union, channel, name string
	days                 []accountDay // by date
}

// accountDay is what stands for a day; replaced are figures of the day that were sent before.
type accountDay struct {
	date              time.Time
	followers, active int // -1: not stated
	plays             int
	replaced          []int
}

func newAccount(p *planner) thing {
	a := &account{union: p.home("channels"), channel: articleChannels[p.IntN(len(articleChannels))], name: "account-" + p.name}
	day := p.day(p.moment())
	followers := 100 + p.IntN(5000)
	for range 1 + p.IntN(8) {
		if !day.Before(p.latest) {
			break
		}
		followers = max(0, followers+p.IntN(120)-30)
		d := accountDay{date: day, followers: followers, active: p.IntN(followers + 1), plays: -1}
		switch n := p.IntN(10); {
		case n < 2:
			d.followers = -1
		case n < 4:
			d.active = -1
		}
		if p.chance(50) {
			d.plays = p.IntN(3000)
		}
		for p.chance(15) {
			d.replaced = append(d.replaced, p.IntN(9000))
		}
		a.days = append(a.days, d)
		day = day.AddDate(0, 0, 1+p.IntN(4)*p.IntN(8))
	}
	return a
}

func (a *account) tell(t *teller) {
	for _, i := range t.p.Perm(len(a.days)) {
		d := a.days[i]
		at := d.date.AddDate(0, 0, 1)
		if !at.Before(t.p.latest) {
			at = d.date
		}
		for _, followers := range d.replaced {
			at = t.p.after(at, 5)
			t.sayFor("channel.measured", at, d.date, append(a.head(d), "followers", followers, "active_followers", 1, "plays", followers)...)
		}
		at = t.p.after(at, 15)
		data := a.head(d)
		for _, f := range []struct {
			name  string
			value int
		}{{"followers", d.followers}, {"active_followers", d.active}, {"plays", d.plays}} {
			if f.value >= 0 {
				data = append(data, f.name, f.value)
			}
		}
		t.sayFor("channel.measured", at, d.date, data...)
	}
}

func (a *account) head(d accountDay) []any {
	return []any{"union", a.union, "channel", a.channel, "account", a.name, "date", d.date.Format(dateOnly)}
}

func (a *account) count(w window, c *counts) {
	followers := 0
	var last accountDay
	some := false
	for _, d := range a.days {
		if !w.by(d.date) {
			continue
		}
		if d.followers >= 0 {
			followers = d.followers
		}
		last, some = d, true
		if w.holds(d.date) {
			c.add(a.union, "video_plays", max(0, d.plays))
		}
	}
	c.add(a.union, "followers", followers)
	if some && last.followers >= 0 && last.active >= 0 {
		c.add(a.union, "followers_of", last.followers)
		c.add(a.union, "active_followers_of", last.active)
	}
}

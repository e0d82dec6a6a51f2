package load

import (
	"cmp"
	"strconv"
	"strings"
	"time"
)

// account is a union's account on a channel with what is measured of it on some days.
type account struct {
	union, channel, name string
	index, list          string       // what its index and its places are called
	own                  bool         // it is the one that the registry names
	days                 []accountDay // by date
}

// accountDay is what stands for a day; replaced are figures of the day that were sent before.
type accountDay struct {
	date              time.Time
	followers, active int // -1: not stated
	plays             int
	micro, place      int // of the index in millionths, and in the list; 0: not stated
	replaced          []int
}

func newAccount(p *planner) thing {
	a := &account{
		union: p.home("channels"), channel: articleChannels[p.IntN(len(articleChannels))], name: "account-" + p.name,
		index: "wci", list: "city",
	}
	a.measured(p)
	return a
}

// ownAccount is the account that the registry names for a union; nil where it names none.
func (w *world) ownAccount(u Union) maker {
	if u.Account == "" {
		return nil
	}
	return func(p *planner) thing {
		a := &account{union: u.Code, channel: u.Channel, name: u.Account, own: true,
			index: cmp.Or(u.Index, "wci"), list: cmp.Or(u.List, "city")}
		a.measured(p)
		return a
	}
}

// measured plans the account's days; one in three states an index, one in three a place.
func (a *account) measured(p *planner) {
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
		if p.chance(33) {
			d.micro = (1 + p.IntN(900_000)) * []int{1, 10, 1000, 1_000_000}[p.IntN(4)]
		}
		if p.chance(33) {
			d.place = 1 + p.IntN(80)
		}
		for p.chance(15) {
			d.replaced = append(d.replaced, p.IntN(9000))
		}
		a.days = append(a.days, d)
		day = day.AddDate(0, 0, 1+p.IntN(4)*p.IntN(8))
	}
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
			t.sayFor("channel.measured", at, d.date, append(a.head(d),
				"followers", followers, "active_followers", 1, "plays", followers, "index", followers, "index_name", a.index,
				"place", 1+followers, "list", a.list)...)
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
		if d.micro > 0 {
			data = append(data, "index", decimal(millionths(d.micro)), "index_name", a.index)
		}
		if d.place > 0 {
			data = append(data, "place", d.place, "list", a.list)
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
		if a.own && d.micro > 0 {
			c.marks[a.union+" channel_index"] = millionths(d.micro)
		}
		if a.own && d.place > 0 {
			c.marks[a.union+" channel_place"] = strconv.Itoa(d.place)
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

// millionths writes a number of millionths without zeros at its end.
func millionths(n int) string {
	text := strconv.Itoa(n/1_000_000) + "." + strconv.Itoa(1_000_000 + n%1_000_000)[1:]
	return strings.TrimSuffix(strings.TrimRight(text, "0"), ".")
}

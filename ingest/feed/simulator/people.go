package simulator

import (
	"fmt"
	"time"

	"unionscreen/ingest/feed"
)

// Volumes of the usual union in a quarter, of what members and grass-roots unions do.
const (
	activeAQuarter = 90
	onlineAQuarter = 45
	ratedAQuarter  = 30
	cardsAtFirst   = 0.12 // of the members the unions have when the city's life begins
)

// stock is how many members a unit has at first.
func (s *stream) stock(u *unit) int { return int(u.share(u.Members) * stockOfMembers * s.scale) }

// member is one of those that the unit had at first; where there are none, a stranger.
func (s *stream) member(d *dice, n int) string {
	u := &s.units[n]
	return fmt.Sprintf("%s-m%05d", u.Union, d.below(max(1, s.stock(u))))
}

// mingle brings what members do of their own accord, and the grass-roots unions that work online.
func (s *stream) mingle(t time.Time, share float64) {
	d := roll(s.seed, "people", t.Unix())
	total := s.today.members[len(s.units)-1]
	for i := range d.count(share * (activeAQuarter + onlineAQuarter + ratedAQuarter) * total) {
		n := d.pick(s.today.members)
		own := roll(s.seed, "person", t.Unix()<<8|int64(i))
		union, name := s.units[n].home(&own), stamp(t, i)
		out := feed.Draft{Source: "/" + union + "/members", Time: own.within(t)}
		switch which := own.below(activeAQuarter + onlineAQuarter + ratedAQuarter); {
		case which < activeAQuarter:
			out.ID, out.Type = "act-"+name, "member.active"
			out.Data = map[string]any{"union": union, "member": s.member(&own, n), "channel": "app"}
		case which < activeAQuarter+onlineAQuarter:
			out.ID, out.Type = "onl-"+name, "union.online"
			out.Data = map[string]any{"union": union, "grassroots": fmt.Sprintf("g%02d", own.below(2+s.grassroots(n)/len(s.units[n].below)))}
		default:
			out.ID, out.Type = "home-"+name, "union.rated"
			out.Data = map[string]any{"union": union, "member": s.member(&own, n), "grade": own.grade(0.03)}
		}
		s.send(&own, out)
	}
}

// grade is a member's satisfaction; bad is the part of those who are not satisfied.
func (d *dice) grade(bad float64) int {
	switch luck := d.part(); {
	case luck < bad:
		return 1 + d.below(2)
	case luck < bad+0.07:
		return 3
	case luck < bad+0.25:
		return 4
	}
	return 5
}

func (s *stream) grassroots(n int) int { return 12 + int(30*s.units[n].share(100)) }

// card is the member card of one that was verified.
func (s *stream) card(d *dice, union, member string, at, sent time.Time) {
	s.sendAt(d, feed.Draft{
		Source: "/" + union + "/cards", ID: "card-" + member, Type: "card.issued", Time: at,
		Data: map[string]any{"union": union, "member": member, "card": "c-" + member},
	}, sent)
}

// census is what the ranked unions say of their size: when the city's life begins and on the first of each month, as of
// the end of the day before.
func (s *stream) census(t time.Time) {
	local := t.In(zone)
	n := local.Hour()*60 + local.Minute() - 9*60
	if local.Day() == 1 && n >= 0 && n < len(s.units) {
		d := roll(s.seed, "census/"+s.units[n].Union, t.Unix())
		s.base(&d, n, "base-", dayOf(t), d.within(t))
	}
}

// base reports a unit's size as of the end of the day before a midnight. The members grow slowly; most of them are
// in the register.
func (s *stream) base(d *dice, n int, id string, midnight, sent time.Time) {
	u := &s.units[n]
	own := roll(s.seed, "size/"+u.Union, 0)
	months := midnight.Sub(epoch).Hours() / 24 / 30
	members := int(float64(s.stock(u)) * own.between(1.15, 1.9) * (0.94 + months/1300))
	s.send(d, feed.Draft{
		Source: "/" + u.Union + "/register", ID: id + midnight.Format("20060102"), Type: "union.base_reported", Time: sent,
		Data: map[string]any{
			"union": u.Union, "as_of": midnight.AddDate(0, 0, -1).Format(time.DateOnly),
			"employees": int(float64(members) * own.between(1.05, 1.3)), "members": members,
			"grassroots": s.grassroots(n), "entered": int(float64(members) * own.between(0.86, 0.995)),
		},
	})
}

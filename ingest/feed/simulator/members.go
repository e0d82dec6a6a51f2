package simulator

import (
	"fmt"
	"time"

	"unionscreen/ingest/feed"
)

// enrol verifies the members whom the unions have when the city's life begins, in the two years before. A few of them
// leave or move in the first quarter.
func (s *stream) enrol(start time.Time) {
	for n := range s.units {
		u := &s.units[n]
		s.settleDown(n, start)
		for i := range s.stock(u) {
			d := roll(s.seed, "stock/"+u.Union, int64(i))
			union, member := u.home(&d), fmt.Sprintf("%s-m%05d", u.Union, i)
			at := later(start, -1-d.between(0, 700*24*60))
			s.sendAt(&d, verified(union, member, at, &d), start.Add(time.Duration(i)*time.Millisecond))
			if d.chance(0.04) {
				s.leave(&d, n, union, member, later(start, d.between(0, 90*24*60)))
			}
			if own := roll(s.seed, "stock card/"+u.Union, int64(i)); own.chance(cardsAtFirst) {
				s.card(&own, union, member, later(at, own.between(0, 60)), start.Add(time.Duration(i)*time.Millisecond))
			}
		}
	}
}

// settleDown is what else a unit has when the city's life begins: its size and its partner merchants.
func (s *stream) settleDown(n int, start time.Time) {
	d := roll(s.seed, "settled/"+s.units[n].Union, 0)
	s.base(&d, n, "first-", dayOf(start), start.Add(time.Duration(n)*time.Millisecond))
	for i := range int(merchantsAtFirst * s.units[n].share(100)) {
		name := fmt.Sprintf("shop-%s-%02d", s.units[n].Union, i)
		s.merchant(&d, n, name, later(start, -1-d.between(0, 700*24*60)), start.Add(time.Duration(n*100+i)*time.Millisecond))
	}
}

// join verifies the slot's new members.
func (s *stream) join(t time.Time, share float64) {
	d := roll(s.seed, "members", t.Unix())
	total := s.today.members[len(s.units)-1]
	for i := range d.count(share * joinersAQuarter * total) {
		n := d.pick(s.today.members)
		own := roll(s.seed, "member", t.Unix()<<8|int64(i))
		union := s.units[n].home(&own)
		member := s.units[n].Union + "-m" + stamp(t, i)
		joined := verified(union, member, own.within(t), &own)
		s.send(&own, joined)
		if d := roll(s.seed, "member card", t.Unix()<<8|int64(i)); d.chance(0.6) {
			at := later(joined.Time, 10+d.waiting(2*24*60))
			s.card(&d, union, member, at, at)
		}
		if own.chance(0.05) {
			s.leave(&own, n, union, member, later(joined.Time, 24*60+own.waiting(5*24*60)))
		}
	}
}

var methods = []string{"app", "counter", "wechat"}

func verified(union, member string, at time.Time, d *dice) feed.Draft {
	return feed.Draft{
		Source: "/" + union + "/members", ID: "ver-" + member, Type: "member.verified", Time: at,
		Data: map[string]any{"union": union, "member": member, "method": methods[d.below(len(methods))]},
	}
}

// leave ends a membership or moves it to another union.
func (s *stream) leave(d *dice, n int, union, member string, at time.Time) {
	to := d.below(len(s.units))
	target := s.units[to].home(d)
	if d.chance(0.5) || to == n {
		s.send(d, feed.Draft{
			Source: "/" + union + "/members", ID: "unv-" + member, Type: "member.unverified", Time: at,
			Data: map[string]any{"union": union, "member": member, "reason": "left"},
		})
		return
	}
	s.send(d, feed.Draft{
		Source: "/" + union + "/members", ID: "tra-" + member, Type: "member.transferred", Time: at,
		Data: map[string]any{"member": member, "from": union, "to": target},
	})
}

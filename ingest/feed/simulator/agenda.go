package simulator

import "time"

// agenda holds what is fixed for a day: who does how much of which work, campaigns included. Each list is cumulative,
// so that its last entry is the city's total in usual unions.
type agenda struct {
	day                             time.Time
	articles, reads, members, cases []float64
}

// Campaigns: about one union in eight runs one in any week, for three days, for reading, for membership or for cases.
const (
	campaignChance = 0.12
	campaignDays   = 3
)

func (s *stream) plan(day time.Time) agenda {
	a := agenda{day: day}
	for i := range s.units {
		u := &s.units[i]
		articles, reads := u.share(u.Articles), u.share(u.Reads)
		members, cases := u.share(u.Members), u.share(u.Applications)
		switch s.campaign(u.Union, day) {
		case 1:
			articles, reads = articles*1.4, reads*2.5
		case 2:
			members *= 3
		case 3:
			cases *= 1.8
		}
		a.articles = add(a.articles, articles)
		a.reads = add(a.reads, reads)
		a.members = add(a.members, members)
		a.cases = add(a.cases, cases)
	}
	return a
}

func add(cumulative []float64, x float64) []float64 {
	if n := len(cumulative); n > 0 {
		x += cumulative[n-1]
	}
	return append(cumulative, x)
}

// campaign is 0 where the union runs none that day.
func (s *stream) campaign(union string, day time.Time) int {
	number := day.Unix()/86400 + 4 // weeks begin on Monday: 1970-01-01 was a Thursday, shifted to the zone
	d := roll(s.seed, "campaign/"+union, number/7)
	if !d.chance(campaignChance) {
		return 0
	}
	first := d.below(7 - campaignDays + 1)
	kind := 1 + d.below(3)
	if weekday := int(number % 7); weekday < first || weekday >= first+campaignDays {
		return 0
	}
	return kind
}

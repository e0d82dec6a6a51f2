package simulator

import (
	"time"

	"unionscreen/ingest/feed"
)

// What platforms count themselves reaches the city as daily totals. Only articles that were brought out on the union's
// own channel first are carried over to a platform, so that their single readings go on counting there.
const (
	carriedOver = 0.16 // of the articles
	rowDays     = 5    // how long a platform's figures of an article are taken over
)

// carry brings an article out on a platform too and reports what it says there, morning by morning.
func (s *stream) carry(d dice, n int, p piece, published time.Time) {
	if p.channel == "wechat" || !d.chance(carriedOver) {
		return
	}
	channel := "wechat"
	if d.chance(0.4) {
		channel = "douyin"
	}
	source := "/" + p.union + "/" + channel
	at := later(published, 20+d.waiting(90))
	s.send(&d, feed.Draft{
		Source: source, ID: "pub-" + p.article, Type: "article.published", Subject: p.article, Time: at,
		Data: map[string]any{"union": p.union, "article": p.article, "channel": channel, "title": titles[d.below(len(titles))], "original": true},
	})
	total, shares := 0, 0
	daily := 14 * s.units[n].share(s.units[n].Reads)
	for day := range rowDays {
		date := dayOf(at).AddDate(0, 0, day)
		total += int(daily * d.between(0.5, 1.5) / float64(1+day))
		shares += d.below(2 + total/20)
		if d.chance(0.02) { // the platform takes readings out that were none
			total -= total / 8
		}
		row := feed.Draft{
			Source: source, ID: "row-" + p.article + "-" + date.Format("0102"), Type: "article.reads_reported", Subject: p.article,
			Time: later(date.AddDate(0, 0, 1), 7*60+30+60*d.part()),
			Data: map[string]any{
				"union": p.union, "article": p.article, "channel": channel, "date": date.Format(time.DateOnly),
				"measure": "times", "cumulative": true, "reads": total, "shares": shares,
			},
		}
		s.send(&d, row)
		if d.chance(0.01) { // a later row of the same day replaces it
			again := row
			again.ID, again.Time = row.ID+"-again", later(row.Time, 60+d.waiting(120))
			again.Data = withReads(row.Data, total+1+d.below(3))
			s.send(&d, again)
		}
	}
}

func withReads(data map[string]any, reads int) map[string]any {
	out := make(map[string]any, len(data))
	for name, value := range data {
		out[name] = value
	}
	out["reads"] = reads
	return out
}

// offer submits one article in four to the superior, who takes up half of them within a few days.
func (s *stream) offer(d dice, p piece, published time.Time) {
	if !d.chance(0.25) {
		return
	}
	data := map[string]any{"union": p.union, "article": p.article, "by": s.root}
	at := later(published, 30+d.waiting(4*60))
	source := "/" + p.union + "/" + p.channel
	s.send(&d, feed.Draft{Source: source, ID: "off-" + p.article, Type: "article.submitted", Subject: p.article, Time: at, Data: data})
	if !d.chance(0.5) {
		return
	}
	place := "column"
	if d.chance(0.3) {
		place = "homepage"
	}
	s.send(&d, feed.Draft{
		Source: source, ID: "ado-" + p.article, Type: "article.adopted", Subject: p.article,
		Time: opens(later(at, 3*60+d.waiting(20*60))),
		Data: map[string]any{"union": p.union, "article": p.article, "by": s.root, "place": place},
	})
}

// accounts are measured every morning on WeChat and every Monday on Douyin: the followers grow along a curve of the
// union's own, with quiet and busy days on it.
func (s *stream) measure(t time.Time) {
	local := t.In(zone)
	n := local.Hour()*60 + local.Minute() - 7*60
	if n < 0 || n >= len(s.units) {
		return
	}
	date := dayOf(t).AddDate(0, 0, -1)
	s.account(n, "wechat", t, date)
	if local.Weekday() == time.Monday {
		s.account(n, "douyin", t, date)
	}
}

// epoch is where the curves begin; the city is as old as its registry says.
var epoch = time.Date(2020, 1, 1, 0, 0, 0, 0, zone)

func (s *stream) account(n int, channel string, t, date time.Time) {
	u := &s.units[n]
	d := roll(s.seed, "account/"+u.Union+"/"+channel, date.Unix()/86400)
	own := roll(s.seed, "audience/"+u.Union+"/"+channel, 0)
	days := date.Sub(epoch).Hours() / 24
	followers := int(u.share(u.Reads) * own.between(2500, 5000) * (1 + days/own.between(900, 2500)))
	data := map[string]any{
		"union": u.Union, "channel": channel, "account": u.Union + "-" + channel, "date": date.Format(time.DateOnly),
		"followers": followers + d.below(12), "active_followers": int(float64(followers) * own.between(0.15, 0.45) * d.between(0.9, 1.1)),
	}
	if channel == "douyin" {
		data["plays"], data["likes"] = int(float64(followers)*d.between(0.5, 2)), int(float64(followers)*d.between(0.01, 0.05))
	}
	if date.Weekday() == time.Sunday && channel == "wechat" {
		data["index"], data["index_name"] = int(200+500*u.share(u.Reads)*d.between(0.9, 1.1)), "wci"
		data["place"], data["list"] = 1+(n*7+int(date.Unix()/604800))%len(s.units), "city-unions"
	}
	s.send(&d, feed.Draft{
		Source: "/" + u.Union + "/" + channel, ID: "day-" + date.Format("20060102"), Type: "channel.measured", Subject: u.Union + "-" + channel,
		Time: d.within(t), Data: data,
	})
}

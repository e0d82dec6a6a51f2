package simulator

import (
	"fmt"
	"time"

	"unionscreen/ingest/feed"
)

// Agents as servers see them; the crawlers' are those of well-known search engines.
var (
	browsers = []string{
		"Mozilla/5.0 (Linux; Android 14; V2284A) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/126.0 Mobile Safari/537.36 MicroMessenger/8.0.50",
		"Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 MicroMessenger/8.0.49",
		"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/122.0 Safari/537.36",
		"Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/108.0 Safari/537.36",
	}
	crawlers = []string{
		"Mozilla/5.0 (compatible; Baiduspider/2.0; +http://www.baidu.com/search/spider.html)",
		"Sogou web spider/4.0(+http://www.sogou.com/docs/help/webmasters.htm#07)",
		"Mozilla/5.0 (compatible; 360Spider/1.0; +http://www.so.com/help/help_3_2.html)",
		"Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)",
	}
)

// read brings the slot's readings: five in a hundred by crawlers, eight without a reader, six read over and over.
func (s *stream) read(t time.Time, share float64) {
	d := roll(s.seed, "reads", t.Unix())
	total := s.today.reads[len(s.units)-1]
	for i := range d.count(share * readsAQuarter * total) {
		n := d.pick(s.today.reads)
		s.reading(roll(s.seed, "read", t.Unix()<<8|int64(i)), n, t, i)
	}
}

func (s *stream) reading(d dice, n int, t time.Time, i int) {
	u := &s.units[n]
	r := s.readingOf(&d, n, fmt.Sprintf("%s-r%04d", u.Union, d.below(300+3*u.Size)))
	r.ID, r.Time = "read-"+stamp(t, i), d.within(t)
	s.send(&d, r)
	again := 0
	if d.chance(0.06) {
		again = 1 + d.below(6)
	}
	for k := range again {
		more := r
		more.ID = fmt.Sprintf("%s-%d", r.ID, k+1)
		more.Time = later(r.Time, float64(k)+d.part())
		s.send(&d, more)
	}
	if d.chance(0.001) {
		s.send(&d, voided(r, later(r.Time, 30+d.waiting(120))))
	}
	s.share(roll(s.seed, "share", t.Unix()<<8|int64(i)), r)
}

// share passes one reading in a hundred on; a quarter of these pass on what the superior wrote.
func (s *stream) share(d dice, r feed.Draft) {
	if !d.chance(0.012) {
		return
	}
	data := map[string]any{"union": r.Data["union"], "article": r.Subject}
	if reader, ok := r.Data["reader"]; ok {
		data["reader"] = reader
	}
	if d.chance(0.25) {
		data["of"] = s.root
	}
	s.send(&d, feed.Draft{
		Source: r.Source, ID: "share-" + r.ID, Type: "article.shared", Subject: r.Subject, Time: later(r.Time, 1+d.waiting(5)), Data: data,
	})
}

// readingOf is a reading of one of the unit's articles, still without identity and time.
func (s *stream) readingOf(d *dice, n int, reader string) feed.Draft {
	p := s.shelves[n].choose(d, s.units[n].Union)
	data := map[string]any{"union": p.union, "article": p.article, "channel": p.channel}
	who, agent, dwell := d.part(), d.next(), d.waiting(40_000)
	switch {
	case who < 0.05:
		data["agent"] = crawlers[agent%uint64(len(crawlers))]
	case who < 0.35:
		data["agent"] = browsers[agent%uint64(len(browsers))]
	}
	if who < 0.92 {
		data["reader"] = reader
	}
	if who > 0.5 {
		data["dwell_ms"] = int(dwell)
	}
	return feed.Draft{
		Source: "/" + p.union + "/" + p.channel, Type: "article.read", Subject: p.article, Data: data,
	}
}

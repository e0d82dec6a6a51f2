package load

import (
	"fmt"
	"slices"
	"time"
)

// reading is a single reading; what becomes of it is decided when it is planned.
type reading struct {
	at      time.Time
	reader  int // 0: anonymous
	channel string
	agent   string
	crawler bool
	repeat  bool // beyond what one reader may read of an article on one day
}

var (
	readerAgents  = []string{"", "", "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/126.0 Safari/537.36"}
	crawlerAgents = []string{
		"Mozilla/5.0 (compatible; Baiduspider/2.0; +http://www.baidu.com/search/spider.html)",
		"Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)",
	}
)

// planReadings plans what readers do with an article. A reader comes on one or two days, each day once or so often
// that the limit is met; crawlers that use a reader's name use up nothing.
func planReadings(p *planner) []reading {
	var all []reading
	readers := p.IntN(5)
	from := p.IntN(p.readers)
	for i := range readers {
		reader := 1 + (from+i)%p.readers
		day := p.day(p.moment())
		all = append(all, p.session(reader, day)...)
		if next := day.AddDate(0, 0, 1); p.chance(20) && next.Before(p.latest.AddDate(0, 0, -1)) {
			all = append(all, p.session(reader, next)...)
		}
	}
	for range p.IntN(4) {
		all = append(all, reading{at: p.moment(), channel: p.readingChannel(), agent: readerAgents[p.IntN(3)]})
	}
	if p.chance(20) {
		all = append(all, reading{at: p.moment(), channel: p.readingChannel(), agent: crawlerAgents[p.IntN(2)], crawler: true})
	}
	return all
}

func (p *planner) readingChannel() string {
	if p.chance(25) {
		return "" // a channel of its own
	}
	return articleChannels[p.IntN(3)]
}

// session is what one reader reads on one day, over all channels.
func (p *planner) session(reader int, day time.Time) []reading {
	n := 1 + p.IntN(2)
	if p.chance(20) {
		n = p.cfg.RepeatLimit + p.IntN(4)
	}
	times := make([]time.Time, n)
	for i := range times {
		times[i] = p.between(day, day.AddDate(0, 0, 1))
	}
	if p.chance(10) {
		times[0] = day
		times[n-1] = day.AddDate(0, 0, 1).Add(-time.Microsecond)
	}
	slices.SortFunc(times, time.Time.Compare)
	var all []reading
	passed := 0
	for _, at := range times {
		r := reading{at: at, reader: reader, channel: p.readingChannel(), agent: readerAgents[p.IntN(3)]}
		if p.chance(8) {
			r.agent, r.crawler = crawlerAgents[p.IntN(2)], true
		} else {
			passed++
			r.repeat = passed > p.cfg.RepeatLimit
		}
		all = append(all, r)
	}
	return all
}

func (r reading) data(union, article string) []any {
	data := []any{"union", union, "article", article}
	if r.reader > 0 {
		data = append(data, "reader", fmt.Sprintf("load-reader-%d", r.reader))
	}
	if r.channel != "" {
		data = append(data, "channel", r.channel)
	}
	if r.agent != "" {
		data = append(data, "agent", r.agent)
	}
	return data
}

// count adds a reading; onRows says that the platform's rows stand for its channel.
func (r reading) count(w window, c *counts, union string, onRows bool) {
	switch {
	case !w.holds(r.at):
	case r.crawler:
		c.add(union, "reads_crawler", 1)
	case r.repeat:
		c.add(union, "reads_repeat", 1)
	default:
		c.addIf(r.reader == 0, union, "reads_anonymous") // what the flag goes by, whoever's figures count
		if onRows {
			return
		}
		c.add(union, "reads", 1)
		c.add(union, "reads_single", 1)
		if r.reader > 0 {
			c.reader(union, r.reader)
		}
	}
}

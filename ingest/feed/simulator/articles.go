package simulator

import (
	"time"

	"unionscreen/ingest/feed"
)

var titles = []string{
	"召开季度工作推进会", "走访慰问一线职工", "举办职工技能竞赛", "开展安全生产隐患排查", "新建职工书屋投入使用",
	"送法律进企业", "集体协商要约行动启动", "户外劳动者驿站新增三处", "职工普惠服务上线", "工会干部业务培训开班",
	"劳模工匠宣讲走进车间", "女职工关爱行动", "困难职工帮扶资金发放", "职工运动会报名开始", "新就业群体入会服务月",
	"健康讲座进园区", "读书分享会举行", "民主管理工作交流", "消费帮扶专场", "季度先进班组公布",
}

// Channels of articles and readings with their parts in a hundred.
var channels = [...]struct {
	name string
	part int
}{{"wechat", 52}, {"website", 24}, {"app", 14}, {"video", 6}, {"weibo", 4}}

func (d *dice) channel() string {
	n := d.below(100)
	for _, c := range channels {
		if n -= c.part; n < 0 {
			return c.name
		}
	}
	return channels[0].name
}

// piece is an article that can be read.
type piece struct {
	union, article, channel string
	slot                    time.Time
}

// shelf holds a unit's articles of the last readDays days. What a slot publishes is read from the next slot on, so that
// the readings of a slot do not depend on the order in which it is generated.
type shelf struct{ pieces, fresh []piece }

const readDays = 10

func (h *shelf) turn(now time.Time) {
	if len(h.fresh) > 0 {
		h.pieces = append(h.pieces, h.fresh...)
		h.fresh = h.fresh[:0]
	}
	old := 0
	for old < len(h.pieces) && h.pieces[old].slot.Before(now.Add(-readDays*24*time.Hour)) {
		old++
	}
	h.pieces = h.pieces[old:]
}

// choose picks an article, new ones more often; without any it is one of the union's lasting guides.
func (h *shelf) choose(d *dice, union string) piece {
	lasting, skew, which, channel := d.chance(0.1), d.part(), d.below(6), d.channel()
	if lasting || len(h.pieces) == 0 {
		return piece{union: union, article: "guide-" + string(rune('1'+which)), channel: channel}
	}
	return h.pieces[len(h.pieces)-1-int(float64(len(h.pieces))*skew*skew)]
}

// publish brings out the slot's articles: of a thousand, ten are withdrawn later, five are corrected and three were
// put out by mistake and are voided.
func (s *stream) publish(t time.Time, share float64) {
	d := roll(s.seed, "articles", t.Unix())
	total := s.today.articles[len(s.units)-1]
	for i := range d.count(share * articlesAQuarter * total) {
		n := d.pick(s.today.articles)
		s.article(roll(s.seed, "article", t.Unix()<<8|int64(i)), n, t, i)
	}
}

func (s *stream) article(d dice, n int, t time.Time, i int) {
	union, channel := s.units[n].home(&d), d.channel()
	p := piece{union: union, article: stamp(t, i), channel: channel, slot: t}
	s.shelves[n].fresh = append(s.shelves[n].fresh, p)
	out := feed.Draft{
		Source: "/" + union + "/" + channel, ID: "pub-" + p.article, Type: "article.published", Subject: p.article,
		Time: d.within(t),
		Data: map[string]any{
			"union": union, "article": p.article, "channel": channel,
			"title": titles[d.below(len(titles))], "original": d.chance(0.7),
		},
	}
	s.send(&d, out)
	s.carry(roll(s.seed, "platform", t.Unix()<<8|int64(i)), n, p, out.Time)
	s.offer(roll(s.seed, "offer", t.Unix()<<8|int64(i)), p, out.Time)
	switch luck := d.part(); {
	case luck < 0.010:
		s.send(&d, feed.Draft{
			Source: out.Source, ID: "out-" + p.article, Type: "article.withdrawn", Subject: p.article,
			Time: later(out.Time, 30+d.waiting(20*60)),
			Data: map[string]any{"union": union, "article": p.article, "reason": "updated elsewhere"},
		})
	case luck < 0.015:
		fix := out
		fix.ID, fix.Corrects = "fix-"+p.article, out.ID
		fix.Data = map[string]any{
			"union": union, "article": p.article, "channel": channel,
			"title": titles[d.below(len(titles))], "original": false,
		}
		s.sendAt(&d, fix, later(out.Time, 10+d.waiting(120)))
	case luck < 0.018:
		s.send(&d, voided(out, later(out.Time, 5+d.waiting(60))))
	}
}

// voided takes an event out again.
func voided(of feed.Draft, at time.Time) feed.Draft {
	return feed.Draft{
		Source: of.Source, ID: "void-" + of.ID, Type: "event.voided", Time: at,
		Data: map[string]any{"union": of.Data["union"], "event": of.ID},
	}
}

package recount

import (
	"slices"

	"unionscreen/queries"
)

func (m *model) article(union string, own []queries.LedgerRow) {
	published, states := kind(own, "article.published"), kind(own, "article.published", "article.withdrawn")
	asked := pick(published, func(x queries.LedgerRow) bool {
		return is(m.where.Channels, x.Channel) && is(m.where.Columns, text(x, "column"))
	})
	if len(asked) > 0 && m.in(published[0]) && last(states).Type == "article.published" {
		m.add(union, "articles")
		m.set(union, "article_days", day(published[0]))
		if told(last(published), "original") == true {
			m.add(union, "originals")
		}
	}
	if len(within(m, kind(own, "article.submitted"))) > 0 {
		m.add(union, "submitted_articles")
	}
	adopted := within(m, kind(own, "article.adopted"))
	if len(adopted) > 0 {
		m.add(union, "adopted_articles")
	}
	if slices.ContainsFunc(adopted, func(x queries.LedgerRow) bool { return text(x, "place") == "homepage" }) {
		m.add(union, "adopted_homepage")
	}
}

func (m *model) reads(union string, own []queries.LedgerRow) {
	rows := kind(own, "article.reads_reported")
	read := kind(own, "article.read")
	human := pick(read, func(x queries.LedgerRow) bool { return x.Agent == "" })
	onReported := func(x queries.LedgerRow) bool {
		return slices.ContainsFunc(rows, func(row queries.LedgerRow) bool { return row.Channel == x.Channel })
	}
	for i, x := range human {
		before := pick(human[:i], func(y queries.LedgerRow) bool { return y.Person == x.Person && day(y) == day(x) })
		switch {
		case !m.in(x) || !is(m.where.Channels, x.Channel):
		case x.Person != "" && len(before) >= 3:
			m.add(union, "reads_repeat")
		default:
			if x.Person == "" {
				m.add(union, "reads_anonymous")
			}
			if !onReported(x) {
				m.add(union, "reads")
				m.add(union, "reads_single")
				m.reader(union, x.Person)
			}
		}
	}
	for _, x := range within(m, read) {
		if x.Agent != "" && is(m.where.Channels, x.Channel) {
			m.add(union, "reads_crawler")
		}
	}
	for _, x := range within(m, kind(own, "article.shared")) {
		if len(m.where.Channels) == 0 {
			m.add(union, "shares")
			if text(x, "of") != "" {
				m.add(union, "superior_shares")
			}
		}
	}
	published := kind(own, "article.published")
	for _, channel := range []string{"wechat", "weibo"} {
		if is(m.where.Channels, channel) {
			m.channel(union, pick(rows, func(x queries.LedgerRow) bool { return x.Channel == channel }), published)
		}
	}
}

func (m *model) reader(union, person string) {
	if person != "" {
		if m.read[union] == nil {
			m.read[union] = map[string]bool{}
		}
		m.read[union][person] = true
	}
}

// channel counts the reported rows of an article on one channel.
func (m *model) channel(union string, rows, published []queries.LedgerRow) {
	of := func(measure string) []queries.LedgerRow {
		return standing(pick(rows, func(x queries.LedgerRow) bool { return text(x, "measure") == measure }))
	}
	basis := m.rules.ReadsBasis
	if basis == "best" {
		if basis = "users"; len(of("times")) > 0 {
			basis = "times"
		}
	}
	for _, x := range within(m, of(basis)) {
		m.addMany(union, "reads", increment(x, of(basis), published, "reads"))
		m.addMany(union, "reads_reported", increment(x, of(basis), published, "reads"))
		m.addMany(union, "shares", increment(x, of(basis), published, "shares"))
	}
	for _, x := range within(m, of("users")) {
		m.addMany(union, "readers_reported", increment(x, of("users"), published, "reads"))
	}
}

// standing gives the rows that no later one of the same day replaces.
func standing(rows []queries.LedgerRow) (left []queries.LedgerRow) {
	for i, x := range rows {
		if !slices.ContainsFunc(rows[i+1:], func(y queries.LedgerRow) bool { return day(y) == day(x) }) {
			left = append(left, x)
		}
	}
	return left
}

func increment(x queries.LedgerRow, rows, published []queries.LedgerRow, name string) int64 {
	if told(x, name) == nil {
		return 0
	}
	if told(x, "cumulative") != true {
		return number(x, name)
	}
	earlier := pick(rows, func(y queries.LedgerRow) bool {
		return told(y, "cumulative") == true && told(y, name) != nil && day(y) < day(x)
	})
	if len(earlier) > 0 {
		before := slices.MaxFunc(earlier, func(a, b queries.LedgerRow) int { return happenedByModel(a).Compare(happenedByModel(b)) })
		return number(x, name) - number(before, name)
	}
	if len(published) > 0 {
		since := happenedByModel(x).Sub(at(day(published[0])[len("2026-"):])).Hours() / 24
		if since >= 0 && since <= 30 {
			return number(x, name)
		}
	}
	return 0
}

func (m *model) activity(union string, own []queries.LedgerRow) {
	all, joined := kind(own, "activity.held"), kind(own, "activity.joined")
	held := within(m, all)
	asked := pick(held, func(x queries.LedgerRow) bool { return is(m.where.Kinds, text(x, "kind")) })
	if len(asked) > 0 {
		m.add(union, "activities")
	}
	if slices.ContainsFunc(asked, func(x queries.LedgerRow) bool { return is([]string{"course", "training", "lecture"}, text(x, "kind")) }) {
		m.add(union, "trainings")
	}
	if len(m.where.Kinds) == 0 || len(all) > 0 && is(m.where.Kinds, text(last(all), "kind")) {
		for i, x := range joined {
			again := x.Person != "" && slices.ContainsFunc(joined[:i], func(y queries.LedgerRow) bool { return y.Person == x.Person })
			if m.in(x) && !again {
				m.add(union, "participations")
			}
		}
	}
	if slices.ContainsFunc(within(m, kind(own, "project.featured")), func(x queries.LedgerRow) bool { return is(m.where.Levels, text(x, "level")) }) {
		m.add(union, "featured_projects")
	}
}

func (m *model) groups(union string) {
	for _, group := range []string{"g", "h"} {
		if slices.ContainsFunc(within(m, kind(m.live, "activity.held")), func(x queries.LedgerRow) bool {
			return x.Union == union && text(x, "group") == group && is(m.where.Kinds, text(x, "kind"))
		}) {
			m.add(union, "interest_groups")
		}
	}
}

func (m *model) online(union string, own []queries.LedgerRow) {
	if len(within(m, kind(own, "union.online"))) > 0 {
		m.add(union, "grassroots_online")
	}
}

func (m *model) merchant(union string, own []queries.LedgerRow) {
	own = kind(own, "merchant.joined", "merchant.left")
	before := pick(own, func(x queries.LedgerRow) bool { return x.Time.Before(m.w.Start) })
	joined := func(events []queries.LedgerRow) int64 {
		if len(events) > 0 && last(events).Type == "merchant.joined" {
			return 1
		}
		return 0
	}
	m.addMany(union, "merchants", joined(own))
	m.addMany(union, "merchants_net", joined(own)-joined(before))
}

func (m *model) post(union string, own []queries.LedgerRow) {
	own = kind(own, "post.created", "post.removed")
	created := kind(own, "post.created")
	if len(created) > 0 && m.in(created[0]) && last(own).Type == "post.created" && is(m.where.Kinds, text(created[0], "kind")) {
		m.add(union, "posts")
	}
}

func (m *model) account(union, thing string, own []queries.LedgerRow) {
	for _, channel := range []string{"wechat", "weibo"} {
		rows := standing(pick(kind(own, "channel.measured"), func(x queries.LedgerRow) bool { return x.Channel == channel }))
		if len(rows) == 0 || !is(m.where.Channels, channel) {
			continue
		}
		slices.SortFunc(rows, func(a, b queries.LedgerRow) int { return happenedByModel(a).Compare(happenedByModel(b)) })
		stating := func(name string) []queries.LedgerRow {
			return pick(rows, func(x queries.LedgerRow) bool { return told(x, name) != nil })
		}
		if with := stating("followers"); len(with) > 0 {
			m.addMany(union, "followers", number(last(with), "followers"))
		}
		if x := last(rows); told(x, "followers") != nil && told(x, "active_followers") != nil {
			m.addMany(union, "followers_of", number(x, "followers"))
			m.addMany(union, "active_followers_of", number(x, "active_followers"))
		}
		for _, x := range within(m, rows) {
			m.addMany(union, "video_plays", number(x, "plays"))
		}
		if with := stating("index"); len(with) > 0 {
			m.places = append(m.places, queries.ChannelMark{Union: union, Channel: channel, Account: thing, IndexName: "WCI", IndexMicro: 1e6 * number(last(with), "index")})
		}
	}
}

func (m *model) base(union string) {
	reports := pick(kind(m.live, "union.base_reported"), func(x queries.LedgerRow) bool { return x.Union == union })
	if len(reports) == 0 {
		return
	}
	slices.SortStableFunc(reports, func(a, b queries.LedgerRow) int { return happenedByModel(a).Compare(happenedByModel(b)) })
	for _, name := range []string{"employees", "members", "grassroots", "entered"} {
		if x := last(reports); told(x, name) != nil {
			m.tally.of(union).Counts["base_"+name] = number(x, name)
		}
	}
}

package recount

import (
	"testing"

	"unionscreen/queries"
)

// reportedRowOf is a row of article a of u1 on wechat, as story reads it.
func reportedRowOf(sent, date, measure, figures string) string {
	return sent + " u1 article.reads_reported a channel=wechat date=" + date + " measure=" + measure + " " + figures
}

func TestReportedReads(t *testing.T) {
	row := reportedRowOf
	const names = "reads reads_single reads_reported"
	check(t, names, []example{
		{"a day's own number counts on its day, whenever it is sent", september, story(row("10-20", "09-30", "times", "cumulative=false reads=5")), []string{"u1 reads=5 reads_reported=5"}},
		{"the day before and the day after do not", september, story(row("09-20", "08-31", "times", "cumulative=false reads=5"), row("09-20", "10-01", "times", "cumulative=false reads=7")), nil},
		{"running: the day of as_of has begun", running, story(row("09-20", "09-15", "times", "cumulative=false reads=5"), row("09-20", "09-16", "times", "cumulative=false reads=7")),
			[]string{"u1 reads=5 reads_reported=5"}},
		{"of several rows of one day the last sent stands", september, story(row("09-20", "09-02", "times", "cumulative=false reads=5"), row("09-19", "09-02", "times", "cumulative=false reads=7")),
			[]string{"u1 reads=5 reads_reported=5"}},
		{"at one instant the greater id", september, story(row("09-20", "09-02", "times", "cumulative=false reads=5"), row("09-20", "09-02", "times", "cumulative=false reads=7")),
			[]string{"u1 reads=7 reads_reported=7"}},
		{"the row that stands is voided: the one before stands again", september,
			append(story(row("09-19", "09-02", "times", "cumulative=false reads=5"), row("09-20", "09-02", "times", "cumulative=false reads=7")), void("v", "09-21", "02")),
			[]string{"u1 reads=5 reads_reported=5"}},
		{"days add up", september, story(row("09-03", "09-02", "times", "cumulative=false reads=5"), row("09-04", "09-03", "times", "cumulative=false reads=7")), []string{"u1 reads=12 reads_reported=12"}},
		{"another article, channel or union is another series", september, story(row("09-03", "09-02", "times", "cumulative=false reads=5"),
			"09-03 u1 article.reads_reported b channel=wechat date=09-02 measure=times cumulative=false reads=10",
			"09-03 u1 article.reads_reported a channel=weibo date=09-02 measure=times cumulative=false reads=100",
			"09-03 u2 article.reads_reported a channel=wechat date=09-02 measure=times cumulative=false reads=1000"),
			[]string{"u1 reads=115 reads_reported=115", "u2 reads=1000 reads_reported=1000"}},
	})
}

func TestCumulativeReads(t *testing.T) {
	row := reportedRowOf
	const published = "09-01 20:00 u1 article.published a channel=website"
	check(t, "reads_reported", []example{
		{"a first row without a publication is the base line", september, story(row("09-03", "09-02", "times", "cumulative=true reads=100")), nil},
		{"the second counts by its difference", september, story(row("09-03", "09-02", "times", "cumulative=true reads=100"), row("09-04", "09-03", "times", "cumulative=true reads=130")), []string{"u1 reads_reported=30"}},
		{"the difference is to the latest earlier day, however long ago", september, story(row("01-03", "01-02", "times", "cumulative=true reads=100"), row("09-04", "09-03", "times", "cumulative=true reads=130")),
			[]string{"u1 reads_reported=30"}},
		{"a fall counts down", september, story(row("09-03", "09-02", "times", "cumulative=true reads=100"), row("09-04", "09-03", "times", "cumulative=true reads=90")), []string{"u1 reads_reported=-10"}},
		{"a row of a day between changes both differences: 20 and 10, 30 in all", september, story(row("09-03", "09-02", "times", "cumulative=true reads=100"), row("09-05", "09-04", "times", "cumulative=true reads=130"),
			row("09-09", "09-03", "times", "cumulative=true reads=120")), []string{"u1 reads_reported=30"}},
		{"... of which only the day in the window", window("09-04", "09-05", ""), story(row("09-03", "09-02", "times", "cumulative=true reads=100"), row("09-05", "09-04", "times", "cumulative=true reads=130"),
			row("09-09", "09-03", "times", "cumulative=true reads=120")), []string{"u1 reads_reported=10"}},
		{"a replaced row makes no difference", september, story(row("09-03", "09-02", "times", "cumulative=true reads=100"), row("09-09", "09-02", "times", "cumulative=true reads=110"),
			row("09-04", "09-03", "times", "cumulative=true reads=130")), []string{"u1 reads_reported=20"}},
		{"published the same day, later than the day began: the first row counts in full", september, story(published, row("09-02", "09-01", "times", "cumulative=true reads=100")), []string{"u1 reads_reported=100"}},
		{"published 30 days before", september, story("08-02 23:59 u1 article.published a channel=website", row("09-02", "09-01", "times", "cumulative=true reads=100")), []string{"u1 reads_reported=100"}},
		{"published 31 days before", september, story("08-01 23:59 u1 article.published a channel=website", row("09-02", "09-01", "times", "cumulative=true reads=100")), nil},
		{"published the day after the row's day", september, story("09-02 u1 article.published a channel=website", row("09-02", "09-01", "times", "cumulative=true reads=100")), nil},
		{"the first publication is what counts", september, story("01-02 u1 article.published a channel=website", "09-01 u1 article.published a channel=wechat", row("09-02", "09-01", "times", "cumulative=true reads=100")), nil},
		{"published by another union", september, story("09-01 u2 article.published a channel=website", row("09-02", "09-01", "times", "cumulative=true reads=100")), nil},
		{"another article", september, story("09-01 u1 article.published b channel=website", row("09-02", "09-01", "times", "cumulative=true reads=100")), nil},
		{"withdrawn since: the publication is known all the same", september, story(published, "09-02 u1 article.withdrawn a", row("09-02", "09-01", "times", "cumulative=true reads=100")), []string{"u1 reads_reported=100"}},
		{"the publication is voided", september, append(story(published, row("09-02", "09-01", "times", "cumulative=true reads=100")), void("v", "09-03", "01")), nil},
		{"running: a publication after as_of is not known yet", running, story("09-15 18:00 u1 article.published a channel=website", row("09-16", "09-15", "times", "cumulative=true reads=100")), nil},
		{"only the first row ever can be in full", september, story(published, row("08-31", "08-30", "times", "cumulative=true reads=60"), row("09-02", "09-01", "times", "cumulative=true reads=100")), []string{"u1 reads_reported=40"}},
		{"plain numbers between are no part of the chain, and count as they are", september, story(row("09-03", "09-02", "times", "cumulative=true reads=100"), row("09-04", "09-03", "times", "cumulative=false reads=7"),
			row("09-05", "09-04", "times", "cumulative=true reads=130")), []string{"u1 reads_reported=37"}},
		{"a plain row that replaces a cumulative one takes it out of the chain", september, story(row("09-03", "09-02", "times", "cumulative=true reads=100"), row("09-04", "09-03", "times", "cumulative=true reads=120"),
			row("09-09", "09-03", "times", "cumulative=false reads=1"), row("09-05", "09-04", "times", "cumulative=true reads=130")), []string{"u1 reads_reported=31"}},
		{"times and users are two chains", september, story(row("09-03", "09-02", "times", "cumulative=true reads=100"), row("09-03", "09-02", "users", "cumulative=true reads=50"),
			row("09-04", "09-03", "times", "cumulative=true reads=130"), row("09-04", "09-03", "users", "cumulative=true reads=51")), []string{"u1 reads_reported=30"}},
	})
}

func TestReadsBasis(t *testing.T) {
	row := reportedRowOf
	events := story(
		"09-01 u1 article.published a channel=wechat",
		row("09-03", "09-02", "users", "cumulative=false reads=40 shares=4"),
		row("09-04", "09-03", "users", "cumulative=true reads=50 shares=3"),
		row("09-03", "09-02", "times", "cumulative=false reads=100 shares=9"),
		"09-03 u1 article.reads_reported a channel=weibo date=09-02 measure=users cumulative=false reads=7 shares=1")
	const names = "reads reads_reported shares readers_reported"
	for basis, want := range map[string]string{
		queries.BasisBest:  "u1 readers_reported=97 reads=107 reads_reported=107 shares=10", // 100 times on wechat, 7 users on weibo; 9+1 shares
		queries.BasisTimes: "u1 readers_reported=97 reads=100 reads_reported=100 shares=9",  // weibo has no times: nothing of it
		queries.BasisUsers: "u1 readers_reported=97 reads=97 reads_reported=97 shares=8",    // 40+50+7; the rows of times do not count
	} {
		rules := testRules()
		rules.ReadsBasis = basis
		checkWith(t, rules, queries.Where{}, names, []example{{basis, september, events, []string{want}}})
	}
	check(t, names, []example{
		{"rows of times after the end do not make the basis yet", september, story(row("09-03", "09-02", "users", "cumulative=false reads=40"), row("10-03", "10-01", "times", "cumulative=false reads=1")),
			[]string{"u1 readers_reported=40 reads=40 reads_reported=40"}},
		{"rows of times before the window do, even if they say nothing of it", september, story(row("09-03", "09-02", "users", "cumulative=false reads=40 shares=4"), row("08-03", "08-01", "times", "cumulative=false reads=1")),
			[]string{"u1 readers_reported=40"}},
		{"the only row of times is voided", september, append(story(row("09-03", "09-02", "users", "cumulative=false reads=40"), row("09-03", "09-02", "times", "cumulative=false reads=1")), void("v", "09-04", "02")),
			[]string{"u1 readers_reported=40 reads=40 reads_reported=40"}},
	})
}

func TestReportedShares(t *testing.T) {
	row := reportedRowOf
	check(t, "shares superior_shares", []example{
		{"rows and single shares add up; rows do not displace single shares", september, story(row("09-03", "09-02", "times", "cumulative=false reads=0 shares=5"), "09-02 u1 article.shared a", "09-02 u1 article.shared a by=r of=u9"),
			[]string{"u1 shares=7 superior_shares=1"}},
		{"single shares by their time", september, story("08-31 23:59:59.999999 u1 article.shared a of=u9", "09-01 u1 article.shared a", "10-01 u1 article.shared a"), []string{"u1 shares=1"}},
		{"each share is one, whoever shares how often", september, story("09-02 u1 article.shared a by=r", "09-02 u1 article.shared a by=r", "09-02 u1 article.shared a by=r", "09-02 u1 article.shared a by=r"), []string{"u1 shares=4"}},
		{"cumulative shares by difference among the rows that state them", september, story(row("09-03", "09-02", "times", "cumulative=true reads=1 shares=10"), row("09-04", "09-03", "times", "cumulative=true reads=2"),
			row("09-05", "09-04", "times", "cumulative=true reads=3 shares=14")), []string{"u1 shares=4"}},
		{"the first row that states shares is in full if the article is young on that day", september, story("09-01 u1 article.published a channel=wechat", row("09-03", "09-02", "times", "cumulative=true reads=1"),
			row("09-04", "09-03", "times", "cumulative=true reads=2 shares=10")), []string{"u1 shares=10"}},
		{"a row without shares replaces one with", september, story(row("09-03", "09-02", "times", "cumulative=false reads=1 shares=10"), row("09-04", "09-02", "times", "cumulative=false reads=1")), nil},
		{"a fall", september, story(row("09-03", "09-02", "times", "cumulative=true reads=1 shares=10"), row("09-04", "09-03", "times", "cumulative=true reads=2 shares=8")), []string{"u1 shares=-2"}},
	})
}

func TestSingleAndReportedReads(t *testing.T) {
	row := reportedRowOf
	read := func(when, channel, reader string) string {
		line := when + " u1 article.read a"
		if channel != "" {
			line += " channel=" + channel
		}
		if reader != "" {
			line += " by=" + reader
		}
		return line
	}
	check(t, "reads reads_single reads_reported reads_repeat reads_anonymous reads_crawler", []example{
		{"a reported row takes out the single readings of its channel, not of others", september,
			story(row("09-03", "09-02", "times", "cumulative=false reads=5"), read("09-04", "wechat", "r"), read("09-04", "website", "r"), read("09-04", "", "r")), []string{"u1 reads=7 reads_reported=5 reads_single=2"}},
		{"a row of long ago does so too", september, story(row("01-03", "01-02", "users", "cumulative=true reads=5"), read("09-04", "wechat", "r")), nil},
		{"a row of a day after the end does not yet", september, story(row("09-03", "10-01", "times", "cumulative=false reads=5"), read("09-04", "wechat", "r")), []string{"u1 reads=1 reads_single=1"}},
		{"a voided row does not", september, append(story(row("09-03", "09-02", "times", "cumulative=false reads=5"), read("09-04", "wechat", "r")), void("v", "09-05", "01")), []string{"u1 reads=1 reads_single=1"}},
		{"the guard is first: readings on a reported channel use up the limit", september,
			story(row("09-03", "09-02", "times", "cumulative=false reads=5"), read("09-04 08:00", "wechat", "r"), read("09-04 09:00", "wechat", "r"), read("09-04 10:00", "website", "r"), read("09-04 11:00", "website", "r")),
			[]string{"u1 reads=6 reads_repeat=1 reads_reported=5 reads_single=1"}},
		{"what the guard took out is told of reported channels too, and anonymous readings", september,
			story(row("09-03", "09-02", "times", "cumulative=false reads=5"), read("09-04", "wechat", ""), read("09-04", "wechat", "")+" agent=bot"), []string{"u1 reads=5 reads_anonymous=1 reads_crawler=1 reads_reported=5"}},
		{"anonymous readings count", september, story(read("09-04", "", ""), read("09-04", "wechat", ""), read("09-04", "wechat", "r")), []string{"u1 reads=3 reads_anonymous=2 reads_single=3"}},
		{"the same article of another union is not concerned", september, story(row("09-03", "09-02", "times", "cumulative=false reads=5"), "09-04 u2 article.read a channel=wechat by=r"),
			[]string{"u1 reads=5 reads_reported=5", "u2 reads=1 reads_single=1"}},
	})
	rules := testRules()
	rules.ReadsBasis = queries.BasisTimes
	checkWith(t, rules, queries.Where{}, "reads reads_single", []example{
		{"by the rule of times a channel with rows of users alone counts nothing at all", september, story(row("09-03", "09-02", "users", "cumulative=false reads=5"), read("09-04", "wechat", "r")), nil},
	})
	events := story(row("09-03", "09-02", "users", "cumulative=false reads=5 shares=2"), read("09-04 08:00", "website", "r"), read("09-04 09:00", "", "r"), read("09-04 10:00", "website", "r"), read("09-04 11:00", "website", "r"),
		"09-04 u1 article.shared a of=u9", read("09-05", "website", "")+" agent=bot", read("09-05", "", ""))
	const names = "reads reads_single reads_reported reads_repeat reads_anonymous reads_crawler shares superior_shares readers_reported"
	for _, x := range []struct {
		channels []string
		want     []string
	}{
		{nil, []string{"u1 readers_reported=5 reads=9 reads_anonymous=1 reads_crawler=1 reads_repeat=1 reads_reported=5 reads_single=4 shares=3 superior_shares=1"}},
		{[]string{"website"}, []string{"u1 reads=2 reads_crawler=1 reads_repeat=1 reads_single=2"}}, // the guard counts over all channels
		{[]string{"wechat"}, []string{"u1 readers_reported=5 reads=5 reads_reported=5 shares=2"}},
		{[]string{"wechat", "website"}, []string{"u1 readers_reported=5 reads=7 reads_crawler=1 reads_repeat=1 reads_reported=5 reads_single=2 shares=2"}},
		{[]string{"tv"}, nil},
	} {
		checkWith(t, testRules(), queries.Where{Channels: x.channels}, names, []example{{"where channel", september, events, x.want}})
	}
}

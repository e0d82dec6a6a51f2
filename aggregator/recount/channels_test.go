package recount

import (
	"slices"
	"testing"

	"unionscreen/queries"
)

func measuredOn(sent, date, figures string) string {
	return sent + " u1 channel.measured acc channel=wechat date=" + date + " " + figures
}

func TestFollowers(t *testing.T) {
	row := measuredOn
	check(t, "followers active_followers_of followers_of", []example{
		{"the last day before the end, however long ago", september, story(row("01-03", "01-02", "followers=100 active_followers=10")), []string{"u1 active_followers_of=10 followers=100 followers_of=100"}},
		{"by date, not by when it was sent", september, story(row("09-20", "09-02", "followers=100"), row("09-04", "09-03", "followers=90")), []string{"u1 followers=90"}},
		{"of one day the last sent", september, story(row("09-20", "09-02", "followers=100"), row("09-04", "09-02", "followers=90")), []string{"u1 followers=100"}},
		{"the last of September counts, the first of October not", september, story(row("10-05", "09-30", "followers=100"), row("09-04", "10-01", "followers=90")), []string{"u1 followers=100"}},
		{"running: today's has begun", running, story(row("09-15", "09-15", "followers=100"), row("09-15", "09-16", "followers=90")), []string{"u1 followers=100"}},
		{"a day without followers is passed over for the stock, but makes no rate", september, story(row("09-04", "09-03", "followers=100 active_followers=10"), row("09-05", "09-04", "plays=3")), []string{"u1 followers=100"}},
		{"a day with followers alone makes no rate", september, story(row("09-04", "09-03", "followers=100 active_followers=10"), row("09-05", "09-04", "followers=120")), []string{"u1 followers=120"}},
		{"a row without followers replaces one with", september, story(row("09-04", "09-03", "followers=100"), row("09-05", "09-03", "plays=1"), row("09-05", "09-01", "followers=80")), []string{"u1 followers=80"}},
		{"nobody active is a part of the rate", september, story(row("09-04", "09-03", "followers=100 active_followers=0")), []string{"u1 followers=100 followers_of=100"}},
		{"accounts, channels and unions add up", september, story(row("09-04", "09-03", "followers=100"), "09-04 u1 channel.measured acc channel=weibo date=09-03 followers=10", "09-04 u1 channel.measured other channel=weibo date=09-02 followers=1",
			"09-04 u2 channel.measured acc channel=wechat date=09-03 followers=1000"), []string{"u1 followers=111", "u2 followers=1000"}},
		{"voided", september, append(story(row("09-04", "09-03", "followers=100"), row("09-05", "09-04", "followers=90")), void("v", "09-06", "02")), []string{"u1 followers=100"}},
	})
	checkWith(t, testRules(), queries.Where{Channels: []string{"weibo"}}, "followers video_plays", []example{
		{"of a channel", september, story(row("09-04", "09-03", "followers=100 plays=5"), "09-04 u1 channel.measured acc channel=weibo date=09-03 followers=10 plays=6"), []string{"u1 followers=10 video_plays=6"}},
	})
}

func TestVideoPlays(t *testing.T) {
	row := measuredOn
	check(t, "video_plays", []example{
		{"of the days in the window", september, story(row("09-04", "08-31", "plays=1"), row("10-04", "09-01", "plays=10"), row("09-04", "09-30", "plays=100"), row("09-04", "10-01", "plays=1000")), []string{"u1 video_plays=110"}},
		{"of one day the last sent", september, story(row("09-04", "09-03", "plays=5"), row("09-05", "09-03", "plays=7")), []string{"u1 video_plays=7"}},
		{"replaced by one that does not say", september, story(row("09-04", "09-03", "plays=5"), row("09-05", "09-03", "followers=7")), nil},
	})
}

func TestChannelMarks(t *testing.T) {
	row := measuredOn
	events := story(
		row("09-04", "09-02", "index=812.5 index_name=WCI"), row("09-05", "09-03", "followers=3"), row("09-20", "09-01", "index=9 index_name=WCI"), // the 2nd is the last day that states it
		row("09-05", "09-02", "place=3 list=city")+" id=x", row("09-06", "09-04", "place=2 list=city index=-0.000001 index_name=own"), // x stands for the 2nd: the first row is replaced
		row("09-06", "10-01", "place=1 list=city"), row("09-06", "09-05", "place=9"), // after the end; in no list
		"09-05 u2 channel.measured acc channel=weibo date=09-02 index=12345678")
	want := []queries.ChannelMark{
		{Union: "u1", Channel: "wechat", Account: "acc", List: "city", Place: 2},
		{Union: "u1", Channel: "wechat", Account: "acc", IndexName: "WCI", IndexMicro: 9_000_000},
		{Union: "u1", Channel: "wechat", Account: "acc", IndexName: "own", IndexMicro: -1},
		{Union: "u2", Channel: "weibo", Account: "acc", IndexMicro: 12345678_000_000},
	}
	for seed := range uint64(4) {
		got := mustAnswer(t, ledgerOf(events...).disturbed(seed), testRules(), Question{Window: september}).Marks
		if !slices.Equal(got, want) {
			t.Errorf("got %v\nwant %v", got, want)
		}
	}
}

package recount

import (
	"maps"
	"testing"

	"unionscreen/queries"
)

func TestReaders(t *testing.T) {
	subtrees := map[string][]string{"u1": {"u1"}, "u2": {"u2"}, "both": {"u2", "u1", "u2"}, "nobody": {"u3"}}
	for _, x := range []struct {
		about  string
		where  queries.Where
		events []ev
		want   map[string]int64
	}{
		{"distinct over articles, days and unions", queries.Where{}, story("09-02 u1 article.read a by=r", "09-03 u1 article.read a by=r", "09-03 u1 article.read b by=r", "09-03 u1 article.read b by=q", "09-03 u2 article.read a by=r"),
			map[string]int64{"u1": 2, "u2": 1, "both": 2}},
		{"anonymous readings, crawlers and readings outside make none", queries.Where{}, story("09-02 u1 article.read a", "09-02 u1 article.read a by=r agent=bot", "08-31 u1 article.read a by=q", "10-01 u1 article.read a by=q"), map[string]int64{}},
		{"neither do readings on a reported channel; the reported persons are not among them", queries.Where{},
			story("09-02 u1 article.reads_reported a channel=wechat date=09-02 measure=users cumulative=false reads=9", "09-02 u1 article.read a channel=wechat by=r", "09-03 u1 article.read a channel=weibo by=q"),
			map[string]int64{"u1": 1, "both": 1}},
		{"what is excluded as a repetition has made its reader before; but one whose first three lie on a reported channel is none", queries.Where{},
			story("09-02 u1 article.reads_reported a channel=wechat date=09-02 measure=users cumulative=false reads=9", "09-03 08:00 u1 article.read a channel=wechat by=r", "09-03 08:01 u1 article.read a channel=wechat by=r",
				"09-03 08:02 u1 article.read a channel=wechat by=r", "09-03 08:03 u1 article.read a channel=weibo by=r"), map[string]int64{}},
		{"of a channel", queries.Where{Channels: []string{"weibo"}}, story("09-02 u1 article.read a channel=weibo by=r", "09-02 u1 article.read a channel=wechat by=q", "09-02 u1 article.read a by=p"), map[string]int64{"u1": 1, "both": 1}},
	} {
		t.Run(x.about, func(t *testing.T) {
			for seed := range uint64(3) {
				got := mustAnswer(t, ledgerOf(x.events...).disturbed(seed), testRules(), Question{Window: september, Where: x.where, Subtrees: subtrees})
				if !maps.Equal(got.Readers, x.want) {
					t.Errorf("got %v, want %v", got.Readers, x.want)
				}
			}
		})
	}
}

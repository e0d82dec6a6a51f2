package queries

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"
)

// on puts an event on a channel, with data.
func on(channel, data string, e ev) ev {
	e.channel, e.data = channel, data
	return e
}

func readOn(id, union, article, channel, reader, when string) ev {
	return on(channel, "", read(id, union, article, reader, when))
}

// reported is a platform's row of one day, sent at another time. measure is "times", "users", or with a "+" behind it
// a running total.
func reported(id, article, channel, day, measure string, reads int, sent string) ev {
	total := measure[len(measure)-1] == '+'
	if total {
		measure = measure[:len(measure)-1]
	}
	return ev{id: id, kind: "article.reads_reported", union: "u1", thing: article, channel: channel, date: day, at: sent,
		data: fmt.Sprintf(`{"date":%q,"measure":%q,"cumulative":%t,"reads":%d}`, day, measure, total, reads)}
}

func withShares(shares int, e ev) ev {
	e.data = e.data[:len(e.data)-1] + fmt.Sprintf(`,"shares":%d}`, shares)
	return e
}

func shared(id, union, data, when string) ev {
	return on("", data, ev{id: id, kind: "article.shared", union: union, thing: "a", at: when})
}

func TestWhatArticlesAre(t *testing.T) {
	const day = "2026-10-05 08:00:00"
	run(t, []answer{
		{name: "original is what the last publication says", family: Articles, want: "u1 reported articles=3 originals=1", events: []ev{
			on("wechat", `{"original":true}`, published("1", "u1", "a", day)), on("website", `{"original":false}`, published("2", "u1", "a", "2026-10-06")),
			on("wechat", `{}`, published("3", "u1", "b", day)), on("website", `{"original":true}`, published("4", "u1", "b", "2026-10-06")),
			on("wechat", `{"original":true}`, published("5", "u1", "c", day)), on("website", `{}`, published("6", "u1", "c", lastInstant)),
			on("website", `{"original":true}`, published("7", "u1", "c", tooLate))}},
		{name: "offered and taken up are distinct, in the period, and need no publication", family: Articles,
			want: "u1 reported adopted_articles=2 adopted_homepage=1 submitted_articles=1; u2 reported submitted_articles=1", events: []ev{
				did("1", "article.submitted", "u1", "a", "", firstInstant, `{"by":"u0"}`), did("2", "article.submitted", "u1", "a", "", lastInstant, `{}`),
				did("3", "article.submitted", "u2", "a", "", day, `{}`), did("4", "article.submitted", "u1", "b", "", tooEarly, `{}`),
				did("5", "article.adopted", "u1", "b", "", day, `{"place":"homepage"}`), did("6", "article.adopted", "u1", "b", "", day, `{"place":"news"}`),
				did("7", "article.adopted", "u1", "a", "", day, `{}`), did("8", "article.adopted", "u1", "c", "", tooLate, `{"place":"homepage"}`)}},
		{name: "where a channel: some publication of it, whenever before the end", family: Articles, where: Where{Channels: []string{"wechat"}},
			want: "u1 reported articles=1 originals=1 submitted_articles=1", events: []ev{
				on("website", "", published("1", "u1", "a", day)), on("wechat", "", published("2", "u1", "a", "2026-10-06")), on("app", `{"original":true}`, published("3", "u1", "a", "2026-10-07")),
				on("website", "", published("4", "u1", "b", day)), on("wechat", "", published("5", "u1", "b", tooLate)), did("6", "article.submitted", "u1", "b", "", day, `{}`)}},
		{name: "where a column and a channel: of one publication", family: Articles, where: Where{Channels: []string{"wechat"}, Columns: []string{"k", "l"}},
			want: "u1 reported articles=1", events: []ev{
				on("website", `{"column":"k"}`, published("1", "u1", "a", day)), on("wechat", `{"column":"m"}`, published("2", "u1", "a", day)),
				on("wechat", `{"column":"l"}`, published("3", "u1", "b", day)), on("wechat", `{}`, published("4", "u1", "c", day))}},
	})
}

func TestDaysOfArticlesAreThoseOfTheFirstPublications(t *testing.T) {
	f := newFeed(t, newStore(t))
	f.send(published("1", "u1", "a", "2026-10-05 00:00:00"), published("2", "u1", "a", "2026-10-09"), published("3", "u1", "b", "2026-10-06 23:59:59.999999"),
		published("4", "u1", "c", "2026-10-05 12:00:00"), published("5", "u1", "d", "2026-10-20"), withdrawn("6", "u1", "d", "2026-10-21"), published("7", "u1", "e", tooEarly))
	f.advance(closed)
	got := f.sums(Articles, quarter(closed)).Rows[0].Sets
	if want := map[string][]string{"article_days": {"2026-10-05", "2026-10-06"}}; !reflect.DeepEqual(got, want) {
		t.Errorf("sets %v, want %v", got, want)
	}
}

func TestWhatPlatformsReport(t *testing.T) {
	const late = "2027-01-20" // when rows are sent does not matter
	withdrawing := voiding("9", "1", late)
	run(t, []answer{
		{name: "rows of the days of the period count, whenever they are sent", family: Reads, want: "u1 reported reads=12 reads_reported=12", events: []ev{
			reported("1", "a", "wechat", "2026-09-30", "times", 100, late), reported("2", "a", "wechat", "2026-10-01", "times", 5, late),
			reported("3", "a", "wechat", "2026-12-31", "times", 7, late), reported("4", "a", "wechat", "2027-01-01", "times", 1000, late)}},
		{name: "of several rows of a day the last stands, by time, id and source", family: Reads, want: "u1 reported reads=33 reads_reported=33", events: []ev{
			reported("1", "a", "wechat", "2026-10-05", "times", 50, "2026-10-07"), reported("2", "a", "wechat", "2026-10-05", "times", 10, "2026-10-08"),
			reported("2", "b", "wechat", "2026-10-05", "times", 10, "2026-10-08").from("/b"), reported("3", "b", "wechat", "2026-10-05", "times", 20, "2026-10-08"),
			reported("4", "c", "wechat", "2026-10-05", "times", 3, "2026-10-08").from("/b"), reported("4", "c", "wechat", "2026-10-05", "times", 8, "2026-10-08").from("/a")}},
		{name: "times go before persons; persons count as readers all the same", family: Reads, want: "u1 reported readers_reported=11 reads=27 reads_reported=27", events: []ev{
			reported("1", "a", "wechat", "2026-10-05", "times", 20, late), reported("2", "a", "wechat", "2026-10-06", "users", 4, late),
			reported("3", "a", "weibo", "2026-10-06", "users", 7, late)}},
		{name: "times before the period are times", family: Reads, want: "u1 reported readers_reported=4", events: []ev{
			reported("1", "a", "wechat", "2026-09-05", "times", 20, late), reported("2", "a", "wechat", "2026-10-06", "users", 4, late)}},
		{name: "times after the period are none", family: Reads, want: "u1 reported readers_reported=4 reads=4 reads_reported=4", events: []ev{
			reported("1", "a", "wechat", "2027-01-01", "times", 20, late), reported("2", "a", "wechat", "2026-10-06", "users", 4, late)}},
		{name: "a running total adds its differences, falling ones too, over the start of the period", family: Reads, want: "u1 reported reads=-5 reads_reported=-5", events: []ev{
			reported("1", "a", "wechat", "2026-09-20", "times+", 100, late), reported("2", "a", "wechat", "2026-10-05", "times+", 130, late),
			reported("3", "a", "wechat", "2026-10-06", "times+", 95, late)}},
		{name: "a row that is no total stands beside them", family: Reads, want: "u1 reported reads=37 reads_reported=37", events: []ev{
			reported("1", "a", "wechat", "2026-09-20", "times+", 100, late), reported("2", "a", "wechat", "2026-10-05", "times", 7, late),
			reported("3", "a", "wechat", "2026-10-06", "times+", 130, late)}},
		{name: "the first total is the base line of what was never published", family: Reads, want: "u1 reported reads=1 reads_reported=1", events: []ev{
			reported("1", "a", "wechat", "2026-10-05", "times+", 100, late), reported("2", "a", "wechat", "2026-10-06", "times+", 101, late)}},
		{name: "the first total counts up to 30 days after the publication", family: Reads, want: "u1 reported reads=100 reads_reported=100", events: []ev{
			published("p", "u1", "a", "2026-10-01 23:59:59.999999"), reported("1", "a", "wechat", "2026-10-31", "times+", 100, late),
			published("q", "u1", "b", "2026-10-01 23:59:59.999999"), reported("2", "b", "wechat", "2026-11-01", "times+", 1000, late)}},
		{name: "the first total counts from the day of publication on", family: Reads, want: "u1 reported reads=100 reads_reported=100", events: []ev{
			published("p", "u1", "a", "2026-10-05 23:59:59.999999"), reported("1", "a", "wechat", "2026-10-05", "times+", 100, late),
			published("q", "u1", "b", "2026-10-06"), reported("2", "b", "wechat", "2026-10-05", "times+", 1000, late)}},
		{name: "the first publication decides, withdrawn or not, and only the union's own", family: Reads, want: "u1 reported reads=100 reads_reported=100", events: []ev{
			published("p", "u1", "a", "2026-10-05"), withdrawn("w", "u1", "a", "2026-10-06"), reported("1", "a", "wechat", "2026-10-20", "times+", 100, late),
			published("q", "u1", "b", "2026-09-01"), published("r", "u1", "b", "2026-10-05"), reported("2", "b", "wechat", "2026-10-20", "times+", 1000, late),
			published("s", "u2", "c", "2026-10-05"), reported("3", "c", "wechat", "2026-10-20", "times+", 10000, late)}},
		{name: "shares are those of the rows that count, and of rows that state them", family: Reads, want: "u1 reported readers_reported=9 reads=160 reads_reported=160 shares=7", events: []ev{
			published("p", "u1", "a", "2026-10-05"), withShares(2, reported("1", "a", "wechat", "2026-10-05", "times+", 100, late)),
			reported("2", "a", "wechat", "2026-10-06", "times+", 150, late), withShares(6, reported("3", "a", "wechat", "2026-10-07", "times+", 160, late)),
			withShares(1, reported("4", "a", "wechat", "2026-10-07", "users", 9, late)),
			withShares(1, ev{id: "5", kind: "article.reads_reported", union: "u1", thing: "b", channel: "wechat", date: "2026-10-07", at: late,
				data: `{"date":"2026-10-07","measure":"times","cumulative":false,"reads":0}`})}},
		{name: "a voided row never was", family: Reads, want: "u1 reported reads=1 reads_anonymous=1", events: []ev{
			reported("1", "a", "wechat", "2026-10-05", "times", 100, late), withdrawing, readOn("2", "u1", "a", "wechat", "", "2026-10-05")}},
		{name: "on a channel", family: Reads, where: Where{Channels: []string{"weibo"}}, want: "u1 reported readers_reported=7 reads=7 reads_reported=7", events: []ev{
			reported("1", "a", "wechat", "2026-10-05", "times", 20, late), reported("3", "a", "weibo", "2026-10-06", "users", 7, late), shared("4", "u1", `{}`, "2026-10-06")}},
	})
}

// from puts an event into another source.
func (e ev) from(source string) ev { e.source = source; return e }

func TestSingleReadingsBesideReportedRows(t *testing.T) {
	const day = "2026-10-05 10:00:00"
	events := []ev{
		readOn("1", "u1", "a", "wechat", "p", day), readOn("2", "u1", "a", "website", "p", day), readOn("3", "u1", "a", "", "q", day),
		readOn("4", "u1", "b", "wechat", "", day), readOn("5", "u2", "a", "wechat", "r", day),
		reported("6", "a", "wechat", "2026-11-01", "users", 5, "2027-01-20"),
	}
	run(t, []answer{
		{name: "a row takes out the readings of its article and channel, and no others", family: Reads,
			want: "u1 reported readers_reported=5 reads=8 reads_anonymous=1 reads_reported=5 reads_single=3; u2 reported reads=1", events: events},
		{name: "up to the day before the row they count", family: Reads, asOf: "2026-11-01", want: "u1 reported reads=4 reads_anonymous=1; u2 reported reads=1", events: events},
		{name: "on the day of the row they do not", family: Reads, asOf: "2026-11-01 00:00:00.000001",
			want: "u1 reported readers_reported=5 reads=8 reads_anonymous=1 reads_reported=5 reads_single=3; u2 reported reads=1", events: events},
		{name: "on a channel", family: Reads, where: Where{Channels: []string{"wechat"}},
			want: "u1 reported readers_reported=5 reads=6 reads_anonymous=1 reads_reported=5 reads_single=1; u2 reported reads=1", events: events},
		{name: "the guard comes first: what is taken out has used up the limit", family: Reads, want: "u1 reported reads_repeat=1", events: []ev{
			readOn("1", "u1", "a", "wechat", "p", "2026-10-05 01:00:00"), readOn("2", "u1", "a", "wechat", "p", "2026-10-05 02:00:00"),
			readOn("3", "u1", "a", "wechat", "p", "2026-10-05 03:00:00"), readOn("4", "u1", "a", "website", "p", "2026-10-05 04:00:00"),
			reported("5", "a", "wechat", "2026-10-01", "times", 0, day)}},
		{name: "the first readings count, by time, then id", family: Reads, where: Where{Channels: []string{"website"}}, want: "u1 reported reads=2 reads_repeat=1", events: []ev{
			readOn("1", "u1", "a", "wechat", "p", "2026-10-05 03:00:00"), readOn("4", "u1", "a", "website", "p", "2026-10-05 03:00:00"),
			readOn("3", "u1", "a", "website", "p", "2026-10-05 03:00:00"), readOn("2", "u1", "a", "website", "p", "2026-10-05 03:00:00")}},
		{name: "shares", family: Reads, want: "u1 reported shares=3 superior_shares=1", events: []ev{
			shared("1", "u1", `{}`, firstInstant), shared("2", "u1", `{"of":"u0"}`, lastInstant), shared("3", "u1", `{}`, day),
			shared("4", "u1", `{"of":"u0"}`, tooEarly), shared("5", "u1", `{}`, tooLate)}},
	})
}

func TestReadingsByTheBasisOfTheScheme(t *testing.T) {
	for basis, want := range map[string]string{
		BasisBest:  "u1 reported readers_reported=12 reads=27 reads_reported=27",
		BasisTimes: "u1 reported readers_reported=12 reads=20 reads_reported=20",
		BasisUsers: "u1 reported readers_reported=12 reads=12 reads_reported=12",
	} {
		s := newStore(t)
		f := newFeed(t, s)
		f.send(reported("1", "a", "wechat", "2026-10-05", "times", 20, closed), reported("2", "a", "wechat", "2026-10-05", "users", 5, closed),
			reported("3", "a", "weibo", "2026-10-05", "users", 7, closed), readOn("4", "u1", "a", "weibo", "p", "2026-10-05"))
		f.advance(closed)
		cfg := s.cfg
		cfg.ReadsBasis = basis
		newFeed(t, openStore(t, cfg)).expect(Reads, quarter(closed), want)
	}
}

// Each step is its own Advance: what the platform says, and the publication, come when the readings stand already.
func TestLaterRowsTakeReadingsOut(t *testing.T) {
	f := newFeed(t, newStore(t))
	subtree := map[string][]string{"all": {"u1"}}
	step := func(want string, readers int64, events ...ev) {
		t.Helper()
		f.send(events...)
		if got := f.advance(closed); !got.Dirty[Reads] {
			t.Errorf("reads are not dirty: %v", got.Dirty)
		}
		f.expect(Reads, quarter(closed), want)
		got, err := f.s.Readers(t.Context(), quarter(closed), Where{}, subtree)
		if err != nil || got["all"] != readers {
			t.Errorf("readers %v, want %d: %v", got, readers, err)
		}
	}
	step("u1 reported reads=3", 2, readOn("1", "u1", "a", "wechat", "p", "2026-10-05"), readOn("2", "u1", "a", "wechat", "q", "2026-10-06"), readOn("3", "u1", "b", "wechat", "q", "2026-10-06"))
	step("u1 reported reads=1", 1, reported("4", "a", "wechat", "2026-10-06", "times+", 50, closed))
	step("u1 reported reads=51 reads_reported=50 reads_single=1", 1, published("5", "u1", "a", "2026-10-05"))
	step("u1 reported reads=1", 1, published("6", "u1", "a", "2026-09-05"))
	step("u1 reported reads=51 reads_reported=50 reads_single=1", 1, voiding("7", "6", closed))
	step("u1 reported reads=3", 2, voiding("8", "4", closed))
	step("u1 reported reads=11 reads_reported=8 reads_single=3", 2, reported("9", "c", "wechat", "2026-10-06", "times", 8, closed))
}

func TestReadersAreDistinctOverDaysAndSubtrees(t *testing.T) {
	bot := func(e ev) ev { e.agent = "bot"; return e }
	f := newFeed(t, newStore(t))
	f.send(readOn("1", "u1", "a", "website", "p", "2026-10-05"), readOn("2", "u1", "a", "website", "p", "2026-10-06"), readOn("3", "u2", "b", "app", "p", "2026-10-06"),
		readOn("4", "u2", "b", "app", "q", "2026-10-06"), readOn("5", "u2", "b", "", "", "2026-10-06"), bot(readOn("6", "u2", "b", "app", "r", "2026-10-06")),
		readOn("7", "u3", "c", "wechat", "s", "2026-10-06"), reported("8", "c", "wechat", "2026-10-01", "users", 9, closed),
		readOn("9", "u1", "c", "wechat", "t", "2026-10-06"), readOn("10", "u2", "b", "app", "v", "2026-11-02 12:00:00"))
	f.advance("2026-11-02 12:00:00")
	subtrees := map[string][]string{"city": {"u1", "u2", "u3"}, "u1": {"u1"}, "u2": {"u2"}, "u3": {"u3"}, "none": {}, "twice": {"u1", "u1"}}
	for _, c := range []struct {
		asOf  string
		where Where
		want  map[string]int64
	}{
		{"2026-11-02 12:00:00", Where{}, map[string]int64{"city": 3, "u1": 1, "u2": 2, "u3": 1, "none": 0, "twice": 1}},
		{"2026-11-02 12:00:00.000001", Where{}, map[string]int64{"city": 4, "u1": 1, "u2": 3, "u3": 1, "none": 0, "twice": 1}},
		{"2026-10-06", Where{}, map[string]int64{"city": 1, "u1": 1, "u2": 0, "u3": 0, "none": 0, "twice": 1}},
		{closed, Where{Channels: []string{"website"}}, map[string]int64{"city": 1, "u1": 1, "u2": 0, "u3": 0, "none": 0, "twice": 1}},
		{closed, Where{Channels: []string{"app"}}, map[string]int64{"city": 3, "u1": 0, "u2": 3, "u3": 0, "none": 0, "twice": 0}},
	} {
		got, err := f.s.Readers(t.Context(), quarter(c.asOf), c.where, subtrees)
		if err != nil {
			t.Fatal(err)
		}
		if !maps.Equal(got, c.want) {
			t.Errorf("as of %s on %v: readers %v, want %v", c.asOf, c.where.Channels, got, c.want)
		}
	}
}

func measured(id, union, account, channel, day, data, sent string) ev {
	return ev{id: id, kind: "channel.measured", union: union, thing: account, channel: channel, date: day, at: sent, data: fmt.Sprintf(`{"date":%q,%s}`, day, data)}
}

func TestAccounts(t *testing.T) {
	const late = "2027-01-20"
	events := []ev{
		measured("1", "u1", "x", "wechat", "2026-09-30", `"followers":100,"active_followers":10,"plays":9`, late), measured("2", "u1", "x", "wechat", "2026-10-05", `"plays":5`, late),
		measured("3", "u1", "x", "video", "2026-10-05", `"followers":7,"active_followers":0,"plays":1000`, "2026-10-06"), measured("4", "u1", "x", "video", "2026-10-05", `"followers":8,"active_followers":2,"plays":3`, "2026-10-07"),
		measured("5", "u2", "y", "video", "2026-12-31", `"followers":50`, late), measured("6", "u2", "y", "video", "2027-01-01", `"followers":5000,"active_followers":1,"plays":4`, late),
	}
	run(t, []answer{
		{name: "the last day that states followers; the rate where the last day states both; plays of the period's days", family: Channels, events: events,
			want: "u1 reported active_followers_of=2 followers=108 followers_of=8 video_plays=8; u2 reported followers=50"},
		{name: "on a channel", family: Channels, where: Where{Channels: []string{"wechat"}}, events: events, want: "u1 reported followers=100 video_plays=5; u2 reported"},
		{name: "a day that begins at as_of waits", family: Channels, asOf: "2026-10-05", events: events, want: "u1 ever active_followers_of=10 followers=100 followers_of=100"},
		{name: "active ones of an account without followers are told, for a superior adds them up", family: Channels,
			want: "u1 reported active_followers_of=4; u2 reported active_followers_of=2 followers=10 followers_of=10", events: []ev{
				measured("1", "u1", "x", "wechat", "2026-10-05", `"followers":0,"active_followers":4`, late), measured("2", "u2", "y", "wechat", "2026-10-05", `"followers":10,"active_followers":2`, late)}},
		{name: "a replacement without followers takes them away", family: Channels, want: "u1 reported", events: []ev{
			measured("1", "u1", "x", "wechat", "2026-10-05", `"followers":100`, "2026-10-06"), measured("2", "u1", "x", "wechat", "2026-10-05", `"likes":1`, "2026-10-07")}},
	})
}

func TestNextChangeOfWhatSpeaksOfDays(t *testing.T) {
	f := newFeed(t, newStore(t))
	f.send(measured("1", "u1", "x", "wechat", "2026-10-05", `"followers":1`, "2026-10-01"), reported("2", "a", "wechat", "2026-10-06", "times+", 8, "2026-10-01"),
		published("3", "u1", "a", "2026-10-06 08:00:00"))
	f.advance("2026-10-04")
	for _, c := range []struct{ family, asOf, next string }{
		{Channels, "2026-10-04", "2026-10-05 00:00:00.000001"}, {Channels, "2026-10-05 00:00:00.000001", ""},
		{Reads, "2026-10-04", "2026-10-06 00:00:00.000001"}, {Reads, "2026-10-06 00:00:00.000001", "2026-10-06 08:00:00.000001"}, {Reads, "2026-10-06 08:00:00.000001", ""},
	} {
		if got := f.sums(c.family, quarter(c.asOf)).NextChange; !got.Equal(at(c.next)) {
			t.Errorf("%s as of %s: the next change is %s, want %q", c.family, c.asOf, got.In(shanghai), c.next)
		}
	}
	f.expect(Reads, quarter("2026-10-06 08:00:00"), "u1 reported")
	f.expect(Reads, quarter("2026-10-06 08:00:00.000001"), "u1 reported reads=8 reads_reported=8")
}

func TestMarksOfAccounts(t *testing.T) {
	f := newFeed(t, newStore(t))
	f.send(measured("1", "u1", "x", "wechat", "2026-10-05", `"index":1234.5,"index_name":"wci","place":7,"list":"city"`, closed),
		measured("2", "u1", "x", "wechat", "2026-10-06", `"index":-0.000001,"index_name":"bci","place":3`, closed),
		measured("3", "u1", "x", "wechat", "2026-10-07", `"followers":1,"place":2,"list":"city"`, closed),
		measured("4", "u1", "x", "video", "2026-10-07", `"index":999999999999.999999`, closed),
		measured("5", "u1", "x", "wechat", "2027-01-01", `"index":1,"index_name":"wci"`, closed))
	f.advance(closed)
	got, err := f.s.ChannelMarks(t.Context(), quarter(closed))
	if err != nil {
		t.Fatal(err)
	}
	want := []ChannelMark{
		{Union: "u1", Channel: "video", Account: "x", IndexMicro: 999_999_999_999_999_999},
		{Union: "u1", Channel: "wechat", Account: "x", List: "city", Place: 2},
		{Union: "u1", Channel: "wechat", Account: "x", IndexName: "bci", IndexMicro: -1},
		{Union: "u1", Channel: "wechat", Account: "x", IndexName: "wci", IndexMicro: 1_234_500_000},
	}
	if !slices.Equal(got, want) {
		t.Errorf("marks\n%v, want\n%v", got, want)
	}
}

// Readings, rows and accounts more densely than among all types.
func TestAnyOrderOfReadingsGivesTheFiguresOfTheSet(t *testing.T) {
	permutations := 8
	if testing.Short() {
		permutations = 2
	}
	defer func(all []string) { families = all }(families)
	families = []string{Articles, Reads, Channels}
	kinds := []string{"article.published", "article.published", "article.withdrawn", "article.submitted", "article.adopted", "article.read", "article.read",
		"article.read", "article.read", "article.read", "article.shared", "article.reads_reported", "article.reads_reported", "article.reads_reported",
		"channel.measured", "channel.measured", "event.voided"}
	for n := range permutations {
		t.Run(fmt.Sprint(n), func(t *testing.T) {
			r := rand.New(rand.NewPCG(uint64(n/2), 21))
			rows := awkward(r, 300, kinds...)
			cfg := testConfig()
			cfg.ReadsBasis = []string{BasisBest, BasisBest, BasisTimes, BasisUsers}[n%4]
			s := openStore(t, cfg)
			if err := s.Migrate(t.Context()); err != nil {
				t.Fatal(err)
			}
			if _, err := s.Marks(t.Context()); err != nil {
				t.Fatal(err)
			}
			f := newFeed(t, s)
			scattered(t, s, rand.New(rand.NewPCG(uint64(n), 22)), rows, 1+n%4, func(asOf string) { f.advance(asOf) })
			f.advance("2026-11-02 12:00:00")
			compare(t, s, newTruth(s.cfg, rows), n%4 == 0, "2026-11-02 12:00:00", "2026-11-02 12:05:00", "2026-11-02", "2027-01-01")
		})
	}
}

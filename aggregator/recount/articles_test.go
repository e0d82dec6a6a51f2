package recount

import (
	"testing"

	"unionscreen/queries"
)

func onArticle(id, kind, time, union, thing string) ev {
	return ev{id: id, kind: "article." + kind, time: time, union: union, thing: thing}
}

func TestArticles(t *testing.T) {
	check(t, "articles", []example{
		{"first instant of the window", september, []ev{onArticle("1", "published", "09-01", "u1", "a")}, []string{"u1 articles=1"}},
		{"last microsecond before it", september, []ev{onArticle("1", "published", "08-31 23:59:59.999999", "u1", "a")}, nil},
		{"last microsecond of it", september, []ev{onArticle("1", "published", "09-30 23:59:59.999999", "u1", "a")}, []string{"u1 articles=1"}},
		{"its end belongs to the next", september, []ev{onArticle("1", "published", "10-01", "u1", "a")}, nil},
		{"published on two channels is one article", september, []ev{onArticle("1", "published", "09-02", "u1", "a"), onArticle("2", "published", "09-03", "u1", "a")},
			[]string{"u1 articles=1"}},
		{"first published before: not again, though it reports", september, []ev{onArticle("1", "published", "08-02", "u1", "a"), onArticle("2", "published", "09-03", "u1", "a")},
			nil},
		{"withdrawn in the window", september, []ev{onArticle("1", "published", "09-02", "u1", "a"), onArticle("2", "withdrawn", "09-03", "u1", "a")}, nil},
		{"withdrawn at the window's end", september, []ev{onArticle("1", "published", "09-02", "u1", "a"), onArticle("2", "withdrawn", "10-01", "u1", "a")},
			[]string{"u1 articles=1"}},
		{"withdrawn after as_of of a running window", running, []ev{onArticle("1", "published", "09-02", "u1", "a"), onArticle("2", "withdrawn", "09-16", "u1", "a")},
			[]string{"u1 articles=1"}},
		{"as_of itself does not count yet", running, []ev{onArticle("1", "published", "09-15 12:00", "u1", "a")}, nil},
		{"withdrawn and published again", september, []ev{onArticle("1", "published", "09-02", "u1", "a"), onArticle("2", "withdrawn", "09-03", "u1", "a"),
			onArticle("3", "published", "09-04", "u1", "a")}, []string{"u1 articles=1"}},
		{"withdrawn before it was published", september, []ev{onArticle("1", "withdrawn", "09-01", "u1", "a"), onArticle("2", "published", "09-04", "u1", "a")},
			[]string{"u1 articles=1"}},
		{"at one instant the id decides: withdrawn last", september, []ev{onArticle("1", "published", "09-02", "u1", "a"), onArticle("2", "withdrawn", "09-02", "u1", "a")},
			nil},
		{"at one instant the id decides: published last", september, []ev{onArticle("2", "published", "09-02", "u1", "a"), onArticle("10", "withdrawn", "09-02", "u1", "a")},
			[]string{"u1 articles=1"}},
		{"the same article of two unions is two", september, []ev{onArticle("1", "published", "09-02", "u1", "a"), onArticle("2", "published", "09-02", "u2", "a"),
			onArticle("3", "published", "09-02", "u2", "b")}, []string{"u1 articles=1", "u2 articles=2"}},
		{"the first publication is voided: the next is the first", september, []ev{onArticle("1", "published", "08-02", "u1", "a"), onArticle("2", "published", "09-03", "u1", "a"),
			void("v", "09-04", "1")}, []string{"u1 articles=1"}},
	})
}

func TestOriginals(t *testing.T) {
	check(t, "articles originals article_days", []example{
		{"the last publication says whether it is original", september, story("09-02 u1 article.published a channel=website original=true", "09-03 u1 article.published a channel=wechat", "09-02 u1 article.published b channel=website",
			"09-03 u1 article.published b channel=wechat original=true"), []string{"u1 articles=2 originals=1 article_days={2026-09-02}"}},
		{"original is false", september, story("09-02 u1 article.published a channel=website original=false"), []string{"u1 articles=1 article_days={2026-09-02}"}},
		{"said original after the end: not yet", september, story("09-02 u1 article.published a channel=website", "10-01 u1 article.published a channel=website original=true"), []string{"u1 articles=1 article_days={2026-09-02}"}},
		{"an original that does not count", september, story("08-02 u1 article.published a channel=website original=true", "09-02 u1 article.published b channel=website original=true", "09-03 u1 article.withdrawn b"), nil},
		{"at one instant the id decides", september, story("09-02 u1 article.published a channel=website original=true", "09-02 u1 article.published a channel=website"), []string{"u1 articles=1 article_days={2026-09-02}"}},
		{"days are those of the zone, each once", september, story("09-02 23:59:59.999999 u1 article.published a channel=website", "09-03 u1 article.published b channel=website", "09-03 07:59 u1 article.published c channel=website"),
			[]string{"u1 articles=3 article_days={2026-09-02 2026-09-03}"}},
		{"the day of the first publication", september, story("09-02 u1 article.published a channel=website", "09-05 u1 article.withdrawn a", "09-09 u1 article.published a channel=website"), []string{"u1 articles=1 article_days={2026-09-02}"}},
	})
}

func TestArticlesWhere(t *testing.T) {
	events := story(
		"09-02 u1 article.published a channel=website column=news", "09-03 u1 article.published a channel=wechat column=life original=true",
		"09-04 u1 article.published b channel=website",
		"09-05 u1 article.published c channel=wechat", "10-01 u1 article.published c channel=tv", // on tv only after the end
		"08-05 u1 article.published d channel=wechat", // of August
		"09-06 u1 article.submitted c", "09-06 u1 article.adopted c place=homepage")
	for _, x := range []struct {
		about string
		where queries.Where
		want  string
	}{
		{"everything", queries.Where{}, "u1 adopted_articles=1 adopted_homepage=1 articles=3 originals=1 submitted_articles=1 article_days={2026-09-02 2026-09-04 2026-09-05}"},
		{"on some channel, whichever was first; the day is that of the first of all", queries.Where{Channels: []string{"wechat"}},
			"u1 adopted_articles=1 adopted_homepage=1 articles=2 originals=1 submitted_articles=1 article_days={2026-09-02 2026-09-05}"},
		{"two channels", queries.Where{Channels: []string{"website", "tv"}}, "u1 adopted_articles=1 adopted_homepage=1 articles=2 originals=1 submitted_articles=1 article_days={2026-09-02 2026-09-04}"},
		{"a column", queries.Where{Columns: []string{"news"}}, "u1 adopted_articles=1 adopted_homepage=1 articles=1 originals=1 submitted_articles=1 article_days={2026-09-02}"},
		{"channel and column of one publication", queries.Where{Channels: []string{"wechat"}, Columns: []string{"life"}}, "u1 adopted_articles=1 adopted_homepage=1 articles=1 originals=1 submitted_articles=1 article_days={2026-09-02}"},
		{"not of two", queries.Where{Channels: []string{"wechat"}, Columns: []string{"news"}}, "u1 adopted_articles=1 adopted_homepage=1 submitted_articles=1"},
		{"published there only after the end", queries.Where{Channels: []string{"tv"}}, "u1 adopted_articles=1 adopted_homepage=1 submitted_articles=1"},
	} {
		checkWith(t, testRules(), x.where, "articles originals article_days submitted_articles adopted_articles adopted_homepage", []example{{x.about, september, events, []string{x.want}}})
	}
}

func TestAdoption(t *testing.T) {
	check(t, "submitted_articles adopted_articles adopted_homepage", []example{
		{"each article once", september, story("09-02 u1 article.submitted a place=news", "09-03 u1 article.submitted a", "09-03 u1 article.submitted b", "09-03 u1 article.adopted a place=news", "09-04 u1 article.adopted a place=homepage",
			"09-05 u1 article.adopted a place=homepage"), []string{"u1 adopted_articles=1 adopted_homepage=1 submitted_articles=2"}},
		{"each in the window", september, story("08-31 23:59:59.999999 u1 article.submitted a", "09-01 u1 article.adopted a place=news", "09-30 23:59:59.999999 u1 article.submitted b", "10-01 u1 article.adopted b place=homepage"),
			[]string{"u1 adopted_articles=1 submitted_articles=1"}},
		{"offered for the home page is not taken up there", september, story("09-02 u1 article.submitted a place=homepage", "09-02 u1 article.adopted a"), []string{"u1 adopted_articles=1 submitted_articles=1"}},
		{"one name in two unions", september, story("09-02 u1 article.submitted a", "09-02 u2 article.adopted a place=homepage"), []string{"u1 submitted_articles=1", "u2 adopted_articles=1 adopted_homepage=1"}},
		{"withdrawn or never published does not matter", september, story("09-02 u1 article.submitted a", "09-03 u1 article.withdrawn a"), []string{"u1 submitted_articles=1"}},
	})
}

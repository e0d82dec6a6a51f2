package recount

import "testing"

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

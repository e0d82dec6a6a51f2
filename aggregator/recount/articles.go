package recount

import (
	"time"

	"unionscreen/queries"
)

// articles follows one article of one union at a time: their events come together and in order, apart from the person,
// which articles do not have.
type articles struct {
	some           bool
	union, article string
	first          time.Time // earliest publication; zero = none
	published      bool      // state at the window's end
}

func (t *tally) takeArticle(row queries.LedgerRow) {
	a := &t.articles
	if !a.some || a.union != row.Union || a.article != row.Thing {
		t.closeArticle()
		*a = articles{some: true, union: row.Union, article: row.Thing}
	}
	if !row.Time.Before(t.span.end) {
		return
	}
	switch row.Type {
	case "article.published":
		if a.first.IsZero() {
			a.first = row.Time
		}
		a.published = true
	case "article.withdrawn":
		a.published = false
	}
}

// closeArticle counts the article whose events are all there: first published in the window and published at its end.
func (t *tally) closeArticle() {
	a := &t.articles
	if a.some && a.published && t.span.contains(a.first) {
		t.add(a.union, "articles")
	}
	a.some = false
}

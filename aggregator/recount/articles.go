package recount

import (
	"time"

	"unionscreen/queries"
)

// article follows one article of one union: its events come in order, for none of them has a person.
type article struct {
	span           span
	where          queries.Where
	union, article string

	first     time.Time // earliest publication; zero = none
	published bool      // state at the window's end
	original  bool      // at the last publication
	matches   bool      // some publication is one of those asked for

	submitted, adopted, homepage bool // in the window
}

func (a *article) take(row queries.LedgerRow, at time.Time) error {
	switch row.Type {
	case "article.published":
		return a.publish(row)
	case "article.withdrawn":
		a.published = false
	case "article.submitted":
		a.submitted = a.submitted || a.span.contains(at)
	case "article.adopted":
		said, err := dataOf[struct{ Place string }](row)
		if err != nil {
			return err
		}
		if a.span.contains(at) {
			a.adopted, a.homepage = true, a.homepage || said.Place == "homepage"
		}
	}
	return nil
}

func (a *article) publish(row queries.LedgerRow) error {
	said, err := dataOf[struct {
		Original bool
		Column   string
	}](row)
	if err != nil {
		return err
	}
	if a.first.IsZero() {
		a.first = row.Time
	}
	a.published, a.original = true, said.Original
	if allows(a.where.Channels, row.Channel) && allows(a.where.Columns, said.Column) {
		a.matches = true
	}
	return nil
}

func (a *article) count(t *tally) {
	if !a.first.IsZero() {
		t.firstDays[[2]string{a.union, a.article}] = t.rules.dayOf(a.first)
	}
	t.countArticle(a)
	t.countSubmitted(a)
	t.countAdopted(a)
}

// countArticle: first published in the window, published at its end, and one of those asked for: some publication of it,
// whenever, has both a channel and a column that are asked for. Its day is that of the first publication, on whatever
// channel.
func (t *tally) countArticle(a *article) {
	if !a.published || !a.matches || !t.span.contains(a.first) {
		return
	}
	t.add(a.union, "articles")
	t.set(a.union, "article_days", t.name(a.first.In(t.rules.Zone).Format(time.DateOnly)))
	if a.original {
		t.add(a.union, "originals")
	}
}

package queries

import (
	"context"

	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"
)

// sumArticles answers for the family articles. A restriction to channels or columns is one of the articles published;
// what was offered and taken up is not published by the union itself, and is restricted by nothing.
func (s *Store) sumArticles(ctx context.Context, w Window, where Where) (*sums, error) {
	found := newSums("articles", "originals", "submitted_articles", "adopted_articles", "adopted_homepage")
	err := s.each(ctx, func(r driver.Rows) error {
		var union string
		var articles, originals, submitted, adopted, homepage, next int64
		var days []string
		if err := r.Scan(&union, &articles, &originals, &submitted, &adopted, &homepage, &days, &next); err != nil {
			return err
		}
		if articles+submitted+adopted != 0 {
			row := found.of(union)
			row.Counts["articles"], row.Counts["originals"] = articles, originals
			row.Counts["submitted_articles"], row.Counts["adopted_articles"], row.Counts["adopted_homepage"] = submitted, adopted, homepage
			row.Sets = map[string][]string{"article_days": days}
		}
		found.afterEvent(next)
		return nil
	}, "sums_articles", where.args(arg("start", micros(w.Start)), arg("until", micros(w.until())), arg("zone", s.cfg.Zone.String()))...)
	if err != nil {
		return nil, err
	}
	return found, s.said(ctx, Articles, w, found)
}

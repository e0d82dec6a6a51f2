-- Does a newly arrived publication, or one of the articles {more}, decide whether a running total's first row counts?
SELECT count() > 0
FROM reported_fact
WHERE hasAny(base, [1, 2, 3])
  AND (article IN {more:Array(String)} OR (union, article) IN
  (
      SELECT union, thing
      FROM ledger
      WHERE status = 'accepted' AND family = 'articles' AND type = 'article.published'
        AND arrived > fromUnixTimestamp64Micro({from:Int64}, 'UTC') AND arrived <= fromUnixTimestamp64Micro({to:Int64}, 'UTC')
  ))

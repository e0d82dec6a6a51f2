-- Which cells (day, union) take readings for untold of which newly arrived rows report the figures?
SELECT DISTINCT day, toString(union) AS place
FROM cell FINAL
ARRAY JOIN articles AS article, channels AS channel, article_told AS told
WHERE family = 'reads' AND NOT told AND (union, article, channel) IN
(
    SELECT union, thing, channel FROM ledger
    WHERE status = 'accepted' AND family = 'reads' AND type = 'article.reads_reported'
      AND arrived > fromUnixTimestamp64Micro({from:Int64}, 'UTC') AND arrived <= fromUnixTimestamp64Micro({to:Int64}, 'UTC')
)

-- Fold the articles touched by newly arrived events, and {more}, into one row each.
INSERT INTO article_fact
WITH touched AS
(
    SELECT thing FROM ledger
    WHERE status = 'accepted' AND family = 'articles' AND cityHash64(thing) % {buckets:UInt8} = {bucket:UInt8}
      AND arrived > fromUnixTimestamp64Micro({from:Int64}, 'UTC') AND arrived <= fromUnixTimestamp64Micro({to:Int64}, 'UTC')
    UNION ALL
    SELECT arrayJoin({more:Array(String)})
)
SELECT union, thing, first, arrayMap(s -> s.1, states), arrayMap(s -> s.4, states), {version:UInt64}
FROM
(
    SELECT
        union,
        thing,
        minIf(time, live AND type = 'article.published') AS first,
        arraySort(groupUniqArrayIf((time, id, toString(source), type = 'article.published'),
                                   live AND type IN ('article.published', 'article.withdrawn'))) AS states
    FROM
    (
        SELECT union, thing, type, time, id, source,
               ident NOT IN (SELECT ident FROM outs FINAL WHERE family = 'articles' AND reason != '') AS live
        FROM thread
        WHERE family = 'articles' AND thing IN (SELECT thing FROM touched)
    )
    GROUP BY union, thing
)

-- Fold the articles touched by newly arrived events, and {more}, into one row each.
INSERT INTO article_fact (union, article, first, at, up, channels, columns, originals, submitted, adopted, homepage, version)
WITH touched AS
(
    SELECT thing FROM ledger
    WHERE status = 'accepted' AND family = 'articles' AND cityHash64(thing) % {buckets:UInt8} = {bucket:UInt8}
      AND arrived > fromUnixTimestamp64Micro({from:Int64}, 'UTC') AND arrived <= fromUnixTimestamp64Micro({to:Int64}, 'UTC')
    UNION ALL
    SELECT arrayJoin({more:Array(String)})
)
SELECT union, thing, first,
       arrayMap(s -> s.1, states), arrayMap(s -> s.4, states), arrayMap(s -> s.5, states), arrayMap(s -> s.6, states), arrayMap(s -> s.7, states),
       submitted, adopted, homepage, {version:UInt64}
FROM
(
    SELECT
        union,
        thing,
        minIf(time, live AND type = 'article.published') AS first,
        arraySort(groupUniqArrayIf((time, id, toString(source), type = 'article.published', toString(channel),
                                    JSONExtractString(data, 'column'), JSONExtractBool(data, 'original')),
                                   live AND type IN ('article.published', 'article.withdrawn'))) AS states,
        arraySort(groupUniqArrayIf(time, live AND type = 'article.submitted')) AS submitted,
        arraySort(groupUniqArrayIf(time, live AND type = 'article.adopted')) AS adopted,
        arraySort(groupUniqArrayIf(time, live AND type = 'article.adopted' AND JSONExtractString(data, 'place') = 'homepage')) AS homepage
    FROM
    (
        SELECT union, thing, type, time, id, source, channel, data,
               ident NOT IN (SELECT ident FROM outs FINAL WHERE family = 'articles' AND reason != '') AS live
        FROM thread
        WHERE family = 'articles' AND thing IN (SELECT thing FROM touched)
    )
    GROUP BY union, thing
)

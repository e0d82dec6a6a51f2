-- What do these cells (day, union) of readings hold at {asof}, by the ledger up to arrival {to}?
-- Crawlers are taken out first; then at most {limit} distinct readings count per article, reader and day.
WITH
    fromUnixTimestamp64Micro({asof:Int64}, 'UTC') AS asof,
    asked AS (SELECT cell.1 AS day, cell.2 AS union FROM (SELECT arrayJoin(arrayZip({days:Array(Date)}, {unions:Array(String)})) AS cell)),
    readings AS
    (
        SELECT day, union, ident, any(thing) AS article, any(person) AS reader, any(time) AS at,
               any(agent) IN (SELECT agent FROM verdict WHERE list = {list:String} AND crawler) AS crawler
        FROM ledger
        WHERE status = 'accepted' AND family = 'reads'
          AND (day, union) IN (SELECT day, union FROM asked)
          AND arrived <= fromUnixTimestamp64Micro({to:Int64}, 'UTC')
          AND ident NOT IN (SELECT ident FROM outs FINAL
                            WHERE family = 'reads' AND day IN {days:Array(Date)} AND reason != '')
        GROUP BY day, union, ident
    ),
    groups AS
    (
        SELECT day, union, reader, crawler,
               countIf(at < asof) AS n, min(at) AS first, maxIf(at, at < asof) AS counted, minIf(at, at >= asof) AS ahead
        FROM readings
        GROUP BY day, union, article, reader, crawler
    )
SELECT
    day,
    toString(union)                                                          AS place,
    toUnixTimestamp64Micro(min(first))                                       AS first_at,
    toUnixTimestamp64Micro(max(counted))                                     AS counted_at,
    toUnixTimestamp64Micro(minIf(ahead, ahead > toDateTime64(0, 6, 'UTC')))  AS ahead_at,
    sumIf(if(reader = '', n, least(n, {limit:UInt64})), NOT crawler)         AS reads,
    sumIf(n, crawler)                                                        AS by_crawlers,
    toUInt64(sumIf(n, NOT crawler) - reads)                                   AS repeated
FROM groups
GROUP BY day, union

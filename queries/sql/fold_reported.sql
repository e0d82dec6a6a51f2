-- Fold the figures that platforms report of the articles touched by newly arrived events, and {more}. Of several rows of
-- one measure and day the last stands. A running total adds its difference to the running total before it.
INSERT INTO reported_fact (union, article, channel, since, times_since, days, users, reads, shares, base, version)
WITH
    touched AS
    (
        SELECT thing FROM ledger
        WHERE status = 'accepted' AND family = 'reads' AND type = 'article.reads_reported' AND cityHash64(thing) % {buckets:UInt8} = {bucket:UInt8}
          AND arrived > fromUnixTimestamp64Micro({from:Int64}, 'UTC') AND arrived <= fromUnixTimestamp64Micro({to:Int64}, 'UTC')
        UNION ALL
        SELECT arrayJoin({more:Array(String)})
    ),
    toDate32('2299-12-31') AS never,
    standing AS
    (
        SELECT union, article, channel, users, day, max(live) AS stands,
               argMaxIf((cumulative, read, shared), (time, id, toString(source)), live) AS figures
        FROM
        (
            SELECT union, thing AS article, channel, time, id, source,
                   JSONExtractString(data, 'measure') = 'users'     AS users,
                   toDate32(JSONExtractString(data, 'date'))        AS day,
                   JSONExtractBool(data, 'cumulative')              AS cumulative,
                   JSONExtractInt(data, 'reads')                    AS read,
                   if(JSONHas(data, 'shares'), JSONExtractInt(data, 'shares'), -1) AS shared,
                   ident NOT IN (SELECT ident FROM outs FINAL WHERE family = 'reads' AND reason != '') AS live
            FROM thread
            WHERE family = 'reads' AND type = 'article.reads_reported' AND thing IN (SELECT thing FROM touched)
        )
        GROUP BY union, article, channel, users, day
    ),
    series AS
    (
        SELECT
            union, article, channel, users,
            arraySort(groupArrayIf((day, figures.1 = 1, figures.2, figures.3), stands)) AS rows,
            arrayFill(n -> n >= 0, arrayMap(r -> if(r.2, r.3, -1), rows)) AS totals,
            arrayFill(n -> n >= 0, arrayMap(r -> if(r.2, r.4, -1), rows)) AS share_totals,
            arraySlice(arrayPushFront(totals, -1), 1, length(rows))       AS before,
            arraySlice(arrayPushFront(share_totals, -1), 1, length(rows)) AS shares_before
        FROM standing
        GROUP BY union, article, channel, users
    ),
    steps AS
    (
        SELECT
            union, article, channel, users,
            arrayMap((r, b, s) -> (r.1, users, if(r.2 AND b >= 0, r.3 - b, r.3),
                                   multiIf(r.4 < 0, 0, r.2 AND s >= 0, r.4 - s, r.4),
                                   toUInt8(if(r.2 AND b < 0, 1, 0) + if(r.2 AND r.4 >= 0 AND s < 0, 2, 0))), rows, before, shares_before) AS list
        FROM series
    )
SELECT
    union, article, channel,
    if(empty(list), never, arrayMin(s -> s.1, list)),
    arrayMin(s -> if(s.2, never, s.1), arrayPushBack(list, (never, false, 0, 0, 0))),
    arrayMap(s -> s.1, list), arrayMap(s -> s.2, list), arrayMap(s -> s.3, list), arrayMap(s -> s.4, list), arrayMap(s -> s.5, list),
    {version:UInt64}
FROM (SELECT union, article, channel, arraySort(groupArrayArray(steps.list)) AS list FROM steps GROUP BY union, article, channel)

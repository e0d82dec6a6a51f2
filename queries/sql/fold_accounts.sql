-- Fold the accounts touched by newly arrived events, and {more}, into one row each. Of several rows of a day the last
-- stands, as a whole. The index is cut out of the text: a reader of JSON would take it for a float.
INSERT INTO account_fact (union, channel, account, days, followers, active, plays, index_names, indexes, lists, places, version)
WITH touched AS
(
    SELECT thing FROM ledger
    WHERE status = 'accepted' AND family = 'channels' AND cityHash64(thing) % {buckets:UInt8} = {bucket:UInt8}
      AND arrived > fromUnixTimestamp64Micro({from:Int64}, 'UTC') AND arrived <= fromUnixTimestamp64Micro({to:Int64}, 'UTC')
    UNION ALL
    SELECT arrayJoin({more:Array(String)})
)
SELECT
    union, channel, account,
    arrayMap(r -> r.1, rows),
    arrayMap(r -> if(JSONHas(r.2, 'followers'), JSONExtractInt(r.2, 'followers'), -1), rows),
    arrayMap(r -> if(JSONHas(r.2, 'active_followers'), JSONExtractInt(r.2, 'active_followers'), -1), rows),
    arrayMap(r -> if(JSONHas(r.2, 'plays'), JSONExtractInt(r.2, 'plays'), -1), rows),
    arrayMap(r -> JSONExtractString(r.2, 'index_name'), rows),
    arrayMap(r -> toInt64OrNull(toString(toDecimal128OrNull(extract(r.2, '"index":([-+0-9.eE]+)'), 6) * 1000000)), rows),
    arrayMap(r -> JSONExtractString(r.2, 'list'), rows),
    arrayMap(r -> if(JSONHas(r.2, 'place'), JSONExtractInt(r.2, 'place'), -1), rows),
    {version:UInt64}
FROM
(
    SELECT union, channel, account, arraySort(groupArrayIf((day, said), stands)) AS rows
    FROM
    (
        SELECT union, channel, account, day, max(live) AS stands, argMaxIf(data, (time, id, toString(source)), live) AS said
        FROM
        (
            SELECT union, channel, thing AS account, toDate32(JSONExtractString(data, 'date')) AS day, time, id, source, data,
                   ident NOT IN (SELECT ident FROM outs FINAL WHERE family = 'channels' AND reason != '') AS live
            FROM thread
            WHERE family = 'channels' AND thing IN (SELECT thing FROM touched)
        )
        GROUP BY union, channel, account, day
    )
    GROUP BY union, channel, account
)

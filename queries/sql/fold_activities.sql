-- Fold the activities touched by newly arrived events, and {more}.
INSERT INTO activity_fact (union, activity, at, kinds, groups, version)
WITH touched AS
(
    SELECT thing FROM ledger
    WHERE status = 'accepted' AND family = 'activities' AND type IN ('activity.held') AND cityHash64(thing) % {buckets:UInt8} = {bucket:UInt8}
      AND arrived > fromUnixTimestamp64Micro({from:Int64}, 'UTC') AND arrived <= fromUnixTimestamp64Micro({to:Int64}, 'UTC')
    UNION ALL
    SELECT arrayJoin({more:Array(String)})
)
SELECT union, thing, arrayMap(h -> h.1, held), arrayMap(h -> h.4, held), arrayMap(h -> h.5, held), {version:UInt64}
FROM
(
    SELECT
        union,
        thing,
        arraySort(groupUniqArrayIf((time, id, toString(source), JSONExtractString(data, 'kind'), JSONExtractString(data, 'group')), live)) AS held
    FROM
    (
        SELECT union, thing, time, id, source, data,
               ident NOT IN (SELECT ident FROM outs FINAL WHERE family = 'activities' AND reason != '') AS live
        FROM thread
        WHERE family = 'activities' AND thing IN (SELECT thing FROM touched) AND type = 'activity.held'
    )
    GROUP BY union, thing
)

-- Fold the grass-roots unions touched by newly arrived events, and {more}: when each worked online.
INSERT INTO online_fact (union, grassroots, at, version)
WITH touched AS
(
    SELECT thing FROM ledger
    WHERE status = 'accepted' AND family = 'members' AND type IN ('union.online') AND cityHash64(thing) % {buckets:UInt8} = {bucket:UInt8}
      AND arrived > fromUnixTimestamp64Micro({from:Int64}, 'UTC') AND arrived <= fromUnixTimestamp64Micro({to:Int64}, 'UTC')
    UNION ALL
    SELECT arrayJoin({more:Array(String)})
)
SELECT union, thing, arraySort(groupUniqArrayIf(time, live)), {version:UInt64}
FROM
(
    SELECT union, thing, time,
           ident NOT IN (SELECT ident FROM outs FINAL WHERE family = 'members' AND reason != '') AS live
    FROM thread
    WHERE family = 'members' AND thing IN (SELECT thing FROM touched) AND type = 'union.online'
)
GROUP BY union, thing

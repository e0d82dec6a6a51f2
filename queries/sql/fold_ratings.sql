-- Fold the ratings of unions by persons touched by newly arrived events, and {more}.
INSERT INTO rating_fact (member, at, unions, grades, version)
WITH touched AS
(
    SELECT thing FROM ledger
    WHERE status = 'accepted' AND family = 'members' AND type IN ('union.rated') AND cityHash64(thing) % {buckets:UInt8} = {bucket:UInt8}
      AND arrived > fromUnixTimestamp64Micro({from:Int64}, 'UTC') AND arrived <= fromUnixTimestamp64Micro({to:Int64}, 'UTC')
    UNION ALL
    SELECT arrayJoin({more:Array(String)})
)
SELECT thing, arrayMap(r -> r.1, ratings), arrayMap(r -> r.4, ratings), arrayMap(r -> r.5, ratings), {version:UInt64}
FROM
(
    SELECT thing, arraySort(groupUniqArrayIf((time, id, toString(source), toString(union), toUInt8(JSONExtractUInt(data, 'grade'))), live)) AS ratings
    FROM
    (
        SELECT thing, time, id, source, union, data,
               ident NOT IN (SELECT ident FROM outs FINAL WHERE family = 'members' AND reason != '') AS live
        FROM thread
        WHERE family = 'members' AND thing IN (SELECT thing FROM touched) AND type = 'union.rated'
    )
    GROUP BY thing
)

-- Fold the things of {family} that come and go, touched by newly arrived events, and {more}. Of {types} the first is
-- their coming, the second their going.
INSERT INTO state_fact (family, union, thing, first, kind, at, up, version)
WITH touched AS
(
    SELECT thing FROM ledger
    WHERE status = 'accepted' AND family = {family:String} AND type IN {types:Array(String)} AND cityHash64(thing) % {buckets:UInt8} = {bucket:UInt8}
      AND arrived > fromUnixTimestamp64Micro({from:Int64}, 'UTC') AND arrived <= fromUnixTimestamp64Micro({to:Int64}, 'UTC')
    UNION ALL
    SELECT arrayJoin({more:Array(String)})
)
SELECT {family:String}, union, thing, coming.1, coming.2, arrayMap(s -> s.1, states), arrayMap(s -> s.4, states), {version:UInt64}
FROM
(
    SELECT
        union,
        thing,
        argMinIf((time, JSONExtractString(data, 'kind')), (time, id, toString(source)), live AND type = {types:Array(String)}[1]) AS coming,
        arraySort(groupUniqArrayIf((time, id, toString(source), type = {types:Array(String)}[1]), live)) AS states
    FROM
    (
        SELECT union, thing, type, time, id, source, data,
               ident NOT IN (SELECT ident FROM outs FINAL WHERE family = {family:String} AND reason != '') AS live
        FROM thread
        WHERE family = {family:String} AND thing IN (SELECT thing FROM touched) AND type IN {types:Array(String)}
    )
    GROUP BY union, thing
)

-- Fold the projects touched by newly arrived events, and {more}.
INSERT INTO project_fact (union, project, at, levels, version)
WITH touched AS
(
    SELECT thing FROM ledger
    WHERE status = 'accepted' AND family = 'activities' AND type IN ('project.featured') AND cityHash64(thing) % {buckets:UInt8} = {bucket:UInt8}
      AND arrived > fromUnixTimestamp64Micro({from:Int64}, 'UTC') AND arrived <= fromUnixTimestamp64Micro({to:Int64}, 'UTC')
    UNION ALL
    SELECT arrayJoin({more:Array(String)})
)
SELECT union, thing, arrayMap(f -> f.1, featured), arrayMap(f -> f.4, featured), {version:UInt64}
FROM
(
    SELECT union, thing, arraySort(groupUniqArrayIf((time, id, toString(source), JSONExtractString(data, 'level')), live)) AS featured
    FROM
    (
        SELECT union, thing, time, id, source, data,
               ident NOT IN (SELECT ident FROM outs FINAL WHERE family = 'activities' AND reason != '') AS live
        FROM thread
        WHERE family = 'activities' AND thing IN (SELECT thing FROM touched) AND type = 'project.featured'
    )
    GROUP BY union, thing
)

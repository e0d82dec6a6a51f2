-- Fold the participations, each of one person in one activity, touched by newly arrived events, and {more} (activity,
-- NUL, person).
INSERT INTO join_fact (union, activity, member, first, version)
WITH touched AS
(
    SELECT thing AS activity, person AS member FROM ledger
    WHERE status = 'accepted' AND family = 'activities' AND type = 'activity.joined' AND person != ''
      AND cityHash64(thing, person) % {buckets:UInt8} = {bucket:UInt8}
      AND arrived > fromUnixTimestamp64Micro({from:Int64}, 'UTC') AND arrived <= fromUnixTimestamp64Micro({to:Int64}, 'UTC')
    UNION ALL
    SELECT splitByChar('\0', pair)[1], splitByChar('\0', pair)[2] FROM (SELECT arrayJoin({more:Array(String)}) AS pair)
)
SELECT union, thing, person, minIf(time, live), {version:UInt64}
FROM
(
    SELECT union, thing, person, time,
           ident NOT IN (SELECT ident FROM outs FINAL WHERE family = 'activities' AND reason != '') AS live
    FROM thread
    WHERE family = 'activities' AND type = 'activity.joined' AND person != ''
      AND thing IN (SELECT activity FROM touched) AND (thing, person) IN (SELECT activity, member FROM touched)
)
GROUP BY union, thing, person

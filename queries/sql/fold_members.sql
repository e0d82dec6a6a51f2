-- Fold the persons touched by newly arrived events, and {more}, into one row each: the last of verified and
-- unverified decides whether, the last of verified and transferred decides where.
INSERT INTO member_fact (member, first, unions, since, until, version)
WITH touched AS
(
    SELECT thing FROM ledger
    WHERE status = 'accepted' AND family = 'members' AND type IN ('member.verified', 'member.unverified', 'member.transferred')
      AND cityHash64(thing) % {buckets:UInt8} = {bucket:UInt8}
      AND arrived > fromUnixTimestamp64Micro({from:Int64}, 'UTC') AND arrived <= fromUnixTimestamp64Micro({to:Int64}, 'UTC')
    UNION ALL
    SELECT arrayJoin({more:Array(String)})
)
SELECT member, first, arrayMap(s -> s.1, spans), arrayMap(s -> s.2, spans), arrayMap(s -> s.3, spans), {version:UInt64}
FROM
(
    SELECT
        thing AS member,
        minIf(time, live AND type = 'member.verified') AS first,
        arraySort(groupUniqArrayIf((time, id, toString(source), toString(type), toString(union), toString(union_to)), live)) AS events,
        arrayFill(w -> w != 0, arrayMap(e -> multiIf(e.4 = 'member.verified', 1, e.4 = 'member.unverified', 2, 0), events)) AS whether,
        arrayFill(w -> w != '', arrayMap(e -> multiIf(e.4 = 'member.verified', e.5, e.4 = 'member.transferred', e.6, ''), events)) AS wheres,
        arrayMap(e -> e.1, events) AS since,
        arrayMap((s, i) -> if(i = length(events), toDateTime64('2262-01-01 00:00:00', 6, 'UTC'), events[i + 1].1), since, arrayEnumerate(since)) AS until,
        arrayFilter((s, w) -> w = 1 AND s.1 != '' AND s.2 < s.3, arrayZip(wheres, since, until), whether) AS spans
    FROM
    (
        SELECT thing, type, time, id, source, union, union_to,
               ident NOT IN (SELECT ident FROM outs FINAL WHERE family = 'members' AND reason != '') AS live
        FROM thread
        WHERE family = 'members' AND thing IN (SELECT thing FROM touched)
          AND type IN ('member.verified', 'member.unverified', 'member.transferred')
    )
    GROUP BY thing
)

-- Fold the cards of persons touched by newly arrived events, and {more}.
INSERT INTO card_fact (member, at, unions, version)
WITH touched AS
(
    SELECT thing FROM ledger
    WHERE status = 'accepted' AND family = 'members' AND type IN ('card.issued') AND cityHash64(thing) % {buckets:UInt8} = {bucket:UInt8}
      AND arrived > fromUnixTimestamp64Micro({from:Int64}, 'UTC') AND arrived <= fromUnixTimestamp64Micro({to:Int64}, 'UTC')
    UNION ALL
    SELECT arrayJoin({more:Array(String)})
)
SELECT thing, arrayMap(c -> c.1, cards), arrayMap(c -> c.4, cards), {version:UInt64}
FROM
(
    SELECT thing, arraySort(groupUniqArrayIf((time, id, toString(source), toString(union)), live)) AS cards
    FROM
    (
        SELECT thing, time, id, source, union,
               ident NOT IN (SELECT ident FROM outs FINAL WHERE family = 'members' AND reason != '') AS live
        FROM thread
        WHERE family = 'members' AND thing IN (SELECT thing FROM touched) AND type = 'card.issued'
    )
    GROUP BY thing
)

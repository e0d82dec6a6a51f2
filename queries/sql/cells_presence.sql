-- When was the earliest event in these cells (family, day, union), by the ledger up to arrival {to}?
-- A transfer is an event of both unions, and lies in the ledger under the one it leaves.
WITH asked AS
(
    SELECT cell.1 AS family, cell.2 AS day, cell.3 AS union
    FROM (SELECT arrayJoin(arrayZip({families:Array(String)}, {days:Array(Date)}, {unions:Array(String)})) AS cell)
)
SELECT toString(family) AS kind, day, place, toUnixTimestamp64Micro(min(happened)) AS first_at
FROM ledger
ARRAY JOIN if(union_to = '', [toString(union)], [toString(union), toString(union_to)]) AS place
WHERE status = 'accepted'
  AND ((family, day, union) IN (SELECT family, day, union FROM asked)
    OR ((family, day) IN (SELECT family, day FROM asked WHERE family IN ('members', 'applications')) AND union_to != ''))
  AND (family, day, place) IN (SELECT family, day, union FROM asked)
  AND arrived <= fromUnixTimestamp64Micro({to:Int64}, 'UTC')
  AND ident NOT IN (SELECT ident FROM outs FINAL
                    WHERE family IN {families:Array(String)} AND day IN {days:Array(Date)} AND reason != '')
GROUP BY family, day, place

-- When was the earliest event of the family in these cells (day, union), by the ledger up to arrival {to}?
-- A transfer is an event of both unions.
WITH asked AS (SELECT cell.1 AS day, cell.2 AS union FROM (SELECT arrayJoin(arrayZip({days:Array(Date)}, {unions:Array(String)})) AS cell))
SELECT day, place, toUnixTimestamp64Micro(min(time)) AS first_at
FROM ledger
ARRAY JOIN if(union_to = '', [toString(union)], [toString(union), toString(union_to)]) AS place
WHERE status = 'accepted' AND family = {family:String}
  AND day IN {days:Array(Date)}
  AND ({family:String} = 'members' OR (day, union) IN (SELECT day, union FROM asked))
  AND (day, place) IN (SELECT day, union FROM asked)
  AND arrived <= fromUnixTimestamp64Micro({to:Int64}, 'UTC')
  AND ident NOT IN (SELECT ident FROM outs FINAL
                    WHERE family = {family:String} AND day IN {days:Array(Date)} AND reason != '')
GROUP BY day, place

-- Participations of nobody in particular of each union in [{start}, {until}), each event one; {kinds} as in sums_joins.
WITH fromUnixTimestamp64Micro({start:Int64}, 'UTC') AS start, fromUnixTimestamp64Micro({until:Int64}, 'UTC') AS until
SELECT toString(union) AS place, toInt64(uniqExact(ident)) AS participations, toInt64(0) AS next
FROM attendance
WHERE type = 'activity.joined' AND person = '' AND day >= {first_day:Date} AND day <= {last_day:Date} AND at >= start AND at < until
  AND ident NOT IN (SELECT ident FROM outs FINAL WHERE family = 'activities' AND reason != '')
  AND (empty({kinds:Array(String)}) OR (union, thing) IN
      (SELECT union, activity FROM activity_fact FINAL
       WHERE has({kinds:Array(String)}, toString(kinds[arrayLastIndex(t -> t < fromUnixTimestamp64Micro({until:Int64}, 'UTC'), at)]))))
GROUP BY union

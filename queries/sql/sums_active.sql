-- Persons verified at {until} who did anything in [{start}, {until}), by the union they belong to.
WITH fromUnixTimestamp64Micro({start:Int64}, 'UTC') AS start, fromUnixTimestamp64Micro({until:Int64}, 'UTC') AS end
SELECT toString(home) AS place, toInt64(count()) AS active_members, toInt64(0) AS next
FROM member_fact FINAL
ARRAY JOIN unions AS home, since, until
WHERE since < end AND end <= until
  AND member IN
  (
      SELECT person FROM attendance
      WHERE day >= {first_day:Date} AND day <= {last_day:Date} AND person != '' AND at >= start AND at < end
        AND ident NOT IN (SELECT ident FROM outs FINAL WHERE family IN ('members', 'activities', 'applications') AND reason != '')
  )
GROUP BY home

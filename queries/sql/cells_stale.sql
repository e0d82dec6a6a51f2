-- Which cells of readings of the days {first_day} to {last_day} do not hold at {until}?
WITH fromUnixTimestamp64Micro({until:Int64}, 'UTC') AS until, toDateTime64(0, 6, 'UTC') AS none
SELECT day, toString(union) AS place
FROM cell FINAL
WHERE family = 'reads' AND day >= {first_day:Date} AND day <= {last_day:Date}
  AND NOT (counted < until AND (ahead = none OR until <= ahead))

-- Grass-roots unions of each union that worked online in [{start}, {until}). `next` is the earliest later change.
WITH fromUnixTimestamp64Micro({start:Int64}, 'UTC') AS start, fromUnixTimestamp64Micro({until:Int64}, 'UTC') AS until
SELECT toString(union) AS place, toInt64(countIf(arrayExists(t -> t >= start AND t < until, at))) AS grassroots_online, minIf(toUnixTimestamp64Micro(arrayFirst(t -> t >= until, at)), at[-1] >= until) AS next
FROM online_fact FINAL
GROUP BY union

-- Each person's last rating in [{start}, {until}), by the union rated: all of them and those of grade 3 or better.
-- `next` is the earliest later change.
WITH fromUnixTimestamp64Micro({start:Int64}, 'UTC') AS start, fromUnixTimestamp64Micro({until:Int64}, 'UTC') AS until
SELECT if(i = 0, '', toString(unions[i])) AS place, toInt64(countIf(given)) AS home_ratings, toInt64(countIf(given AND grades[i] >= 3)) AS rated_well,
       minIf(toUnixTimestamp64Micro(arrayFirst(t -> t >= until, at)), at[-1] >= until) AS next
FROM (SELECT at, unions, grades, arrayLastIndex(t -> t < until, at) AS i, i > 0 AND at[i] >= start AS given FROM rating_fact FINAL)
GROUP BY place

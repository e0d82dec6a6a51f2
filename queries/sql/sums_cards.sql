-- Persons with a card at {until}, by the union that issued the last one. `next` is the earliest later change.
WITH fromUnixTimestamp64Micro({until:Int64}, 'UTC') AS until
SELECT if(i = 0, '', toString(unions[i])) AS place, toInt64(countIf(i > 0)) AS cards_issued, minIf(toUnixTimestamp64Micro(arrayFirst(t -> t >= until, at)), at[-1] >= until) AS next
FROM (SELECT at, unions, arrayLastIndex(t -> t < until, at) AS i FROM card_fact FINAL)
GROUP BY place

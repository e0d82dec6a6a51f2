-- Which unions said anything of {family} before {until}: on the days {first_day} to {last_day}, and ever up to then?
-- `next` is the earliest first word that lies later.
WITH fromUnixTimestamp64Micro({until:Int64}, 'UTC') AS until, toDateTime64(0, 6, 'UTC') AS none
SELECT
    toString(union)                                               AS place,
    countIf(first < until AND day >= {first_day:Date}) > 0        AS reported,
    countIf(first < until) > 0                                    AS ever,
    minIf(toUnixTimestamp64Micro(first), first >= until)          AS next
FROM cell FINAL
WHERE family = {family:String} AND day <= {last_day:Date} AND first != none
GROUP BY union

-- Activities of each union held in [{start}, {until}), of {kinds} if any are named; those that are trainings; and the
-- groups they name. `next` is the earliest later change.
WITH fromUnixTimestamp64Micro({start:Int64}, 'UTC') AS start, fromUnixTimestamp64Micro({until:Int64}, 'UTC') AS until
SELECT
    toString(union)                                                                             AS place,
    toInt64(countIf(notEmpty(held)))                                                            AS activities,
    toInt64(countIf(arrayExists(h -> h.1 IN ('course', 'training', 'lecture'), held)))           AS trainings,
    toInt64(uniqExactArray(arrayFilter(g -> g != '', arrayMap(h -> h.2, held))))                 AS interest_groups,
    minIf(toUnixTimestamp64Micro(arrayFirst(t -> t >= until, at)), at[-1] >= until) AS next
FROM
(
    SELECT union, at,
           arrayMap(h -> (h.2, h.3), arrayFilter(h -> h.1 >= start AND h.1 < until AND (empty({kinds:Array(String)}) OR has({kinds:Array(String)}, h.2)),
                    arrayZip(at, arrayMap(k -> toString(k), kinds), groups))) AS held
    FROM activity_fact FINAL
)
GROUP BY union

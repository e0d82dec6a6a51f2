-- Things of {family} that come and go, by union: how many first came in [{start}, {until}) and are there at {until}, of
-- {kinds} if any are named; how many are there at {until}, and how many were at {start}. `next` is the earliest later change.
WITH fromUnixTimestamp64Micro({start:Int64}, 'UTC') AS start, fromUnixTimestamp64Micro({until:Int64}, 'UTC') AS until
SELECT
    toString(union)                                                                             AS place,
    toInt64(countIf(there AND first >= start AND (empty({kinds:Array(String)}) OR has({kinds:Array(String)}, toString(kind))))) AS came,
    toInt64(countIf(there))                                                                     AS at_end,
    toInt64(countIf(arrayLast((u, t) -> t < least(start, until), up, at)))                                    AS at_start,
    minIf(toUnixTimestamp64Micro(arrayFirst(t -> t >= until, at)), at[-1] >= until) AS next
FROM (SELECT *, arrayLast((u, t) -> t < until, up, at) AS there FROM state_fact FINAL WHERE family = {family:String})
GROUP BY union

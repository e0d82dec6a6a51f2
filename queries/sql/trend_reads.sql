-- Readings of these unions by day, in cells whose counts hold at {until}; `stale` lists the unions of the others.
WITH
    fromUnixTimestamp64Micro({until:Int64}, 'UTC') AS until,
    toDateTime64(0, 6, 'UTC') AS none
SELECT
    day,
    toInt64(sumIf(reads, holds))                AS counted_reads,
    groupArrayIf(toString(union), NOT holds)    AS stale
FROM
(
    SELECT day, union, reads, counted < until AND (ahead = none OR until <= ahead) AS holds
    FROM cell FINAL
    WHERE family = 'reads' AND day >= {first_day:Date} AND day <= {last_day:Date} AND union IN {unions:Array(String)}
)
GROUP BY day

-- Readings of each union in whole cells of the days {first_day} to {last_day}. Only cells whose counts hold at {until}
-- are added up; `stale` lists the days whose cell must be asked of the ledger.
WITH
    fromUnixTimestamp64Micro({until:Int64}, 'UTC') AS until,
    toDateTime64(0, 6, 'UTC') AS none
SELECT
    toString(union)                                         AS place,
    toInt64(sumIf(c.reads, holds))                          AS reads,
    toInt64(sumIf(c.crawler, holds))                          AS by_crawlers,
    toInt64(sumIf(c.repeated, holds))                        AS repeated,
    countIf(first != none AND first < until) > 0            AS reported,
    minIf(toUnixTimestamp64Micro(ahead), holds AND ahead != none) AS next,
    groupArrayIf(day, NOT holds)                            AS stale
FROM
(
    SELECT *, counted < until AND (ahead = none OR until <= ahead) AS holds
    FROM cell FINAL
    WHERE family = 'reads' AND day >= {first_day:Date} AND day <= {last_day:Date}
) AS c
GROUP BY union

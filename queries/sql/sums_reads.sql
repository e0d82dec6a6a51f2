-- Readings and shares of each union in whole cells of the days {first_day} to {last_day}. Of an article and channel with
-- a reported row up to {last_day} no reading counts. Only cells that hold at {until} are added up; `stale` lists the days
-- of the others, whose cells the store computes anew and puts in the place of the table.
WITH
    fromUnixTimestamp64Micro({until:Int64}, 'UTC') AS until,
    toDateTime64(0, 6, 'UTC') AS none,
    toDate32({last_day:Date}) AS last_row
SELECT
    toString(union)                                         AS place,
    toInt64(sumIf(reads + arraySum(told_counting), holds))  AS counting,
    toInt64(sumIf(anonymous, holds))                        AS nameless,
    toInt64(sumIf(crawler, holds))                          AS by_crawlers,
    toInt64(sumIf(repeated, holds))                         AS too_often,
    toInt64(sumIf(shares, holds))                           AS shared,
    toInt64(sumIf(superior_shares, holds))                  AS shared_of_superiors,
    minIf(toUnixTimestamp64Micro(ahead), holds AND ahead != none) AS next,
    groupArrayIf(day, NOT holds)                            AS stale
FROM
(
    SELECT day, union, ahead, reads, anonymous, crawler, repeated, shares, superior_shares,
           counted < until AND (ahead = none OR until <= ahead) AS holds,
           arrayMap((a, c, n) -> if((union, a, c) IN (SELECT union, article, channel FROM reported_fact FINAL WHERE since <= last_row), 0, n),
                    told_articles, told_channels, told_reads) AS told_counting
    FROM cell FINAL
    WHERE family = 'reads' AND day >= {first_day:Date} AND day <= {last_day:Date}
)
GROUP BY union

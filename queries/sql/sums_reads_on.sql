-- Readings of each union on {channels} in whole cells, as in sums_reads.sql. A share names no channel. Each cell brings
-- one row more, of channel '-' and without counts: it says whether the cell holds, even where nothing lies on {channels}.
WITH
    fromUnixTimestamp64Micro({until:Int64}, 'UTC') AS until,
    toDateTime64(0, 6, 'UTC') AS none,
    toDate32({last_day:Date}) AS last_row
SELECT
    toString(union)                                         AS place,
    toInt64(sumIf(n, holds AND (union, article, channel) NOT IN
        (SELECT union, article, channel FROM reported_fact FINAL WHERE since <= last_row))) AS counting,
    toInt64(sumIf(nameless_ones, holds))                    AS nameless,
    toInt64(sumIf(crawled, holds))                          AS by_crawlers,
    toInt64(sumIf(again, holds))                            AS too_often,
    toInt64(0)                                              AS shared,
    toInt64(0)                                              AS shared_of_superiors,
    minIf(toUnixTimestamp64Micro(ahead), holds AND ahead != none) AS next,
    groupUniqArrayIf(day, NOT holds)                        AS stale
FROM
(
    SELECT day, union, ahead, article, channel, n, nameless_ones, crawled, again,
           counted < until AND (ahead = none OR until <= ahead) AS holds
    FROM cell FINAL
    LEFT ARRAY JOIN
        arrayPushBack(articles, '')           AS article,
        arrayPushBack(channels, '-')          AS channel,
        arrayPushBack(article_reads, 0)       AS n,
        arrayPushBack(article_anonymous, 0)   AS nameless_ones,
        arrayPushBack(article_crawler, 0)     AS crawled,
        arrayPushBack(article_repeated, 0)    AS again
    WHERE family = 'reads' AND day >= {first_day:Date} AND day <= {last_day:Date}
      AND (channel = '-' OR channel IN {channels:Array(String)})
)
GROUP BY union

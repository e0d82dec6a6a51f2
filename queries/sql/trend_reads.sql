-- Readings of these unions by day, each day a window of its own: of an article and channel with a reported row up to that
-- day none counts. Only cells that hold at {until} are added up; `stale` lists the unions of the others, as in
-- sums_reads.sql.
WITH
    fromUnixTimestamp64Micro({until:Int64}, 'UTC') AS until,
    toDateTime64(0, 6, 'UTC') AS none,
    cells AS
    (
        SELECT day, union, reads, told_articles, told_channels, told_reads,
               counted < until AND (ahead = none OR until <= ahead) AS holds
        FROM cell FINAL
        WHERE family = 'reads' AND day >= {first_day:Date} AND day <= {last_day:Date} AND union IN {unions:Array(String)}
    )
SELECT day, sum(n) AS counting, groupUniqArrayArray(stale_unions) AS stale
FROM
(
    SELECT day, toInt64(if(holds, reads + arraySum(told_reads), 0)) AS n, if(holds, [], [toString(union)]) AS stale_unions
    FROM cells
    UNION ALL
    SELECT day, -toInt64(told_n) AS n, [] AS stale_unions
    FROM (SELECT day, union, article, channel, told_n FROM cells ARRAY JOIN told_articles AS article, told_channels AS channel, told_reads AS told_n WHERE holds) AS told
    JOIN (SELECT union, article, channel, since FROM reported_fact FINAL WHERE union IN {unions:Array(String)}) AS fact
      ON told.union = fact.union AND told.article = fact.article AND told.channel = fact.channel
    WHERE since <= day
)
GROUP BY day

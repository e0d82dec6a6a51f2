-- What the platforms' figures add to the readings of these unions day by day, each day a window of its own: as in
-- sums_reported.sql.
WITH
    fromUnixTimestamp64Micro({until:Int64}, 'UTC') AS until,
    toDate32({first_day:String}) AS first_day,
    toDate32({last_day:String}) AS last_day,
    facts AS
    (
        SELECT union, article, times_since, days, users, reads, base
        FROM reported_fact FINAL
        WHERE union IN {unions:Array(String)}
    ),
    publications AS
    (
        SELECT union, article, first, toDate32(first, {zone:String}) AS first_on
        FROM article_fact FINAL
        WHERE first > toDateTime64(0, 6, 'UTC') AND first < until
          AND (union, article) IN (SELECT union, article FROM reported_fact WHERE union IN {unions:Array(String)} AND hasAny(base, [1, 3]))
    )
SELECT toString(on) AS day, sum(n) AS counting
FROM facts
ARRAY JOIN days AS on, users AS by_users, reads AS n, base AS line
LEFT JOIN publications USING (union, article)
WHERE on >= first_day AND on <= last_day
  AND by_users = if({basis:String} = 'best', times_since > on, {basis:String} = 'users')
  AND (NOT bitTest(line, 0) OR (on >= first_on AND on <= first_on + 30))
GROUP BY on

-- What the platforms' figures add in each union on the days {first_day} to {last_day}: readings and shares by the {basis}
-- (best, times or users), and persons, on {channels} (empty: any). The base line of a running total counts if the article
-- was first published before {until} and at most 30 days of {zone} before. `later` is the first day after {last_day}
-- that has a row (1970: none), `next` the earliest publication to come that makes a base line count.
WITH
    fromUnixTimestamp64Micro({until:Int64}, 'UTC') AS until,
    toDate32({first_day:String}) AS first_day,
    toDate32({last_day:String}) AS last_day,
    facts AS
    (
        SELECT union, article, days, users, reads, shares, base,
               if({basis:String} = 'best', times_since > last_day, {basis:String} = 'users') AS by_users
        FROM reported_fact FINAL
        WHERE empty({channels:Array(String)}) OR channel IN {channels:Array(String)}
    ),
    publications AS
    (
        SELECT union, article, first, toDate32(first, {zone:String}) AS first_on
        FROM article_fact FINAL
        WHERE (union, article) IN (SELECT union, article FROM reported_fact WHERE hasAny(base, [1, 2, 3]))
    )
SELECT
    toString(union)                                                                        AS place,
    sumIf(if(bitTest(line, 0) AND NOT full, 0, n), inside AND counts_users = by_users)     AS reads,
    sumIf(if(bitTest(line, 1) AND NOT full, 0, m), inside AND counts_users = by_users)     AS shares,
    sumIf(if(bitTest(line, 0) AND NOT full, 0, n), inside AND counts_users)                AS readers,
    toString(minIf(on, on > last_day))                                                     AS later,
    minIf(toUnixTimestamp64Micro(first), line > 0 AND on <= last_day AND first >= until AND first_on <= on) AS next
FROM
(
    SELECT
        union, by_users, counts_users, n, m, line, on, first, first_on,
        on >= first_day AND on <= last_day                         AS inside,
        first_on > toDate32('1970-01-02') AND first < until AND on >= first_on AND on <= first_on + 30 AS full
    FROM facts
    ARRAY JOIN days AS on, users AS counts_users, reads AS n, shares AS m, base AS line
    LEFT JOIN publications USING (union, article)
)
GROUP BY union

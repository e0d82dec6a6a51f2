-- What the platforms' figures add in each union on the days {first_day} to {last_day}: readings and shares by the {basis}
-- (best, times or users), and persons, on {channels} (empty: any). The base line of a running total counts if the article
-- was first published before {until} and at most 30 days of {zone} before. `later` is the first day after {last_day}
-- that has a row (1970: none), `next` the earliest publication to come that makes a base line count.
WITH
    fromUnixTimestamp64Micro({until:Int64}, 'UTC') AS until,
    toDateTime64(0, 6, 'UTC') AS none,
    toDate32({first_day:String}) AS first_day,
    toDate32({last_day:String}) AS last_day,
    publications AS
    (
        SELECT union, article, first, toDate32(first, {zone:String}) AS first_on
        FROM article_fact FINAL
        WHERE (union, article) IN (SELECT union, article FROM reported_fact WHERE hasAny(base, [1, 2, 3]))
    )
SELECT
    toString(union)                                             AS place,
    sum(arraySum(s -> if(s.1 = by_users, s.2, 0), steps))       AS added,
    sum(arraySum(s -> if(s.1 = by_users, s.3, 0), steps))       AS added_shares,
    sum(arraySum(s -> if(s.1, s.2, 0), steps))                  AS added_readers,
    toString(minIf(days_later[1], notEmpty(days_later)))        AS later,
    minIf(toUnixTimestamp64Micro(first), first >= until AND arrayExists((d, b) -> b > 0 AND d >= first_on AND d <= last_day, days, base)) AS next
FROM
(
    SELECT
        union, days, base, first, first_on,
        if({basis:String} = 'best', times_since > last_day, {basis:String} = 'users') AS by_users,
        if(first > none AND first < until, first_on, toDate32('2299-12-31'))          AS known_on,
        arrayMap((d, u, n, m, b) -> (u, if(bitTest(b, 0) AND (d < known_on OR d > known_on + 30), 0, n),
                                        if(bitTest(b, 1) AND (d < known_on OR d > known_on + 30), 0, m), d), days, users, reads, shares, base) AS all_steps,
        arrayFilter(s -> s.4 >= first_day AND s.4 <= last_day, all_steps)             AS steps,
        arraySort(arrayFilter(d -> d > last_day, days))                               AS days_later
    FROM (SELECT * FROM reported_fact FINAL WHERE empty({channels:Array(String)}) OR channel IN {channels:Array(String)}) AS fact
    LEFT JOIN publications USING (union, article)
)
GROUP BY union

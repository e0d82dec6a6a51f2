-- Accounts of each union on {channels} (empty: any) by what was measured up to {last_day}: followers by the last day that
-- states them; both parts of the rate of active ones, where the last day states both; plays of the days from {first_day}.
-- `later` is the first day after {last_day} with a measurement (1970: none).
WITH toDate32({first_day:String}) AS first_day, toDate32({last_day:String}) AS last_day
SELECT
    toString(union)                                                             AS place,
    sum(arrayLast((f, d) -> f >= 0 AND d <= last_day, followers, days))         AS fans,
    sumIf(last_active, last_active >= 0 AND last_followers >= 0)                AS active_fans,
    sumIf(last_followers, last_active >= 0 AND last_followers >= 0)             AS fans_asked,
    sum(arraySum((p, d) -> if(p >= 0 AND d >= first_day AND d <= last_day, p, 0), plays, days)) AS played,
    toString(minIf(comes, comes > last_day))                                    AS later
FROM
(
    SELECT
        union, days, followers, plays,
        arrayLast((n, d) -> d <= last_day, active, days)    AS last_active,
        arrayLast((n, d) -> d <= last_day, followers, days) AS last_followers,
        arrayFirst(d -> d > last_day, days)                 AS comes
    FROM account_fact FINAL
    WHERE empty({channels:Array(String)}) OR channel IN {channels:Array(String)}
)
GROUP BY union

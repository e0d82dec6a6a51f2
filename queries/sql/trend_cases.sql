-- Applications and completions of these unions by day, if not withdrawn at that day's end; days as in trend_articles.
SELECT toInt64(nth) AS number, toInt64(countIf(NOT finished)) AS applications, toInt64(countIf(finished)) AS completions
FROM
(
    SELECT
        arrayJoin([(submitted, toString(union), false), (completed, toString(completed_in), true)]) AS step,
        step.3                                                                          AS finished,
        arrayCount(s -> s <= toUnixTimestamp64Micro(step.1), {starts:Array(Int64)})     AS nth,
        fromUnixTimestamp64Micro({ends:Array(Int64)}[nth], 'UTC')                       AS until
    FROM case_fact FINAL
    WHERE step.2 IN {unions:Array(String)} AND nth > 0 AND step.1 < until
      AND (withdrawn = toDateTime64(0, 6, 'UTC') OR withdrawn >= until)
)
GROUP BY nth

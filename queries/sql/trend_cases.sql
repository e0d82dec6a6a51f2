-- Applications of these unions by day, if not withdrawn at that day's end, and completions that stood then; days as in
-- trend_articles.
SELECT toInt64(nth) AS number, toInt64(countIf(NOT finished)) AS applications, toInt64(countIf(finished)) AS completions
FROM
(
    SELECT
        arrayJoin(arrayPushBack(
            arrayMap((a, u, i) -> (a, u, toString(i), true), completed_at, completed_until, completed_in),
            (submitted, if(withdrawn = 0, 9214646400000000, withdrawn), toString(union), false))) AS step,
        step.4                                                                          AS finished,
        arrayCount(s -> s <= step.1, {starts:Array(Int64)})                             AS nth,
        {ends:Array(Int64)}[nth]                                                        AS until
    FROM case_fact FINAL
    WHERE last >= {starts:Array(Int64)}[1]
      AND step.3 IN {unions:Array(String)} AND nth > 0 AND step.1 < until AND step.2 >= until
)
GROUP BY nth

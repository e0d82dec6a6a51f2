-- Which cases are open past their deadline at {asof}, by the union responsible then, service and kind?
WITH fromUnixTimestamp64Micro({asof:Int64}, 'UTC') AS asof, toDateTime64(0, 6, 'UTC') AS none
SELECT toString(home) AS place, toString(service) AS of_service, toString(case_kind) AS of_kind, toInt64(count()), min(deadline)
FROM
(
    SELECT
        service, case_kind,
        arrayLastIndex(u -> u < asof, paused_until)      AS pauses,
        if(pauses = 0, due, moved_due[pauses])           AS deadline,
        arrayLastIndex(t -> t < asof, moved_at)          AS moves,
        if(moves = 0, union, moved_to[moves])            AS home
    FROM case_fact FINAL
    WHERE settled >= asof AND submitted != none AND submitted < asof AND due != none AND (withdrawn = none OR withdrawn >= asof)
      AND NOT arrayExists((a, u) -> a < asof AND u >= asof, completed_at, completed_until)
      AND NOT arrayExists((a, u) -> a < asof AND u >= asof, paused_at, paused_until)
)
WHERE deadline < asof
GROUP BY home, service, case_kind
ORDER BY place, of_service, of_kind

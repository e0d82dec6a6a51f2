-- Which cases are open past their deadline at {asof}, by the union responsible then, service and kind?
SELECT toString(home) AS place, toString(service) AS of_service, toString(case_kind) AS of_kind, toInt64(count()), min(deadline)
FROM
(
    SELECT
        service, case_kind,
        arrayLastIndex(u -> u < {asof:Int64}, paused_until) AS pauses,
        if(pauses = 0, due, moved_due[pauses])              AS deadline,
        arrayLastIndex(t -> t < {asof:Int64}, moved_at)     AS moves,
        if(moves = 0, union, moved_to[moves])               AS home
    FROM case_fact FINAL
    WHERE settled >= {asof:Int64} AND submitted != 0 AND submitted < {asof:Int64} AND due != 0 AND (withdrawn = 0 OR withdrawn >= {asof:Int64})
      AND NOT arrayExists((a, u) -> a < {asof:Int64} AND u >= {asof:Int64}, completed_at, completed_until)
      AND NOT arrayExists((a, u) -> a < {asof:Int64} AND u >= {asof:Int64}, paused_at, paused_until)
)
WHERE deadline < {asof:Int64}
GROUP BY home, service, case_kind
ORDER BY place, of_service, of_kind

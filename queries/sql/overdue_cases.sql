-- Which cases are open past their deadline at {asof} in the care of {unions}, as overdue.sql counts them? How many there are,
-- and {limit} of them behind {after_deadline} and {after_case}, the oldest deadline first. One row at least: without a case in
-- it, there are none behind. Of all cases only so many are kept as the longest page has, and one.
SELECT total, toString(c.2) AS application, toString(c.3) AS place, toString(c.4) AS of_service, toString(c.5) AS of_kind, c.6 AS began, c.1 AS due_at
FROM
(
    SELECT
        count() AS total,
        arraySlice(groupArraySortedIf(201)((deadline, application, home, of, kind, submitted),
            (deadline, application) > ({after_deadline:Int64}, {after_case:String})), 1, {limit:UInt64}) AS page
    FROM
    (
        SELECT
            application, submitted, toString(service) AS of, toString(case_kind) AS kind,
            arrayLastIndex(u -> u < {asof:Int64}, paused_until)            AS pauses,
            if(pauses = 0, due, moved_due[pauses])                         AS deadline,
            arrayLastIndex(t -> t < {asof:Int64}, moved_at)                AS moves,
            toString(if(moves = 0, union, moved_to[moves]))                AS home
        FROM case_fact FINAL
        WHERE settled >= {asof:Int64} AND submitted != 0 AND submitted < {asof:Int64} AND due != 0 AND (withdrawn = 0 OR withdrawn >= {asof:Int64})
          AND NOT arrayExists((a, u) -> a < {asof:Int64} AND u >= {asof:Int64}, completed_at, completed_until)
          AND NOT arrayExists((a, u) -> a < {asof:Int64} AND u >= {asof:Int64}, paused_at, paused_until)
    )
    WHERE deadline < {asof:Int64} AND home IN {unions:Array(String)}
)
LEFT ARRAY JOIN page AS c

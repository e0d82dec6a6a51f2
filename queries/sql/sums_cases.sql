-- Cases by union of submission (`place`) and union responsible (`answers`: of completion once completed, else of
-- submission), in [{start}, {until}); the period ends at {stop}. `next` is the earliest later change.
WITH
    fromUnixTimestamp64Micro({start:Int64}, 'UTC') AS start,
    fromUnixTimestamp64Micro({until:Int64}, 'UTC') AS until,
    fromUnixTimestamp64Micro({stop:Int64}, 'UTC')  AS stop,
    toDateTime64(0, 6, 'UTC') AS none
SELECT
    toString(union)                                                    AS place,
    toString(if(done, completed_in, union))                            AS answers,
    toInt64(countIf(open_at AND submitted >= start))                   AS applications,
    toInt64(countIf(done AND NOT gone AND completed >= start))         AS completions,
    toInt64(countIf(falls_due))                                        AS due_cases,
    toInt64(countIf(falls_due AND done AND completed <= due))          AS on_time,
    toInt64(countIf(open_at AND due != none AND due < until AND NOT done)) AS overdue_open,
    minIf(change, change > 0)                                          AS next
FROM
(
    SELECT
        *,
        completed != none AND completed < until                        AS done,
        withdrawn != none AND withdrawn < until                        AS gone,
        submitted != none AND submitted < until AND NOT gone           AS open_at,
        open_at AND due >= start AND due < stop AND due <= until AND due != none AS falls_due,
        arrayMin(arrayFilter(t -> t > 0,
        [
            if(submitted >= until, toUnixTimestamp64Micro(submitted) + 1, 0),
            if(completed >= until, toUnixTimestamp64Micro(completed) + 1, 0),
            if(withdrawn >= until, toUnixTimestamp64Micro(withdrawn) + 1, 0),
            if(open_at AND due > until, toUnixTimestamp64Micro(due), 0),
            if(open_at AND due = until, toUnixTimestamp64Micro(due) + 1, 0)
        ]))                                                            AS change
    FROM case_fact FINAL
)
GROUP BY place, answers

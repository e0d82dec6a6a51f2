-- How long did the completions take that count in [{start}, {until}), in microseconds, by union of completion?
WITH
    fromUnixTimestamp64Micro({start:Int64}, 'UTC') AS start,
    fromUnixTimestamp64Micro({until:Int64}, 'UTC') AS until
SELECT toString(completed_in[nth]) AS finisher, groupArray(worked[nth])
FROM
(
    SELECT completed_in, worked, arrayFirstIndex((a, u) -> a >= start AND a < until AND u >= until, completed_at, completed_until) AS nth
    FROM case_fact FINAL
    WHERE settled >= least(start, until) AND nth > 0 AND worked[nth] >= 0
      AND (empty({kinds:Array(String)}) OR (case_kind IN {kinds:Array(String)} AND submitted < until))
      AND (empty({services:Array(String)}) OR (service IN {services:Array(String)} AND submitted < until))
)
GROUP BY finisher

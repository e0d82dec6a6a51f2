-- How long did the completions take that count in [{start}, {until}), in microseconds, by union of completion?
SELECT toString(completed_in[nth]) AS finisher, groupArray(worked[nth])
FROM
(
    SELECT
        completed_in, worked,
        arrayFirstIndex((a, u) -> a >= {start:Int64} AND a < {until:Int64} AND u >= {until:Int64}, completed_at, completed_until) AS nth
    FROM case_fact FINAL
    WHERE settled >= least({start:Int64}, {until:Int64}) AND nth > 0 AND worked[nth] >= 0
      AND (empty({kinds:Array(String)}) OR (case_kind IN {kinds:Array(String)} AND submitted < {until:Int64}))
      AND (empty({services:Array(String)}) OR (service IN {services:Array(String)} AND submitted < {until:Int64}))
)
GROUP BY finisher

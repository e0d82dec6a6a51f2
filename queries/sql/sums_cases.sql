-- Cases in [{start}, {until}) where kind and service are as asked; the period ends at {stop}. Each row gives the counts of
-- one combination of unions: of submission (`place`), of the completion, responsible (`answers`: just before the completion
-- once completed, else at {until}), responsible for the acceptance, of the reopening, of the rating; a union that has
-- nothing to count is left empty. `next` is the earliest later change. Every step is a SELECT of its own, see fold_cases.
WITH
    -- What stands at {until}; 0 is none.
    standing AS
    (
        SELECT
            *,
            submitted != 0 AND submitted < {until:Int64}                                             AS known,
            known AND (withdrawn = 0 OR withdrawn >= {until:Int64})                                  AS stands,
            known OR (empty({kinds:Array(String)}) AND empty({services:Array(String)}))              AS asked,
            arrayFirstIndex((a, u) -> a < {until:Int64} AND u >= {until:Int64}, completed_at, completed_until) AS done,
            arrayExists((a, u) -> a < {until:Int64} AND u >= {until:Int64}, paused_at, paused_until) AS paused,
            arrayLastIndex(u -> u < {until:Int64}, paused_until)                                     AS pauses,
            arrayLastIndex(t -> t < {until:Int64}, moved_at)                                         AS moves,
            accepted != 0 AND accepted < {until:Int64}                                               AS taken,
            arrayLastIndex(t -> t < {until:Int64}, reopened_at)                                      AS reopening,
            arrayLastIndex(t -> t < {until:Int64}, rated_at)                                         AS rating
        FROM case_fact FINAL
        WHERE settled >= least({start:Int64}, {until:Int64})
          AND (empty({kinds:Array(String)}) OR case_kind IN {kinds:Array(String)})
          AND (empty({services:Array(String)}) OR service IN {services:Array(String)})
    ),
    valued AS
    (
        SELECT
            *,
            completed_at[done]                                                                       AS finished,
            worked[done]                                                                             AS took,
            grades[rating]                                                                           AS grade,
            if(stands AND NOT paused, if(pauses = 0, due, moved_due[pauses]), 0)                     AS deadline,
            if(stands, accept_by, 0)                                                                 AS limit,
            if(moves = 0, union, moved_to[moves])                                                    AS home
        FROM standing
    ),
    judged AS
    (
        SELECT
            *,
            stands AND submitted >= {start:Int64}                                                    AS applied,
            asked AND done > 0 AND finished >= {start:Int64}                                         AS completes,
            completes AND took >= 0                                                                  AS timed,
            deadline >= {start:Int64} AND deadline < {stop:Int64} AND deadline <= {until:Int64} AND deadline != 0 AS falls_due,
            deadline < {until:Int64} AND deadline != 0 AND done = 0                                  AS overdue,
            limit >= {start:Int64} AND limit < {stop:Int64} AND limit <= {until:Int64} AND limit != 0 AS accept_due,
            asked AND reopening > 0 AND reopened_at[reopening] >= {start:Int64}                      AS reopens,
            asked AND grade > 0 AND rated_at[rating] >= {start:Int64}                                AS rates,
            arrayMin(arrayFilter(t -> t > 0,
            [
                if(deadline > {until:Int64} OR (deadline = {until:Int64} AND done = 0), greatest(deadline, {until:Int64} + 1), 0),
                if(limit > {until:Int64}, limit, 0),
                if(last < {until:Int64}, 0, 1 + arrayMin(arrayFilter(t -> t >= {until:Int64}, arrayConcat([last, submitted, accepted, withdrawn],
                    moved_at, paused_at, paused_until, completed_at, reopened_at, rated_at))))
            ]))                                                                                      AS change
        FROM valued
    )
SELECT
    if(applied, union, '')                                                        AS place,
    if(completes, completed_in[done], '')                                         AS finisher,
    if(falls_due OR overdue, if(done > 0, completed_by[done], home), '')          AS answers,
    if(accept_due, if(taken, accepted_by, home), '')                              AS taker,
    if(reopens, reopened_in[reopening], '')                                       AS reopener,
    if(rates, rated_in[rating], '')                                               AS rater,
    [
        sum(applied), sum(completes),
        sum(falls_due), sum(falls_due AND done > 0), sum(falls_due AND done > 0 AND finished <= deadline), sum(overdue),
        sum(accept_due), sum(accept_due AND taken AND accepted <= limit),
        sum(reopens),
        sum(timed), toUInt64(sumIf(took, timed)),
        sum(rates), sum(rates AND grade >= 3)
    ]                                                                             AS counts,
    groupUniqArrayIf(toString(service), applied)                                  AS services,
    minIf(change, change > 0)                                                     AS next
FROM judged
GROUP BY place, finisher, answers, taker, reopener, rater

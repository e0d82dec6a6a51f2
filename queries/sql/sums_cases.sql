-- Cases in [{start}, {until}) where kind and service are as asked; the period ends at {stop}. Each row gives the counts of
-- one combination of unions: of submission (`place`), of the completion, responsible (`answers`: just before the completion
-- once completed, else at {until}), responsible for the acceptance, of the reopening, of the rating; a union that has
-- nothing to count is left empty. `next` is the earliest later change.
WITH
    fromUnixTimestamp64Micro({start:Int64}, 'UTC') AS start,
    fromUnixTimestamp64Micro({until:Int64}, 'UTC') AS until,
    fromUnixTimestamp64Micro({stop:Int64}, 'UTC')  AS stop,
    toDateTime64(0, 6, 'UTC') AS none
SELECT
    toString(if(applied, union, ''))                                     AS place,
    toString(if(completes, completed_in[nth], ''))                       AS finisher,
    toString(if(falls_due OR overdue, if(done, completed_by[nth], home), '')) AS answers,
    toString(if(accept_due, if(taken, accepted_by, home), ''))           AS taker,
    toString(if(reopens, reopened_in[reopening], ''))                    AS reopener,
    toString(if(rates, rated_in[rating], ''))                            AS rater,
    [
        toInt64(countIf(applied)), toInt64(countIf(completes)),
        toInt64(countIf(falls_due)), toInt64(countIf(falls_due AND done)), toInt64(countIf(falls_due AND done AND completed_at[nth] <= deadline)),
        toInt64(countIf(overdue)),
        toInt64(countIf(accept_due)), toInt64(countIf(accept_due AND taken AND accepted <= accept_by)),
        toInt64(countIf(reopens)),
        toInt64(countIf(completes AND worked[nth] >= 0)), sumIf(worked[nth], completes AND worked[nth] >= 0),
        toInt64(countIf(rates)), toInt64(countIf(rates AND grades[rating] >= 3))
    ]                                                                    AS counts,
    groupUniqArrayIf(toString(service), applied)                         AS services,
    minIf(change, change > 0)                                            AS next
FROM
(
    SELECT
        *,
        submitted != none AND submitted < until                          AS known,
        known OR (empty({kinds:Array(String)}) AND empty({services:Array(String)})) AS asked,
        withdrawn != none AND withdrawn < until                          AS gone,
        arrayFirstIndex((a, u) -> a < until AND u >= until, completed_at, completed_until) AS nth,
        nth > 0                                                          AS done,
        arrayExists((a, u) -> a < until AND u >= until, paused_at, paused_until) AS paused,
        arrayLastIndex(u -> u < until, paused_until)                     AS pauses,
        if(pauses = 0, due, moved_due[pauses])                           AS deadline,
        arrayLastIndex(t -> t < until, moved_at)                         AS moves,
        if(moves = 0, union, moved_to[moves])                            AS home,
        accepted != none AND accepted < until                            AS taken,
        arrayLastIndex(t -> t < until, reopened_at)                      AS reopening,
        arrayLastIndex(t -> t < until, rated_at)                         AS rating,

        known AND NOT gone AND submitted >= start                        AS applied,
        asked AND done AND completed_at[nth] >= start                    AS completes,
        known AND NOT gone AND NOT paused AND deadline != none           AS timed,
        timed AND deadline >= start AND deadline < stop AND deadline <= until AS falls_due,
        timed AND deadline < until AND NOT done                          AS overdue,
        known AND NOT gone AND accept_by != none AND accept_by >= start AND accept_by < stop AND accept_by <= until AS accept_due,
        asked AND reopened_at[reopening] >= start                        AS reopens,
        asked AND grades[rating] > 0 AND rated_at[rating] >= start       AS rates,

        if(timed AND deadline > until, toUnixTimestamp64Micro(deadline), 0) AS passes,
        if(timed AND deadline = until AND NOT done, toUnixTimestamp64Micro(deadline) + 1, 0) AS runs_over,
        if(known AND NOT gone AND accept_by > until, toUnixTimestamp64Micro(accept_by), 0) AS accepts,
        if(last < until, 0, toUnixTimestamp64Micro(arrayMin(arrayFilter(t -> t >= until, arrayConcat([last, submitted, accepted, withdrawn],
            moved_at, paused_at, paused_until, completed_at, completed_until, reopened_at, rated_at)))) + 1) AS happens,
        arrayMin(arrayFilter(t -> t > 0, [passes, runs_over, accepts, happens])) AS change
    FROM case_fact FINAL
    WHERE settled >= least(start, until)
      AND (empty({kinds:Array(String)}) OR case_kind IN {kinds:Array(String)})
      AND (empty({services:Array(String)}) OR service IN {services:Array(String)})
)
GROUP BY place, finisher, answers, taker, reopener, rater

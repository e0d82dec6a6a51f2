-- Fold the cases touched by newly arrived events, and {more}, into one row each.
INSERT INTO case_fact
WITH
    touched AS
    (
        SELECT thing FROM ledger
        WHERE status = 'accepted' AND family = 'applications' AND cityHash64(thing) % {buckets:UInt8} = {bucket:UInt8}
          AND arrived > fromUnixTimestamp64Micro({from:Int64}, 'UTC') AND arrived <= fromUnixTimestamp64Micro({to:Int64}, 'UTC')
        UNION ALL
        SELECT arrayJoin({more:Array(String)})
    ),
    toDateTime64(0, 6, 'UTC')                     AS none,
    toDateTime64('2262-01-01 00:00:00', 6, 'UTC') AS never,
    -- Each case with its events in order: (time, id, source, what, union, union_to, grade).
    cases AS
    (
        SELECT
            thing AS application,
            argMinIf((time, id, toString(source), toString(union), toString(service), toString(case_kind), due), (time, id, toString(source)),
                     live AND type = 'application.submitted') AS submission,
            arraySort(groupUniqArrayIf((time, id, toString(source), replaceOne(toString(type), 'application.', ''),
                                        toString(union), toString(union_to), grade), live)) AS events
        FROM
        (
            SELECT thing, type, time, id, source, union, union_to, service, case_kind, due, grade,
                   ident NOT IN (SELECT ident FROM outs FINAL WHERE family = 'applications' AND reason != '') AS live
            FROM thread
            WHERE family = 'applications' AND thing IN (SELECT thing FROM touched)
        )
        GROUP BY thing
    ),
    limited AS
    (
        SELECT
            application, events,
            submission.1 AS submitted, submission.4 AS union, toLowCardinality(submission.5) AS service, submission.6 AS case_kind,
            (submission.1, submission.2, submission.3) AS begun,
            multiIf(submitted = none, none, submission.7 != none, submission.7, l.due_is = 'at', fromUnixTimestamp64Micro(l.due, 'UTC'),
                    l.due_is = 'after', submitted + toIntervalMicrosecond(l.due), none) AS due,
            multiIf(submitted = none, none, l.accept_is = 'at', fromUnixTimestamp64Micro(l.accept, 'UTC'),
                    l.accept_is = 'after', submitted + toIntervalMicrosecond(l.accept), none) AS accept_by
        FROM cases
        ASOF LEFT JOIN (SELECT * FROM deadline WHERE list = {list:String}) AS l
            ON l.service = toLowCardinality(submission.5) AND l.start <= submission.1
    ),
    -- The thread of work ends with the first withdrawal. `was` is the last of completed and reopened before a step:
    -- a completion of what is completed, and a reopening of what is not, have no effect.
    threads AS
    (
        SELECT
            *,
            arrayFilter(e -> e.4 = 'transferred', events)                                             AS moves,
            arrayFirst(e -> e.4 = 'accepted', events)                                                 AS acceptance,
            arrayFilter(e -> e.4 IN ('rated', 'rating.voided'), events)                               AS ratings,
            arrayFirstIndex(e -> e.4 = 'withdrawn', events)                                           AS final,
            arrayFilter(e -> e.4 IN ('completed', 'reopened', 'suspended', 'resumed', 'withdrawn'),
                        if(final = 0, events, arraySlice(events, 1, final)))                          AS work,
            arrayMap(e -> e.4, work)                                                                  AS steps,
            arrayFill(s -> s IN ('completed', 'reopened'), steps)                                     AS stood,
            arrayPopBack(arrayPushFront(stood, ''))                                                   AS was,
            arrayFilter((e, s, w) -> s = 'completed' AND w != 'completed', work, steps, was)          AS completions,
            arrayFilter((e, s, w) -> s IN ('reopened', 'withdrawn') AND w = 'completed', work, steps, was) AS undone,
            arrayFilter((e, s, w) -> s = 'reopened' AND w = 'completed', work, steps, was)            AS reopenings,
            -- What begins and what ends a pause: while a case is completed, neither does.
            arrayFilter((e, s, w) -> multiIf(s = 'reopened', false, s = 'withdrawn', true, w != 'completed'), work, steps, was) AS beats,
            arrayMap(e -> e.4 = 'suspended', beats)                                                   AS holds,
            arrayPopBack(arrayPushFront(holds, false))                                                AS held,
            arrayMap(e -> e.1, arrayFilter((e, h, b) -> h AND NOT b, beats, holds, held))             AS paused_at,
            arrayMap(e -> e.1, arrayFilter((e, h, b) -> b AND NOT h, beats, holds, held))             AS ended,
            arrayMap((p, i) -> if(i <= length(ended), ended[i], never), paused_at, arrayEnumerate(paused_at)) AS paused_until,
            -- A pause begun before the deadline of then moves it; once one does not, no later one does.
            toUnixTimestamp64Micro(due)                                                               AS base,
            arrayMap((a, b) -> toUnixTimestamp64Micro(b) - toUnixTimestamp64Micro(a), paused_at, paused_until) AS lengths,
            arrayPopBack(arrayPushFront(arrayCumSum(lengths), 0))                                     AS before,
            arrayCumSum(arrayMap((a, l, b) -> if(toUnixTimestamp64Micro(a) < base + b, l, 0), paused_at, lengths, before)) AS delays,
            arrayMap(d -> if(base = 0, none, fromUnixTimestamp64Micro(least(base + d, toUnixTimestamp64Micro(never)), 'UTC')), delays) AS moved_due
        FROM limited
    )
SELECT
    application, submitted, union, service, case_kind, due, accept_by,
    acceptance.1                                                                                      AS accepted,
    if(accepted = none, '', arrayLast(m -> m < acceptance, arrayPushFront(moves, (none, '', '', '', '', union, 0))).6) AS accepted_by,
    if(final = 0, none, events[final].1)                                                              AS withdrawn,
    arrayMap(m -> m.1, moves)                                                                         AS moved_at,
    arrayMap(m -> m.6, moves)                                                                         AS moved_to,
    paused_at, paused_until, moved_due,
    arrayMap(c -> c.1, completions)                                                                   AS completed_at,
    arrayMap(c -> c.5, completions)                                                                   AS completed_in,
    arrayMap(c -> arrayLast(m -> m < c, arrayPushFront(moves, (none, '', '', '', '', union, 0))).6, completions) AS completed_by,
    arrayMap((c, i) -> if(i <= length(undone), undone[i].1, never), completions, arrayEnumerate(completions)) AS completed_until,
    arrayMap(c -> if(submitted = none OR begun > (c.1, c.2, c.3), -1,
        toUnixTimestamp64Micro(c.1) - toUnixTimestamp64Micro(submitted) - arraySum((a, b) -> greatest(0,
            least(toUnixTimestamp64Micro(b), toUnixTimestamp64Micro(c.1)) - greatest(toUnixTimestamp64Micro(a), toUnixTimestamp64Micro(submitted))),
            paused_at, paused_until)), completions)                                                   AS worked,
    arrayMap(r -> r.1, reopenings)                                                                    AS reopened_at,
    arrayMap(r -> r.5, reopenings)                                                                    AS reopened_in,
    arrayMap(r -> r.1, ratings)                                                                       AS rated_at,
    arrayMap(r -> r.5, ratings)                                                                       AS rated_in,
    arrayMap(r -> if(r.4 = 'rated', r.7, 0), ratings)                                                 AS grades,
    if(empty(events), none, events[-1].1)                                                             AS last,
    multiIf(submitted = none OR withdrawn != none, last,
            completed_until[-1] = never, greatest(last, if(empty(moved_due), due, moved_due[-1]), accept_by),
            due = none, greatest(last, accept_by), never)                                             AS settled,
    {version:UInt64}
FROM threads

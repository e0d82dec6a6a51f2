-- Fold the cases touched by newly arrived events, and {more}, into one row each. Every step is a SELECT of its own: a name
-- that is used where it is made is analysed anew at each use.
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
    9214646400000000 AS never,
    -- Each case with its events in order: (instant, id, source, what, union, union_to, grade).
    cases AS
    (
        SELECT
            thing AS application,
            argMinIf((at, id, from, toString(union), service, toString(case_kind), toUnixTimestamp64Micro(due)), (at, id, from), what = 'submitted') AS submission,
            argMinIf((at, id, from), (at, id, from), what = 'withdrawn')                             AS withdrawal,
            arraySort(groupUniqArrayIf((at, id, from, what, toString(union), toString(union_to), grade), what != '')) AS events
        FROM
        (
            SELECT thing, toUnixTimestamp64Micro(time) AS at, id, toString(source) AS from, union, union_to, service, case_kind, due, grade,
                   if(ident IN (SELECT ident FROM outs FINAL WHERE family = 'applications' AND reason != ''), '',
                      replaceOne(toString(type), 'application.', '')) AS what
            FROM thread
            WHERE family = 'applications' AND thing IN (SELECT thing FROM touched)
        )
        GROUP BY thing
    ),
    -- The thread of work ends with the first withdrawal; transfers, acceptance and ratings go on.
    threads AS
    (
        SELECT
            application, submission, withdrawal.1 AS withdrawn,
            submission.1 AS submitted, submission.4 AS union, submission.5 AS service,
            arrayPushFront(arrayFilter(e -> e.4 = 'transferred', events), (0, '', '', '', '', union, 0)) AS homes,
            arrayFirst(e -> e.4 = 'accepted', events)                                                AS acceptance,
            arrayFilter(e -> e.4 IN ('rated', 'rating.voided'), events)                              AS ratings,
            arrayFilter(e -> e.4 IN ('completed', 'reopened', 'suspended', 'resumed', 'withdrawn')
                AND (withdrawal.1 = 0 OR (e.1, e.2, e.3) <= withdrawal), events)                     AS work,
            if(empty(events), 0, events[-1].1)                                                       AS last
        FROM cases
    ),
    -- Each step of work with what was the last of completed and reopened before it: a completion of what is completed,
    -- and a reopening of what is not, have no effect. While a case is completed, nothing begins or ends a pause.
    steps AS
    (
        SELECT *, arrayPopBack(arrayPushFront(arrayFill(k -> k IN ('completed', 'reopened'), arrayMap(e -> e.4, work)), '')) AS was FROM threads
    ),
    turns AS
    (
        SELECT
            *,
            arrayFilter((e, w) -> e.4 = 'completed' AND w != 'completed', work, was)                 AS completions,
            arrayFilter((e, w) -> e.4 IN ('reopened', 'withdrawn') AND w = 'completed', work, was)   AS undone,
            arrayFilter((e, w) -> e.4 != 'reopened' AND w != 'completed', work, was)                 AS beats
        FROM steps
    ),
    held AS
    (
        SELECT *, arrayPopBack(arrayPushFront(arrayMap(e -> e.4 = 'suspended', beats), false)) AS holding FROM turns
    ),
    breaks AS
    (
        SELECT
            *,
            arrayMap(e -> e.1, arrayFilter((e, h) -> e.4 = 'suspended' AND NOT h, beats, holding))   AS paused_at,
            arrayResize(arrayMap(e -> e.1, arrayFilter((e, h) -> e.4 != 'suspended' AND h, beats, holding)), length(paused_at), never) AS paused_until,
            arrayResize(arrayMap(u -> u.1, undone), length(completions), never)                      AS completed_until
        FROM held
    ),
    -- What the catalogue says, where the submission states no deadline.
    limited AS
    (
        SELECT
            b.*,
            arrayMap((a, u) -> u - a, paused_at, paused_until)                                       AS pauses,
            if(submission.7 != 0, submission.7, l.due + l.due_added * submitted)                     AS due,
            l.accept + l.accept_added * submitted                                                    AS accept_by
        FROM breaks AS b
        ASOF LEFT JOIN (SELECT * FROM deadline WHERE list = {list:String}) AS l ON l.service = b.service AND l.start <= b.submitted
    ),
    -- A pause begun before the deadline of then moves it; once one does not, no later one does.
    facts AS
    (
        SELECT
            *,
            arrayMap(d -> if(due = 0, 0, least(due + d, never)), arrayCumSum(arrayMap((a, p, before) -> if(a < due + before, p, 0),
                paused_at, pauses, arrayPopBack(arrayPushFront(arrayCumSum(pauses), 0)))))           AS moved_due
        FROM limited
    )
SELECT
    application, submitted, union, service, submission.6 AS case_kind, due, accept_by,
    acceptance.1 AS accepted, if(accepted = 0, '', arrayLast(m -> m < acceptance, homes).6) AS accepted_by,
    withdrawn,
    arrayPopFront(arrayMap(m -> m.1, homes)) AS moved_at, arrayPopFront(arrayMap(m -> m.6, homes)) AS moved_to,
    paused_at, paused_until, moved_due,
    arrayMap(c -> c.1, completions) AS completed_at, arrayMap(c -> c.5, completions) AS completed_in,
    arrayMap(c -> arrayLast(m -> m < c, homes).6, completions) AS completed_by, completed_until,
    arrayMap(c -> if(submitted = 0 OR (submission.1, submission.2, submission.3) > (c.1, c.2, c.3), -1,
        c.1 - submitted - arraySum((a, u) -> greatest(0, least(u, c.1) - greatest(a, submitted)), paused_at, paused_until)), completions) AS worked,
    arrayMap(r -> r.1, arrayFilter(u -> u.4 = 'reopened', undone) AS reopenings) AS reopened_at, arrayMap(r -> r.5, reopenings) AS reopened_in,
    arrayMap(r -> r.1, ratings) AS rated_at, arrayMap(r -> r.5, ratings) AS rated_in, arrayMap(r -> if(r.4 = 'rated', r.7, 0), ratings) AS grades,
    last,
    multiIf(submitted = 0 OR withdrawn != 0, last, due != 0 AND completed_until[-1] != never, never,
            greatest(last, if(empty(moved_due), due, moved_due[-1]), accept_by)) AS settled,
    {version:UInt64}
FROM facts

-- Fold the cases touched by newly arrived events, and {more}, into one row each: of each kind the first counts.
INSERT INTO case_fact
WITH touched AS
(
    SELECT thing FROM ledger
    WHERE status = 'accepted' AND family = 'applications' AND cityHash64(thing) % {buckets:UInt8} = {bucket:UInt8}
      AND arrived > fromUnixTimestamp64Micro({from:Int64}, 'UTC') AND arrived <= fromUnixTimestamp64Micro({to:Int64}, 'UTC')
    UNION ALL
    SELECT arrayJoin({more:Array(String)})
)
SELECT application, submission.1, submission.2, submission.3, submission.4, submission.5, completion.1, completion.2, withdrawn, {version:UInt64}
FROM
(
    SELECT
        thing AS application,
        argMinIf((time, toString(union), toString(service), toString(case_kind), due), (time, id, toString(source)),
                 live AND type = 'application.submitted') AS submission,
        argMinIf((time, toString(union)), (time, id, toString(source)), live AND type = 'application.completed') AS completion,
        minIf(time, live AND type = 'application.withdrawn') AS withdrawn
    FROM
    (
        SELECT thing, type, time, id, source, union, service, case_kind, due,
               ident NOT IN (SELECT ident FROM outs FINAL WHERE family = 'applications' AND reason != '') AS live
        FROM thread
        WHERE family = 'applications' AND thing IN (SELECT thing FROM touched)
    )
    GROUP BY thing
)

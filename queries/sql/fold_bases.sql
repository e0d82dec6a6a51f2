-- Fold the reports of bases, of all unions when one arrives: there are few.
INSERT INTO base_fact (union, at, employees, members, grassroots, entered, version)
SELECT union, arrayMap(r -> r.1, reports), arrayMap(r -> r.5, reports), arrayMap(r -> r.6, reports), arrayMap(r -> r.7, reports),
       arrayMap(r -> r.8, reports), {version:UInt64}
FROM
(
    SELECT
        union,
        arraySort(groupUniqArrayIf((happened, time, id, toString(source),
            JSONExtractInt(data, 'employees'), JSONExtractInt(data, 'members'), JSONExtractInt(data, 'grassroots'),
            if(JSONHas(data, 'entered'), JSONExtractInt(data, 'entered'), -1)), live)) AS reports
    FROM
    (
        SELECT union, happened, time, id, source, data,
               ident NOT IN (SELECT ident FROM outs FINAL WHERE family = 'base' AND reason != '') AS live
        FROM thread
        WHERE family = 'base' AND type = 'union.base_reported'
    )
    GROUP BY union
)

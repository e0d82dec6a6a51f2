-- What counts before {asof} and yet cannot be quite right? In the order of kind, union and thing, behind {after_kind},
-- {after_union} and {after_thing}; {unions} narrows only if {narrow}; {known} is the registry, empty if it is not known.
-- The two numbers are what the sentence needs.
WITH fromUnixTimestamp64Micro({asof:Int64}, 'UTC') AS asof, toDateTime64(0, 6, 'UTC') AS none
SELECT kind, place, thing, at, first, second
FROM
(
    SELECT 'completed_before_submitted' AS kind, toString(completed_in[1]) AS place, application AS thing,
           fromUnixTimestamp64Micro(completed_at[1], 'UTC') AS at, submitted AS first, toInt64(0) AS second
    FROM case_fact FINAL
    WHERE submitted != 0 AND submitted < {asof:Int64} AND notEmpty(completed_at) AND completed_at[1] < submitted

    UNION ALL

    SELECT 'completed_without_submission', toString(completed_in[1]), application, fromUnixTimestamp64Micro(completed_at[1], 'UTC'), 0, 0
    FROM case_fact FINAL
    WHERE submitted = 0 AND notEmpty(completed_at) AND completed_at[1] < {asof:Int64}

    UNION ALL

    SELECT 'never_due', toString(union), application, fromUnixTimestamp64Micro(submitted, 'UTC'), 0, 0
    FROM case_fact FINAL
    WHERE submitted != 0 AND submitted < {asof:Int64} AND due = 0 AND (withdrawn = 0 OR withdrawn >= {asof:Int64})

    UNION ALL

    SELECT 'falling_total', toString(union), concat(article, ' ', toString(channel)), toDateTime64(day, 6, {zone:String}), toInt64(read), toInt64(share)
    FROM
    (
        SELECT union, article, channel, arrayFirst((d, r, s) -> (r < 0 OR s < 0) AND toDateTime64(d, 6, {zone:String}) < asof, days, reads, shares) AS day,
               indexOf(days, day) AS nth, reads[nth] AS read, shares[nth] AS share
        FROM reported_fact FINAL
        WHERE arrayExists((d, r, s) -> (r < 0 OR s < 0) AND toDateTime64(d, 6, {zone:String}) < asof, days, reads, shares)
    )

    UNION ALL

    SELECT 'unknown_union', toString(union), '', min(first), toInt64(uniqExact(family)), 0
    FROM cell FINAL
    WHERE first != none AND first < asof AND notEmpty({known:Array(String)}) AND union NOT IN {known:Array(String)}
    GROUP BY union
)
WHERE (NOT {narrow:Bool} OR place IN {unions:Array(String)}) AND ({kind:String} = '' OR kind = {kind:String})
  AND (kind, place, thing) > ({after_kind:String}, {after_union:String}, {after_thing:String})
ORDER BY kind, place, thing
LIMIT {limit:UInt64}

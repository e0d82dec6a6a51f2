-- Which unions declared {family} complete? A closed period wants {upto} or later; a running one wants more than {beyond}
-- of a flow, and of a stock anything. The declaration itself counts from its own time on, as every event does; `next`
-- is the earliest later one.
WITH fromUnixTimestamp64Micro({asof:Int64}, 'UTC') AS asof
SELECT
    toString(union)                                        AS place,
    countIf(time < asof AND upto > fromUnixTimestamp64Micro({beyond:Int64}, 'UTC')) > 0 AS reported,
    countIf(time < asof) > 0                               AS ever,
    minIf(toUnixTimestamp64Micro(time), time >= asof)      AS next
FROM ledger
WHERE status = 'accepted' AND family = 'control' AND type = 'source.complete'
  AND has(families, {family:String})
  AND upto >= fromUnixTimestamp64Micro({upto:Int64}, 'UTC')
  AND arrived <= (SELECT max(arrived) FROM mark)
  AND ident NOT IN (SELECT ident FROM outs FINAL WHERE family = 'control' AND reason != '')
GROUP BY union

-- What arrived after {from} up to {to}, per source? `said` names the families, and 'complete' for source.complete.
SELECT
    src,
    max(offset_end) + 1                                                              AS next,
    count()                                                                          AS rows,
    groupUniqArrayIf(if(type = 'source.complete', 'complete', toString(family)), status = 'accepted') AS said
FROM ledger
WHERE arrived > fromUnixTimestamp64Micro({from:Int64}, 'UTC') AND arrived <= fromUnixTimestamp64Micro({to:Int64}, 'UTC')
GROUP BY src
ORDER BY src

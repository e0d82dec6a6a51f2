-- What arrived after {from} up to {to}, per source? `said` names the families and the types of what is not a single
-- reading; 'naming' is for corrections and voids.
WITH toFixedString('', 16) AS none
SELECT
    src,
    min(offset)                                                                      AS lowest,
    max(offset_end) + 1                                                              AS next,
    count()                                                                          AS rows,
    arrayConcat(
        groupUniqArrayIf(toString(family), status = 'accepted'),
        groupUniqArrayIf(toString(type), status = 'accepted'),
        groupUniqArrayIf('naming', corrects_ident != none OR voids_ident != none)) AS said
FROM ledger
WHERE arrived > fromUnixTimestamp64Micro({from:Int64}, 'UTC') AND arrived <= fromUnixTimestamp64Micro({to:Int64}, 'UTC')
GROUP BY src
ORDER BY src

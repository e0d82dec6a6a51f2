-- How do the offsets of each source add up?
SELECT
    src,
    countIf(status = 'accepted')                                AS accepted,
    countIf(status = 'rejected')                                AS rejected,
    toUInt64(sumIf(offset_end - offset + 1, status = 'skipped')) AS skipped,
    min(offset)                                                 AS first,
    max(offset_end) + 1                                         AS next
FROM ledger
GROUP BY src
ORDER BY src

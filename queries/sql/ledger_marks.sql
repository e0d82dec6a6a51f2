-- Which offset comes next, per source, by the ledger itself?
SELECT src, max(offset_end) + 1 AS next FROM ledger GROUP BY src

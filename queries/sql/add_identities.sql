-- Bring the identities of newly arrived events in. Readings count by cell, so they need no thing.
INSERT INTO identity
SELECT ident, content, type = 'event.voided', family, day, union, union_to, if(family = 'reads', '', thing)
FROM ledger
WHERE status = 'accepted'
  AND arrived > fromUnixTimestamp64Micro({from:Int64}, 'UTC') AND arrived <= fromUnixTimestamp64Micro({to:Int64}, 'UTC')

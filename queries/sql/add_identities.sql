-- Bring the identities of newly arrived events in. Readings count by cell, so they need neither thing nor person.
INSERT INTO identity
SELECT ident, content, type = 'event.voided', family, day, union, union_to,
       if(type = 'article.read', '', thing), if(type = 'article.read', '', person)
FROM ledger
WHERE status = 'accepted'
  AND arrived > fromUnixTimestamp64Micro({from:Int64}, 'UTC') AND arrived <= fromUnixTimestamp64Micro({to:Int64}, 'UTC')

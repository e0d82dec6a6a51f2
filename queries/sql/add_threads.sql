-- Bring the newly arrived events of articles, members and applications into their threads.
INSERT INTO thread
SELECT family, thing, union, ident, content, type, time, id, source, union_to, service, case_kind, due
FROM ledger
WHERE status = 'accepted' AND family IN ('articles', 'members', 'applications')
  AND arrived > fromUnixTimestamp64Micro({from:Int64}, 'UTC') AND arrived <= fromUnixTimestamp64Micro({to:Int64}, 'UTC')

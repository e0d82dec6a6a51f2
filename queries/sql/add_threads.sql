-- Bring the newly arrived events of everything but single readings and control events into their threads.
INSERT INTO thread
SELECT family, thing, union, ident, content, type, time, happened, id, source, union_to, person, channel, service, case_kind, due, data
FROM ledger
WHERE status = 'accepted' AND family != 'control' AND type != 'article.read'
  AND arrived > fromUnixTimestamp64Micro({from:Int64}, 'UTC') AND arrived <= fromUnixTimestamp64Micro({to:Int64}, 'UTC')

-- Bring in what newly arrived events say that persons did, and the participations of nobody in particular.
INSERT INTO attendance (day, type, union, thing, person, ident, at)
SELECT day, type, union, thing, person, ident, happened
FROM ledger
WHERE status = 'accepted'
  AND (type = 'activity.joined' OR type IN ('member.active', 'application.submitted') AND person != '')
  AND arrived > fromUnixTimestamp64Micro({from:Int64}, 'UTC') AND arrived <= fromUnixTimestamp64Micro({to:Int64}, 'UTC')

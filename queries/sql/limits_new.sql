-- Of which services, submitted on which days, does this list of limits know nothing yet among newly arrived submissions?
SELECT DISTINCT toString(service) AS asked, day
FROM ledger
WHERE status = 'accepted' AND family = 'applications' AND type = 'application.submitted'
  AND arrived > fromUnixTimestamp64Micro({from:Int64}, 'UTC') AND arrived <= fromUnixTimestamp64Micro({to:Int64}, 'UTC')
  AND (toString(service), day) NOT IN (SELECT toString(service), day FROM deadline WHERE list = {list:String})

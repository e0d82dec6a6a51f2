-- Which user agents of newly arrived readings have no verdict by this list yet?
WITH arriving AS
(
    SELECT DISTINCT agent
    FROM ledger
    WHERE status = 'accepted' AND family = 'reads'
      AND arrived > fromUnixTimestamp64Micro({from:Int64}, 'UTC') AND arrived <= fromUnixTimestamp64Micro({to:Int64}, 'UTC')
)
SELECT agent
FROM arriving
WHERE agent NOT IN (SELECT agent FROM verdict WHERE list = {list:String} AND agent IN (SELECT toString(agent) FROM arriving))

-- Which cells (family, day, union) do newly arrived events touch?
SELECT DISTINCT family, day, place
FROM ledger
ARRAY JOIN if(union_to = '', [toString(union)], [toString(union), toString(union_to)]) AS place
WHERE status = 'accepted' AND family != 'control'
  AND arrived > fromUnixTimestamp64Micro({from:Int64}, 'UTC') AND arrived <= fromUnixTimestamp64Micro({to:Int64}, 'UTC')

-- Which newly arrived identities have two contents or more?
SELECT ident
FROM identity
WHERE ident IN
(
    SELECT ident
    FROM ledger
    WHERE status = 'accepted' AND reinterpretAsUInt8(ident) % {buckets:UInt8} = {bucket:UInt8}
      AND arrived > fromUnixTimestamp64Micro({from:Int64}, 'UTC') AND arrived <= fromUnixTimestamp64Micro({to:Int64}, 'UTC')
)
GROUP BY ident
HAVING uniqExact(content) > 1

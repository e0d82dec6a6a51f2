-- Which newly arrived identities are an end of a correction or void, already known or arriving too?
-- {bucket} of {buckets} bounds the memory of a rebuild.
SELECT DISTINCT node
FROM link
WHERE node IN
(
    SELECT ident
    FROM ledger
    WHERE status = 'accepted' AND reinterpretAsUInt8(ident) % {buckets:UInt8} = {bucket:UInt8}
      AND arrived > fromUnixTimestamp64Micro({from:Int64}, 'UTC') AND arrived <= fromUnixTimestamp64Micro({to:Int64}, 'UTC')
)

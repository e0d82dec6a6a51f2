-- Which rejected record lies at this offset?
SELECT src, offset, arrived, record_time, reason, detail, source, union, type, length(payload), payload
FROM ledger
WHERE status = 'rejected' AND src = {src:String} AND offset = {offset:UInt64}
LIMIT 1

-- Which rejected records are there, latest first, narrowed by whatever is given? {unions}, {sources} and {paths}
-- (all sources below) narrow together, only if {narrow};
-- {reason} is the whole reason or the word before its colon; the record at ({arrived}, {src}, {offset}) and what came
-- after it were shown already.
SELECT src, offset, arrived, record_time, reason, detail, source, union, type, length(payload)
FROM ledger
WHERE status = 'rejected'
  AND (NOT {narrow:Bool} OR union IN {unions:Array(String)} OR source IN {sources:Array(String)}
       OR arrayExists(path -> startsWith(source, path), {paths:Array(String)}))
  AND (empty({within:Array(String)}) OR union IN {within:Array(String)})
  AND ({source:String} = '' OR source = {source:String})
  AND ({type:String} = '' OR type = {type:String})
  AND ({reason:String} = '' OR reason = {reason:String} OR startsWith(reason, concat({reason:String}, ':')))
  AND record_time >= fromUnixTimestamp64Micro({from:Int64}, 'UTC') AND record_time < fromUnixTimestamp64Micro({to:Int64}, 'UTC')
  AND ({arrived:Int64} = 0 OR (arrived, src, offset) < (fromUnixTimestamp64Micro({arrived:Int64}, 'UTC'), {src:String}, {offset:UInt64}))
ORDER BY arrived DESC, src DESC, offset DESC
LIMIT {limit:UInt64}

-- How many records were rejected, by source, union and reason? Parameters as in rejected_list.
SELECT source, union, reason, count() AS records, min(record_time), max(record_time)
FROM ledger
WHERE status = 'rejected'
  AND (NOT {narrow:Bool} OR union IN {unions:Array(String)} OR source IN {sources:Array(String)}
       OR arrayExists(path -> startsWith(source, path), {paths:Array(String)}))
  AND (empty({within:Array(String)}) OR union IN {within:Array(String)})
  AND ({source:String} = '' OR source = {source:String})
  AND ({type:String} = '' OR type = {type:String})
  AND ({reason:String} = '' OR reason = {reason:String} OR startsWith(reason, concat({reason:String}, ':')))
  AND record_time >= fromUnixTimestamp64Micro({from:Int64}, 'UTC') AND record_time < fromUnixTimestamp64Micro({to:Int64}, 'UTC')
GROUP BY source, union, reason
ORDER BY records DESC, source, union, reason
LIMIT {limit:UInt64}

-- Which rows arrived up to {from} and lie above what was brought in of their source? {sources} and {marks} go together;
-- of a source that is not named nothing was brought in. How many are there, and when did the first arrive?
SELECT count(), toUnixTimestamp64Micro(min(arrived))
FROM ledger
WHERE arrived <= fromUnixTimestamp64Micro({from:Int64}, 'UTC')
  AND offset_end >= if(has({sources:Array(String)}, toString(src)), arrayElement({marks:Array(UInt64)}, indexOf({sources:Array(String)}, toString(src))), 0)

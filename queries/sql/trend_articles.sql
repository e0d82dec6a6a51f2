-- Articles of these unions by the day of first publication, if published at that day's end. {starts} holds the beginning
-- of each day and {ends} its end, or as_of on the day that still runs. Days are numbered from 1.
WITH arrayCount(s -> s <= toUnixTimestamp64Micro(first), {starts:Array(Int64)}) AS nth,
     fromUnixTimestamp64Micro({ends:Array(Int64)}[nth], 'UTC') AS until
SELECT toInt64(nth) AS number, toInt64(count()) AS articles
FROM article_fact FINAL
WHERE union IN {unions:Array(String)} AND nth > 0 AND first < until AND arrayLast((u, t) -> t < until, up, at)
GROUP BY nth

-- Articles of each union: first published in [{start}, {until}) and published at {until}.
-- `next` is the earliest later change of state.
WITH fromUnixTimestamp64Micro({start:Int64}, 'UTC') AS start, fromUnixTimestamp64Micro({until:Int64}, 'UTC') AS until
SELECT
    toString(union) AS place,
    toInt64(countIf(first >= start AND first < until AND arrayLast((u, t) -> t < until, up, at))) AS articles,
    minIf(toUnixTimestamp64Micro(arrayFirst(t -> t >= until, at)), at[-1] >= until) AS next
FROM article_fact FINAL
GROUP BY union

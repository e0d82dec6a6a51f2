-- Projects of each union featured in [{start}, {until}), on {levels} if any are named. `next` is the earliest later change.
WITH fromUnixTimestamp64Micro({start:Int64}, 'UTC') AS start, fromUnixTimestamp64Micro({until:Int64}, 'UTC') AS until
SELECT toString(union) AS place,
       toInt64(countIf(arrayExists((t, l) -> t >= start AND t < until AND (empty({levels:Array(String)}) OR has({levels:Array(String)}, l)), at, levels))) AS featured_projects,
       minIf(toUnixTimestamp64Micro(arrayFirst(t -> t >= until, at)), at[-1] >= until) AS next
FROM project_fact FINAL
GROUP BY union

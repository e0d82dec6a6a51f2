-- Participations of named persons of each union: first joinings in [{start}, {until}), in activities of {kinds} if any are
-- named: the kind under which the activity was held last. `next` is the earliest later change, of any activity.
WITH fromUnixTimestamp64Micro({start:Int64}, 'UTC') AS start, fromUnixTimestamp64Micro({until:Int64}, 'UTC') AS until
SELECT toString(union) AS place, toInt64(countIf(first >= start AND first < until AND of_kind)) AS participations,
       minIf(toUnixTimestamp64Micro(first), first >= until) AS next
FROM
(
    SELECT union, first, (empty({kinds:Array(String)}) OR (union, activity) IN
      (SELECT union, activity FROM activity_fact FINAL
       WHERE has({kinds:Array(String)}, toString(kinds[arrayLastIndex(t -> t < fromUnixTimestamp64Micro({until:Int64}, 'UTC'), at)])))) AS of_kind
    FROM join_fact FINAL
    WHERE first != toDateTime64(0, 6, 'UTC')
)
GROUP BY union

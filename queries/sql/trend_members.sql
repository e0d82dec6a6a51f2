-- Persons verified in these unions at each of the instants {ends}, in their order.
SELECT sumForEach(arrayMap(e -> toInt64(since < fromUnixTimestamp64Micro(e, 'UTC') AND fromUnixTimestamp64Micro(e, 'UTC') <= until),
                           {ends:Array(Int64)}))
FROM member_fact FINAL
ARRAY JOIN unions AS place, since, until
WHERE place IN {unions:Array(String)}

-- Persons verified at {until}, by the union they belong to. `next` is the earliest later change.
WITH fromUnixTimestamp64Micro({until:Int64}, 'UTC') AS at
SELECT
    toString(home)                                                            AS place,
    toInt64(countIf(since < at AND at <= until))                              AS verified_members,
    minIf(toUnixTimestamp64Micro(if(since >= at, since, until)), until >= at) AS next
FROM member_fact FINAL
ARRAY JOIN unions AS home, since, until
GROUP BY home

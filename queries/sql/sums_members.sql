-- Persons verified at {until}, by the union they belong to, and those of them whose first verification ever lies in
-- [{start}, {until}). `next` is the earliest later change.
WITH fromUnixTimestamp64Micro({start:Int64}, 'UTC') AS start, fromUnixTimestamp64Micro({until:Int64}, 'UTC') AS end
SELECT
    toString(home)                                                              AS place,
    toInt64(countIf(since < end AND end <= until))                              AS verified_members,
    toInt64(countIf(since < end AND end <= until AND first >= start))           AS newly_verified,
    minIf(toUnixTimestamp64Micro(if(since >= end, since, until)), until >= end) AS next
FROM member_fact FINAL
ARRAY JOIN unions AS home, since, until
GROUP BY home

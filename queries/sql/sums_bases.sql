-- The newest report of denominators of each union at {until}; entered is -1 where it was not stated. `next` is the
-- earliest later change.
WITH fromUnixTimestamp64Micro({until:Int64}, 'UTC') AS until
SELECT toString(union), i > 0, employees[i], members[i], grassroots[i], entered[i],
       if(at[-1] >= until, toUnixTimestamp64Micro(arrayFirst(t -> t >= until, at)), 0)
FROM (SELECT *, arrayLastIndex(t -> t < until, at) AS i FROM base_fact FINAL)

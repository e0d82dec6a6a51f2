-- When is the earliest thing at or after {until}, on days up to {last_day}, that somebody is said to do? 0: none.
WITH fromUnixTimestamp64Micro({until:Int64}, 'UTC') AS until
SELECT minIf(toUnixTimestamp64Micro(at), at >= until)
FROM attendance
WHERE day >= {until_day:Date} AND day <= {last_day:Date}

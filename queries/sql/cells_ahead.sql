-- Which cells of readings of these days hold an event that lay ahead when they were computed; of one {version} or (0) all?
SELECT day, union, toUnixTimestamp64Micro(ahead) AS ahead_at
FROM cell FINAL
WHERE family = 'reads' AND day >= {first_day:Date} AND day <= {last_day:Date} AND ahead > toDateTime64(0, 6, 'UTC')
  AND ({version:UInt64} = 0 OR version = {version:UInt64})

-- Which cells of readings hold an event that lay ahead when they were computed?
SELECT day, union, toUnixTimestamp64Micro(ahead) AS ahead_at
FROM cell FINAL
WHERE family = 'reads' AND ahead > toDateTime64(0, 6, 'UTC')

-- How far do the derived tables stand, per source, and by which settings?
SELECT src, next, toUnixTimestamp64Micro(arrived) AS arrived_at, basis FROM mark FINAL

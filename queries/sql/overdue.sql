-- Which cases are open past their deadline at {asof}, by union, service and kind?
WITH fromUnixTimestamp64Micro({asof:Int64}, 'UTC') AS asof, toDateTime64(0, 6, 'UTC') AS none
SELECT toString(union), toString(service), toString(case_kind), toInt64(count()), min(due)
FROM case_fact FINAL
WHERE submitted != none AND submitted < asof AND due != none AND due < asof
  AND (completed = none OR completed >= asof) AND (withdrawn = none OR withdrawn >= asof)
GROUP BY union, service, case_kind
ORDER BY union, service, case_kind

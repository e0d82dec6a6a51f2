-- Which address did the submission of each of these cases name? As in fold_cases the first submission is the one that counts.
SELECT thing, argMin(JSONExtractString(data, 'url'), (time, id, toString(source))) AS url
FROM thread
WHERE family = 'applications' AND thing IN {cases:Array(String)} AND type = 'application.submitted'
  AND ident NOT IN (SELECT ident FROM outs FINAL WHERE family = 'applications' AND reason != '')
GROUP BY thing
HAVING url != ''

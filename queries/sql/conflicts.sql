-- Which identities are in conflict, and what does each of their contents say? {unions} narrows only if {narrow}: an
-- identity belongs to every union that a content of it names. {after} is the identity (hexadecimal) shown last.
WITH asked AS
(
    SELECT DISTINCT ident
    FROM outs FINAL
    WHERE reason = 'conflict' AND (NOT {narrow:Bool} OR union IN {unions:Array(String)}) AND hex(ident) > {after:String}
    ORDER BY hex(ident)
    LIMIT {limit:UInt64}
)
SELECT ident, content, any(source), any(id), any(type), any(subject), any(corrects), any(time), any(union), any(union_to), any(thing), any(data),
       min((arrived, src, offset)) AS first, count()
FROM ledger
WHERE status = 'accepted'
  AND (family, day, union, ident) IN (SELECT family, day, union, ident FROM outs FINAL WHERE ident IN (SELECT ident FROM asked))
  AND arrived <= (SELECT max(arrived) FROM mark)
GROUP BY ident, content
ORDER BY hex(ident), first

-- Bring the corrections and voids of newly arrived events in, each from both of its ends.
INSERT INTO link
WITH toFixedString('', 16) AS none
SELECT end.1, end.2, end.3, end.4, time, id
FROM
(
    SELECT time, id, arrayJoin(arrayFilter(e -> e.1 != none AND e.2 != none,
        [(ident, corrects_ident, true, false), (corrects_ident, ident, false, false),
         (ident, voids_ident, true, true), (voids_ident, ident, false, true)])) AS end
    FROM ledger
    WHERE status = 'accepted' AND (corrects_ident != none OR voids_ident != none)
      AND arrived > fromUnixTimestamp64Micro({from:Int64}, 'UTC') AND arrived <= fromUnixTimestamp64Micro({to:Int64}, 'UTC')
)

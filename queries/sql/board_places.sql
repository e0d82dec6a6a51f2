-- Where did {union} stand on the last board of {cause} in each span (start, end] of {starts} and {ends}, of this owner's
-- {periods}? A board that does not have the union gives nothing. Bodies are read of those boards only.
SELECT period, instant, group, rank, of, total, full_marks
FROM
(
    SELECT
        period, at AS instant,
        arrayJoin(JSONExtractArrayRaw(body, 'groups'))                                       AS standing,
        JSONExtractArrayRaw(standing, 'units')                                               AS units,
        arrayFirst(u -> JSONExtractString(u, 'union') = {union:String}, units)               AS unit,
        JSONExtractString(standing, 'id')                                                    AS group,
        toInt64(JSONExtractInt(unit, 'rank'))                                                AS rank,
        toInt64(arrayCount(u -> JSONExtractInt(u, 'rank') > 0, units))                       AS of,
        JSONExtractString(unit, 'total')                                                     AS total,
        JSONExtractString(standing, 'full_marks')                                            AS full_marks
    FROM board
    WHERE owner = {owner:String} AND period IN {periods:Array(String)} AND cause = {cause:String}
      AND (board.at, seq) IN
      (
          SELECT max((b.at, b.seq)) AS last
          FROM board AS b
          WHERE b.owner = {owner:String} AND b.period IN {periods:Array(String)} AND b.cause = {cause:String}
            AND arrayExists((s, e) -> toUnixTimestamp64Micro(b.at) > s AND toUnixTimestamp64Micro(b.at) <= e, {starts:Array(Int64)}, {ends:Array(Int64)})
          GROUP BY arrayFirstIndex((s, e) -> toUnixTimestamp64Micro(b.at) > s AND toUnixTimestamp64Micro(b.at) <= e, {starts:Array(Int64)}, {ends:Array(Int64)})
      )
)
WHERE unit != ''
ORDER BY instant

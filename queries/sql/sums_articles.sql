-- Articles of each union in [{start}, {until}): first published in it and published at {until}, restricted to those of
-- which some publication has both a channel of {channels} and a column of {columns} (empty: any); and how many were
-- offered and taken up, restricted by nothing. `days` are those of the first publications in {zone}; `next` is the
-- earliest later change.
WITH fromUnixTimestamp64Micro({start:Int64}, 'UTC') AS start, fromUnixTimestamp64Micro({until:Int64}, 'UTC') AS until
SELECT
    toString(union)                                            AS place,
    toInt64(countIf(counts))                                   AS articles,
    toInt64(countIf(counts AND arrayLast((o, u, t) -> u AND t < until, originals, up, at))) AS original_ones,
    toInt64(countIf(arrayExists(t -> t >= start AND t < until, submitted))) AS offered,
    toInt64(countIf(arrayExists(t -> t >= start AND t < until, adopted)))   AS taken_up,
    toInt64(countIf(arrayExists(t -> t >= start AND t < until, homepage)))  AS on_homepage,
    arraySort(groupUniqArrayIf(toString(toDate32(first, {zone:String})), counts)) AS days,
    minIf(toUnixTimestamp64Micro(change), change >= until)     AS next
FROM
(
    SELECT
        union, first, at, up, originals, submitted, adopted, homepage,
        first >= start AND first < until AND arrayLast((u, t) -> t < until, up, at)
            AND (empty({channels:Array(String)}) AND empty({columns:Array(String)})
                 OR arrayExists((u, t, c, k) -> u AND t < until
                        AND (empty({channels:Array(String)}) OR has({channels:Array(String)}, toString(c)))
                        AND (empty({columns:Array(String)}) OR has({columns:Array(String)}, toString(k))), up, at, channels, columns)) AS counts,
        arrayMin(arrayFilter(t -> t >= until, arrayConcat(at, submitted, adopted))) AS change
    FROM article_fact FINAL
)
GROUP BY union

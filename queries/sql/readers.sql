-- How many distinct readers have the unions of each of the subtrees ({keys} and {members} go together) on the days
-- {first_day} to {last_day}, on {channels} (empty: any)? Of an article and channel with a reported row up to {last_day}
-- no reader counts. All cells must hold at {until}: in the place of others the store puts computed ones.
WITH
    toDate32({last_day:Date}) AS last_row,
    asked AS (SELECT DISTINCT arrayJoin(arrayFlatten({members:Array(Array(String))})) AS union),
    readers_of AS
    (
        SELECT union, groupUniqArrayArray(who) AS persons
        FROM
        (
            SELECT toString(union) AS union,
                   arrayConcat(
                       arrayFlatten(mapValues(mapFilter((c, r) -> empty({channels:Array(String)}) OR has({channels:Array(String)}, c), readers))),
                       arrayFlatten(arrayFilter((r, a, c) -> (empty({channels:Array(String)}) OR has({channels:Array(String)}, c))
                                       AND (cell.union, a, c) NOT IN (SELECT union, article, channel FROM reported_fact FINAL WHERE since <= last_row),
                                       told_readers, told_articles, told_channels))) AS who
            FROM (SELECT day, union, readers, told_articles, told_channels, told_readers
                  FROM cell FINAL
                  WHERE family = 'reads' AND day >= {first_day:Date} AND day <= {last_day:Date}) AS cell
            WHERE cell.union IN (SELECT union FROM asked)
        )
        GROUP BY union
    )
SELECT key, uniqExactArray(persons) AS readers
FROM (SELECT arrayJoin(arrayZip({keys:Array(String)}, {members:Array(Array(String))})) AS pair, pair.1 AS key, arrayJoin(pair.2) AS union) AS tree
JOIN readers_of ON tree.union = readers_of.union
GROUP BY key

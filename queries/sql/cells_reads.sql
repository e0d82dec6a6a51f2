-- What do these cells (day, union) of readings and shares hold at {asof}, by the ledger up to arrival {to}?
-- Crawlers are taken out first; then at most {limit} distinct readings count per article, reader and day, the first ones.
-- The columns are those of add_reading_cells.sql.
WITH
    fromUnixTimestamp64Micro({asof:Int64}, 'UTC') AS asof,
    toDateTime64(0, 6, 'UTC') AS none,
    asked AS (SELECT cell.1 AS day, cell.2 AS union FROM (SELECT arrayJoin(arrayZip({cell_days:Array(Date)}, {cell_unions:Array(String)})) AS cell)),
    lost AS (SELECT ident FROM outs FINAL WHERE family = 'reads' AND day IN {cell_days:Array(Date)} AND reason != ''),
    readings AS
    (
        SELECT day, union, any(thing) AS article, any(person) AS reader,
               any(happened) >= asof AS waits,
               any(agent) IN (SELECT agent FROM verdict WHERE list = {list:String} AND crawler) AS crawls,
               (waits, crawls, any(happened), any(id), any(toString(source)), any(toString(channel))) AS reading
        FROM ledger
        WHERE status = 'accepted' AND family = 'reads' AND type = 'article.read'
          AND (day, union) IN (SELECT day, union FROM asked)
          AND arrived <= fromUnixTimestamp64Micro({to:Int64}, 'UTC')
          AND ident NOT IN (SELECT ident FROM lost)
        GROUP BY day, union, ident
    ),
    guarded AS
    (
        SELECT day, union, article, reader, one.1 AS waits, one.2 AS crawls, one.3 AS at, one.6 AS via,
               NOT waits AND NOT crawls AND (reader = '' OR nth <= {limit:UInt64}) AS passes
        FROM (SELECT day, union, article, reader, arraySort(groupArray(reading)) AS list FROM readings GROUP BY day, union, article, reader)
        ARRAY JOIN list AS one, arrayEnumerate(list) AS nth
    ),
    by_article AS
    (
        SELECT day, union, article, via,
               min(at) AS earliest, maxIf(at, NOT waits) AS latest, minIf(at, waits) AS comes,
               countIf(passes) AS n, countIf(passes AND reader = '') AS nameless,
               countIf(NOT waits AND crawls) AS crawled, countIf(NOT waits AND NOT crawls AND NOT passes) AS again,
               groupUniqArrayIf(reinterpretAsUInt128(sipHash128(reader)), passes AND reader != '') AS persons,
               (union, article, via) IN (SELECT union, thing, channel FROM thread
                                         WHERE family = 'reads' AND type = 'article.reads_reported') AS is_told
        FROM guarded
        GROUP BY day, union, article, via
    ),
    by_channel AS
    (
        SELECT day, union, via,
               min(earliest) AS earliest_of, max(latest) AS latest_of, minIf(comes, comes != none) AS comes_of,
               groupUniqArrayArrayIf(persons, NOT is_told)                    AS untold_persons,
               groupArray((article, via, is_told, n, nameless, crawled, again)) AS list,
               groupArrayIf((article, via, n, persons), is_told)              AS told
        FROM by_article
        GROUP BY day, union, via
    ),
    by_cell AS
    (
        SELECT day, union,
               min(earliest_of) AS earliest, max(latest_of) AS latest, minIf(comes_of, comes_of != none) AS comes,
               groupArray(via) AS vias, groupArray(untold_persons) AS persons,
               groupArrayArray(list) AS articles, groupArrayArray(told) AS told
        FROM by_channel
        GROUP BY day, union
    ),
    others AS
    (
        SELECT day, union,
               min(at) AS earliest, maxIf(at, share AND at < asof) AS latest, minIf(at, share AND at >= asof) AS comes,
               countIf(share AND at < asof) AS shares, countIf(share AND at < asof AND superior) AS superiors
        FROM
        (
            SELECT day, union, any(happened) AS at, any(type) = 'article.shared' AS share, any(JSONExtractString(data, 'of')) != '' AS superior
            FROM ledger
            WHERE status = 'accepted' AND family = 'reads' AND type IN ('article.shared', 'article.reads_reported')
              AND (day, union) IN (SELECT day, union FROM asked)
              AND arrived <= fromUnixTimestamp64Micro({to:Int64}, 'UTC')
              AND ident NOT IN (SELECT ident FROM lost)
            GROUP BY day, union, ident
        )
        GROUP BY day, union
    )
SELECT
    'reads' AS family, asked.day AS day, asked.union AS union,
    arrayMin(arrayFilter(t -> t != none, [by_cell.earliest, others.earliest])) AS first,
    greatest(by_cell.latest, others.latest)                               AS counted,
    arrayMin(arrayFilter(t -> t != none, [by_cell.comes, others.comes]))  AS ahead,
    arraySum(a -> if(a.3, 0, a.4), by_cell.articles)                      AS reads,
    arraySum(a -> a.5, by_cell.articles)                                  AS anonymous,
    arraySum(a -> a.6, by_cell.articles)                                  AS crawler,
    arraySum(a -> a.7, by_cell.articles)                                  AS repeated,
    others.shares                                                         AS shares,
    others.superiors                                                      AS superior_shares,
    by_cell.vias                                                          AS reader_channels,
    by_cell.persons                                                       AS readers,
    arrayMap(t -> t.1, by_cell.told)                                      AS told_articles,
    arrayMap(t -> t.2, by_cell.told)                                      AS told_channels,
    arrayMap(t -> t.3, by_cell.told)                                      AS told_reads,
    arrayMap(t -> t.4, by_cell.told)                                      AS told_readers,
    arrayMap(a -> a.1, by_cell.articles)                                  AS articles,
    arrayMap(a -> a.2, by_cell.articles)                                  AS channels,
    arrayMap(a -> a.3, by_cell.articles)                                  AS article_told,
    arrayMap(a -> a.4, by_cell.articles)                                  AS article_reads,
    arrayMap(a -> a.5, by_cell.articles)                                  AS article_anonymous,
    arrayMap(a -> a.6, by_cell.articles)                                  AS article_crawler,
    arrayMap(a -> a.7, by_cell.articles)                                  AS article_repeated,
    {version:UInt64}                                                      AS version
FROM asked
LEFT JOIN by_cell ON asked.day = by_cell.day AND asked.union = by_cell.union
LEFT JOIN others ON asked.day = others.day AND asked.union = others.union

-- What do these cells (day, union) of readings and shares hold at {asof}, by the ledger up to arrival {to}?
-- Crawlers are taken out first; then at most {limit} distinct readings count per article, reader and day, the first ones.
-- The columns are those of add_reading_cells.sql.
WITH
    fromUnixTimestamp64Micro({asof:Int64}, 'UTC') AS asof,
    toDateTime64(0, 6, 'UTC') AS none,
    readings AS
    (
        SELECT day, union, any(thing) AS article, any(person) AS reader,
               (any(happened) >= asof,
                any(agent) IN (SELECT agent FROM verdict WHERE list = {list:String} AND crawler),
                any(happened), any(id), any(toString(source)), any(toString(channel))) AS reading
        FROM ledger
        WHERE status = 'accepted' AND family = 'reads' AND type = 'article.read'
          AND (day, union) IN (arrayZip({cell_days:Array(Date)}, {cell_unions:Array(String)}))
          AND arrived <= fromUnixTimestamp64Micro({to:Int64}, 'UTC')
          AND ident NOT IN (SELECT ident FROM outs FINAL WHERE family = 'reads' AND day IN {cell_days:Array(Date)} AND reason != '')
        GROUP BY day, union, ident
    ),
    guarded AS
    (
        SELECT day, union, article, reader, one.1 AS waits, one.2 AS crawls, one.3 AS at, one.6 AS via,
               NOT waits AND NOT crawls AND (reader = '' OR nth <= {limit:UInt64}) AS passes
        FROM (SELECT day, union, article, reader, arraySort(groupArray(reading)) AS list FROM readings GROUP BY day, union, article, reader)
        ARRAY JOIN list AS one, arrayEnumerate(list) AS nth
    ),
    parts AS
    (
        SELECT day, union, article, via,
               min(at) AS earliest, maxIf(at, NOT waits) AS latest, minIf(at, waits) AS comes,
               countIf(passes) AS n, countIf(passes AND reader = '') AS nameless,
               countIf(NOT waits AND crawls) AS crawled, countIf(NOT waits AND NOT crawls AND NOT passes) AS again,
               groupUniqArrayIf(reinterpretAsUInt128(sipHash128(reader)), passes AND reader != '') AS persons,
               (union, article, via) IN (SELECT union, thing, channel FROM thread
                                         WHERE family = 'reads' AND type = 'article.reads_reported') AS told,
               0 AS share, 0 AS superior
        FROM guarded
        GROUP BY day, union, article, via
        UNION ALL
        SELECT day, union, '', '', happened, if(shared AND happened < asof, happened, none), if(shared AND happened >= asof, happened, none),
               0, 0, 0, 0, [], false, shared AND happened < asof, shared AND happened < asof AND of_superior
        FROM
        (
            SELECT DISTINCT day, union, ident, happened, type = 'article.shared' AS shared, JSONExtractString(data, 'of') != '' AS of_superior
            FROM ledger
            WHERE status = 'accepted' AND family = 'reads' AND type IN ('article.shared', 'article.reads_reported')
              AND (day, union) IN (arrayZip({cell_days:Array(Date)}, {cell_unions:Array(String)}))
              AND arrived <= fromUnixTimestamp64Micro({to:Int64}, 'UTC')
              AND ident NOT IN (SELECT ident FROM outs FINAL WHERE family = 'reads' AND day IN {cell_days:Array(Date)} AND reason != '')
        )
        UNION ALL
        SELECT cell.1, cell.2, '', '', none, none, none, 0, 0, 0, 0, [], false, 0, 0
        FROM (SELECT arrayJoin(arrayZip({cell_days:Array(Date)}, {cell_unions:Array(String)})) AS cell)
    )
SELECT
    'reads'                              AS family,
    day,
    union,
    minIf(earliest, earliest != none)    AS first,
    max(latest)                          AS counted,
    minIf(comes, comes != none)          AS ahead,
    sumIf(n, NOT told)                   AS reads,
    sum(nameless)                        AS anonymous,
    sum(crawled)                         AS crawler,
    sum(again)                           AS repeated,
    sum(share)                           AS shares,
    sum(superior)                        AS superior_shares,
    groupUniqArrayArrayMapIf(map(via, persons), NOT told AND notEmpty(persons)) AS readers,
    groupArrayIf(article, told)          AS told_articles,
    groupArrayIf(via, told)              AS told_channels,
    groupArrayIf(n, told)                AS told_reads,
    groupArrayIf(persons, told)          AS told_readers,
    groupArrayIf(article, article != '') AS articles,
    groupArrayIf(via, article != '')     AS channels,
    groupArrayIf(told, article != '')    AS article_told,
    groupArrayIf(n, article != '')       AS article_reads,
    groupArrayIf(nameless, article != '') AS article_anonymous,
    groupArrayIf(crawled, article != '') AS article_crawler,
    groupArrayIf(again, article != '')   AS article_repeated,
    {version:UInt64}                     AS version
FROM parts
GROUP BY day, union

-- The last index of each name, and the last place in each list, that were measured of each account up to {last_day}. An
-- index has no list and no place.
WITH
    toDate32({last_day:String}) AS last_day,
    facts AS (SELECT * FROM account_fact FINAL)
SELECT toString(union) AS place_of, toString(channel) AS via, account AS who, name AS index_name, list, mark
FROM
(
    SELECT union, channel, account, toString(index_name) AS name, '' AS list, argMax(assumeNotNull(index), day) AS mark
    FROM facts ARRAY JOIN days AS day, index_names AS index_name, indexes AS index
    WHERE day <= last_day AND index IS NOT NULL
    GROUP BY union, channel, account, index_name
    UNION ALL
    SELECT union, channel, account, '' AS name, toString(on_list) AS list, argMax(place, day) AS mark
    FROM facts ARRAY JOIN days AS day, lists AS on_list, places AS place
    WHERE day <= last_day AND place >= 0 AND on_list != ''
    GROUP BY union, channel, account, on_list
)
ORDER BY place_of, via, who, index_name, list

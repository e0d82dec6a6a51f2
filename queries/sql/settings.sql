-- With which settings were the stored rows made?
SELECT name, groupUniqArray(value) FROM setting GROUP BY name ORDER BY name

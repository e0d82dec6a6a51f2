-- Which steps of the schema were taken?
SELECT number, any(name), groupUniqArray(sum) FROM migration GROUP BY number ORDER BY number

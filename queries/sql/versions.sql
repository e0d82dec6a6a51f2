-- Which is the greatest version in any derived table? The next one must be greater.
SELECT max(v)
FROM
(
    SELECT max(version) AS v FROM mark UNION ALL
    SELECT max(version) FROM outs UNION ALL
    SELECT max(version) FROM cell UNION ALL
    SELECT max(version) FROM article_fact UNION ALL
    SELECT max(version) FROM reported_fact UNION ALL
    SELECT max(version) FROM account_fact UNION ALL
    SELECT max(version) FROM member_fact UNION ALL
    SELECT max(version) FROM card_fact UNION ALL
    SELECT max(version) FROM rating_fact UNION ALL
    SELECT max(version) FROM online_fact UNION ALL
    SELECT max(version) FROM activity_fact UNION ALL
    SELECT max(version) FROM join_fact UNION ALL
    SELECT max(version) FROM project_fact UNION ALL
    SELECT max(version) FROM state_fact UNION ALL
    SELECT max(version) FROM base_fact UNION ALL
    SELECT max(version) FROM case_fact
)

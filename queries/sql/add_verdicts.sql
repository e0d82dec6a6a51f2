-- Keep verdicts on user agents.
INSERT INTO verdict (list, agent, crawler)

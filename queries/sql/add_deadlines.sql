-- Keep what the services catalogue says of a day's submissions.
INSERT INTO deadline (list, service, day, start, due_is, due, accept_is, accept)

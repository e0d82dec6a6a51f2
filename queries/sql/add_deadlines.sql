-- Keep what the services catalogue says of a day's submissions.
INSERT INTO deadline (list, service, day, start, due, due_added, accept, accept_added)

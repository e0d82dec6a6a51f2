-- Keep a board as it was shown.
INSERT INTO board (owner, period, cause, at, seq, epoch, body)

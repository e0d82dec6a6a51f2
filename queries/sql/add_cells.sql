-- Put newly computed cells in the place of the older ones.
INSERT INTO cell (family, day, union, first, counted, ahead, reads, crawler, repeated, version)

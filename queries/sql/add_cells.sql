-- Put newly computed cells of other families than readings in the place of the older ones.
INSERT INTO cell (family, day, union, first, version)

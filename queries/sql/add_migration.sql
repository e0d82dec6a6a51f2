-- Note that a step of the schema was taken.
INSERT INTO migration (number, name, sum, at)

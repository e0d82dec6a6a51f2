-- Note a setting that the stored rows are made with.
INSERT INTO setting (name, value)

-- Note how far the derived tables stand.
INSERT INTO mark (src, next, arrived, basis, version)

-- Forget how far the derived tables stand, so that the next Advance computes everything anew.
TRUNCATE TABLE mark

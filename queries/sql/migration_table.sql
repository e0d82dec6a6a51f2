-- Which steps of the schema were taken?
CREATE TABLE IF NOT EXISTS migration
(
    number UInt32,
    name   String,
    sum    String COMMENT 'SHA-256 of the step, hexadecimal',
    at     DateTime64(6, 'UTC')
)
ENGINE = MergeTree
ORDER BY number

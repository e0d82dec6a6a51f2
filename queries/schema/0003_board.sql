-- Boards as they were shown. Append-only: what was on a wall is never rewritten.
CREATE TABLE IF NOT EXISTS board
(
    owner  LowCardinality(String),
    period LowCardinality(String),
    at     DateTime64(6, 'UTC'),
    seq    UInt64,
    epoch  LowCardinality(String),
    cause  LowCardinality(String),
    body   String CODEC(ZSTD(3))
)
ENGINE = MergeTree
PARTITION BY toYYYYMM(at)
-- Serves "the last board of this owner and period at or before an instant".
ORDER BY (owner, period, at, seq)
SETTINGS index_granularity = 256;

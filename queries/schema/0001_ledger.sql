-- The ledger: every offset of the log is covered by exactly one row, accepted, rejected or a skipped range.
-- It is the only table that cannot be rebuilt. One INSERT is one block of one partition (`arrived` is stamped
-- once per INSERT and grows strictly), so it lands whole or not at all; fsync before the answer, because a
-- part lost below a kept mark would be a hole that nobody reads again.
CREATE TABLE IF NOT EXISTS ledger
(
    arrived        DateTime64(6, 'UTC') CODEC(DoubleDelta, ZSTD(1)),
    src            LowCardinality(String),
    offset         UInt64 CODEC(Delta, ZSTD(1)),
    offset_end     UInt64 CODEC(Delta, ZSTD(1)),
    status         Enum8('accepted' = 1, 'rejected' = 2, 'skipped' = 3),
    record_time    DateTime64(6, 'UTC') CODEC(Delta, ZSTD(1)),
    reason         LowCardinality(String),
    detail         String CODEC(ZSTD(1)),
    payload        String CODEC(ZSTD(3)),
    source         LowCardinality(String),
    id             String CODEC(ZSTD(1)),
    type           LowCardinality(String),
    subject        String CODEC(ZSTD(1)),
    corrects       String CODEC(ZSTD(1)),
    family         LowCardinality(String),
    ident          FixedString(16) CODEC(NONE),
    content        FixedString(16) CODEC(NONE),
    corrects_ident FixedString(16) CODEC(ZSTD(1)),
    voids_ident    FixedString(16) CODEC(ZSTD(1)),
    time           DateTime64(6, 'UTC') CODEC(Delta, ZSTD(1)),
    day            Date,
    union          LowCardinality(String),
    union_to       LowCardinality(String),
    thing          String CODEC(ZSTD(1)),
    person         String CODEC(ZSTD(1)),
    channel        LowCardinality(String),
    service        LowCardinality(String),
    case_kind      LowCardinality(String),
    outcome        LowCardinality(String),
    agent          LowCardinality(String),
    due            DateTime64(6, 'UTC') CODEC(ZSTD(1)),
    families       Array(LowCardinality(String)),
    upto           DateTime64(6, 'UTC') CODEC(ZSTD(1)),
    data           String CODEC(ZSTD(3)),
    -- Rows that arrived since the last Advance, also inside parts that a merge has just made.
    INDEX by_arrived arrived TYPE minmax GRANULARITY 1
)
ENGINE = MergeTree
PARTITION BY toYYYYMM(arrived)
-- Serves the recomputing of a cell: status = accepted, family, day, union. Inside a cell, readings of one article
-- lie together, which is what the guard groups by. Rejected rows lie together at the end.
ORDER BY (status, family, day, union, thing)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1;

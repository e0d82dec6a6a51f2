-- Cases with everything that befalls them. The next Advance fills these tables from the ledger.
-- Grades stand beside the events, so that folds need not open their data.
ALTER TABLE thread ADD COLUMN IF NOT EXISTS grade UInt8 MATERIALIZED JSONExtractUInt(data, 'grade');

DROP TABLE IF EXISTS case_fact;

-- One row per case, independent of any as_of: what stands at an instant is read from it. Instants that are none are
-- 1970, ends that have not come are 2262. Arrays of one group have one length, in the order of events.
CREATE TABLE case_fact
(
    application     String,
    submitted       DateTime64(6, 'UTC')                COMMENT 'first submission',
    union           LowCardinality(String)              COMMENT 'of submission',
    service         LowCardinality(String),
    case_kind       LowCardinality(String),
    due             DateTime64(6, 'UTC')                COMMENT 'deadline before any pause: stated, else by the catalogue',
    accept_by       DateTime64(6, 'UTC')                COMMENT 'limit of acceptance by the catalogue',
    accepted        DateTime64(6, 'UTC')                COMMENT 'first acceptance',
    accepted_by     LowCardinality(String)              COMMENT 'union responsible just before it',
    withdrawn       DateTime64(6, 'UTC')                COMMENT 'first withdrawal, which is final',
    moved_at        Array(DateTime64(6, 'UTC'))         COMMENT 'transfers',
    moved_to        Array(LowCardinality(String)),
    paused_at       Array(DateTime64(6, 'UTC'))         COMMENT 'pauses; a further one inside a pause is part of it',
    paused_until    Array(DateTime64(6, 'UTC')),
    moved_due       Array(DateTime64(6, 'UTC'))         COMMENT 'deadline once that pause has ended',
    completed_at    Array(DateTime64(6, 'UTC'))         COMMENT 'completions that had effect',
    completed_in    Array(LowCardinality(String))       COMMENT 'their unions',
    completed_by    Array(LowCardinality(String))       COMMENT 'union responsible just before',
    completed_until Array(DateTime64(6, 'UTC'))         COMMENT 'reopened or withdrawn',
    worked          Array(Int64)                        COMMENT 'microseconds from submission on without pauses; -1: submitted later or never',
    reopened_at     Array(DateTime64(6, 'UTC'))         COMMENT 'reopenings that had effect',
    reopened_in     Array(LowCardinality(String)),
    rated_at        Array(DateTime64(6, 'UTC'))         COMMENT 'ratings and voids of ratings',
    rated_in        Array(LowCardinality(String)),
    grades          Array(UInt8)                        COMMENT '0: a void',
    last            DateTime64(6, 'UTC')                COMMENT 'latest event',
    settled         DateTime64(6, 'UTC')                COMMENT 'counts in no window that begins and is asked later; 2262: open with a deadline',
    version         UInt64
)
ENGINE = ReplacingMergeTree(version)
-- Serves the replacement of touched cases; sums read all of it.
ORDER BY application;

-- What the services catalogue says of the submissions of a day, per version of the catalogue: an instant, the same for
-- the whole day, or a distance from submission.
CREATE TABLE IF NOT EXISTS deadline
(
    list      LowCardinality(String),
    service   LowCardinality(String),
    day       Date,
    start     DateTime64(6, 'UTC') COMMENT 'of the day in the zone',
    due_is    LowCardinality(String) COMMENT 'at, after or empty: no limit',
    due       Int64 COMMENT 'microseconds',
    accept_is LowCardinality(String),
    accept    Int64
)
ENGINE = ReplacingMergeTree
-- Serves "is this day answered" and the folding of cases: list, service.
ORDER BY (list, service, day);

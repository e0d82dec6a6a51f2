-- Cases with everything that befalls them. The next Advance fills these tables from the ledger.
-- Grades stand beside the events, so that folds need not open their data.
ALTER TABLE thread ADD COLUMN IF NOT EXISTS grade UInt8 MATERIALIZED JSONExtractUInt(data, 'grade');

DROP TABLE IF EXISTS case_fact;

-- One row per case, independent of any as_of: what stands at an instant is read from it. Instants are microseconds, for
-- they are reckoned with; 0 is none, and an end that has not come is 9214646400000000 (2262). Arrays of one group have
-- one length, in the order of events.
CREATE TABLE case_fact
(
    application     String,
    submitted       Int64                         COMMENT 'first submission',
    union           LowCardinality(String)        COMMENT 'of submission',
    service         LowCardinality(String),
    case_kind       LowCardinality(String),
    due             Int64                         COMMENT 'deadline before any pause: stated, else by the catalogue',
    accept_by       Int64                         COMMENT 'limit of acceptance by the catalogue',
    accepted        Int64                         COMMENT 'first acceptance',
    accepted_by     LowCardinality(String)        COMMENT 'union responsible just before it',
    withdrawn       Int64                         COMMENT 'first withdrawal, which is final',
    moved_at        Array(Int64)                  COMMENT 'transfers',
    moved_to        Array(LowCardinality(String)),
    paused_at       Array(Int64)                  COMMENT 'pauses; a further one inside a pause is part of it',
    paused_until    Array(Int64),
    moved_due       Array(Int64)                  COMMENT 'deadline once that pause has ended',
    completed_at    Array(Int64)                  COMMENT 'completions that had effect',
    completed_in    Array(LowCardinality(String)) COMMENT 'their unions',
    completed_by    Array(LowCardinality(String)) COMMENT 'union responsible just before',
    completed_until Array(Int64)                  COMMENT 'reopened or withdrawn',
    worked          Array(Int64)                  COMMENT 'microseconds since submission, without pauses; -1: submitted later or never',
    reopened_at     Array(Int64)                  COMMENT 'reopenings that had effect',
    reopened_in     Array(LowCardinality(String)),
    rated_at        Array(Int64)                  COMMENT 'ratings and voids of ratings',
    rated_in        Array(LowCardinality(String)),
    grades          Array(UInt8)                  COMMENT '0: a void',
    last            Int64                         COMMENT 'latest event',
    settled         Int64                         COMMENT 'counts in no window that begins and is asked later; 2262: open with a deadline',
    version         UInt64
)
ENGINE = ReplacingMergeTree(version)
-- Serves the replacement of touched cases; sums read all of it, and leave out early what is settled.
ORDER BY application;

-- What the services catalogue says of the submissions of a day, per version of the catalogue, in microseconds: an instant,
-- or added to the submission (0, not added: no limit).
CREATE TABLE IF NOT EXISTS deadline
(
    list         LowCardinality(String),
    service      LowCardinality(String),
    day          Date,
    start        Int64 COMMENT 'of the day in the zone',
    due          Int64,
    due_added    UInt8,
    accept       Int64,
    accept_added UInt8
)
ENGINE = ReplacingMergeTree
-- Serves "is this day answered" and the folding of cases: list, service.
ORDER BY (list, service, day);

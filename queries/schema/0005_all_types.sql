-- All event types. Derived tables that take more columns are made anew: the next Advance fills them from the ledger.
-- The business instant: the event's time, or where it speaks of a whole day the start of that day.
ALTER TABLE ledger ADD COLUMN IF NOT EXISTS happened DateTime64(6, 'UTC') DEFAULT time CODEC(Delta, ZSTD(1)) AFTER time;

DROP TABLE IF EXISTS identity;

-- Every identity with each of its contents and the place where it counts.
CREATE TABLE identity
(
    ident    FixedString(16) CODEC(NONE),
    content  FixedString(16) CODEC(NONE),
    voiding  Bool,
    family   LowCardinality(String),
    day      Date,
    union    LowCardinality(String),
    union_to LowCardinality(String),
    thing    String CODEC(ZSTD(1)),
    person   String CODEC(ZSTD(1))
)
ENGINE = ReplacingMergeTree
-- Serves "which contents has this identity": ident. Identities are random, so granules are small.
ORDER BY (ident, content)
SETTINGS index_granularity = 512;

DROP TABLE IF EXISTS thread;

-- Accepted events of everything but single readings and control events, with every content, thing by thing.
CREATE TABLE thread
(
    family    LowCardinality(String),
    thing     String CODEC(ZSTD(1)),
    union     LowCardinality(String),
    ident     FixedString(16) CODEC(NONE),
    content   FixedString(16) CODEC(NONE),
    type      LowCardinality(String),
    time      DateTime64(6, 'UTC'),
    happened  DateTime64(6, 'UTC'),
    id        String CODEC(ZSTD(1)),
    source    LowCardinality(String),
    union_to  LowCardinality(String),
    person    String CODEC(ZSTD(1)),
    channel   LowCardinality(String),
    service   LowCardinality(String),
    case_kind LowCardinality(String),
    due       DateTime64(6, 'UTC'),
    data      String CODEC(ZSTD(3))
)
ENGINE = ReplacingMergeTree
-- Serves the folding of touched things: family, thing (many a thing is unique only inside its union).
ORDER BY (family, thing, union, ident, content)
SETTINGS index_granularity = 1024;

-- Everything here is derived from the ledger and may be dropped and rebuilt (empty `mark` and call Advance).

-- Every identity with each of its contents and the place where it counts.
CREATE TABLE IF NOT EXISTS identity
(
    ident    FixedString(16) CODEC(NONE),
    content  FixedString(16) CODEC(NONE),
    voiding  Bool,
    family   LowCardinality(String),
    day      Date,
    union    LowCardinality(String),
    union_to LowCardinality(String),
    thing    String CODEC(ZSTD(1))
)
ENGINE = ReplacingMergeTree
-- Serves "which contents has this identity": ident. Identities are random, so granules are small.
ORDER BY (ident, content)
SETTINGS index_granularity = 512;

-- Corrections and voids, each link written twice, so that both ends find the other.
CREATE TABLE IF NOT EXISTS link
(
    node    FixedString(16) CODEC(NONE),
    peer    FixedString(16) CODEC(NONE),
    naming  Bool COMMENT 'node names peer; else peer names node',
    voiding Bool COMMENT 'by event.voided; else by the attribute corrects',
    time    DateTime64(6, 'UTC') COMMENT 'of the naming event',
    id      String COMMENT 'of the naming event'
)
ENGINE = ReplacingMergeTree
-- Serves the walk over a lineage: node.
ORDER BY (node, peer, naming, voiding, time, id)
SETTINGS index_granularity = 512;

-- Identities that do not count, by the place where they would. An empty reason: it counts again.
CREATE TABLE IF NOT EXISTS outs
(
    family  LowCardinality(String),
    day     Date,
    union   LowCardinality(String),
    thing   String,
    ident   FixedString(16),
    reason  LowCardinality(String) COMMENT 'conflict, superseded, voided or empty',
    version UInt64
)
ENGINE = ReplacingMergeTree(version)
-- Serves the recomputing of cells (family, day) and of things (family, thing).
ORDER BY (family, day, union, thing, ident);

-- Accepted events of articles, members and applications, with every content, thing by thing.
CREATE TABLE IF NOT EXISTS thread
(
    family    LowCardinality(String),
    thing     String CODEC(ZSTD(1)),
    union     LowCardinality(String),
    ident     FixedString(16) CODEC(NONE),
    content   FixedString(16) CODEC(NONE),
    type      LowCardinality(String),
    time      DateTime64(6, 'UTC'),
    id        String CODEC(ZSTD(1)),
    source    LowCardinality(String),
    union_to  LowCardinality(String),
    service   LowCardinality(String),
    case_kind LowCardinality(String),
    due       DateTime64(6, 'UTC')
)
ENGINE = ReplacingMergeTree
-- Serves the folding of touched things: family, thing (an article's thing is unique only inside its union).
ORDER BY (family, thing, union, ident, content)
SETTINGS index_granularity = 1024;

-- One row per article: first publication (1970: none) and its changes of state in order.
CREATE TABLE IF NOT EXISTS article_fact
(
    union   LowCardinality(String),
    article String,
    first   DateTime64(6, 'UTC'),
    at      Array(DateTime64(6, 'UTC')),
    up      Array(Bool),
    version UInt64
)
ENGINE = ReplacingMergeTree(version)
-- Serves the sums by union.
ORDER BY (union, article);

-- One row per person: the spans (since, until] in which the person is verified, and in which union.
CREATE TABLE IF NOT EXISTS member_fact
(
    member  String,
    unions  Array(LowCardinality(String)),
    since   Array(DateTime64(6, 'UTC')),
    until   Array(DateTime64(6, 'UTC')),
    version UInt64
)
ENGINE = ReplacingMergeTree(version)
-- Serves the replacement of touched persons; sums read all of it.
ORDER BY member;

-- One row per case: the first submission, completion and withdrawal (1970: none).
CREATE TABLE IF NOT EXISTS case_fact
(
    application  String,
    submitted    DateTime64(6, 'UTC'),
    union        LowCardinality(String) COMMENT 'of submission',
    service      LowCardinality(String),
    case_kind    LowCardinality(String),
    due          DateTime64(6, 'UTC'),
    completed    DateTime64(6, 'UTC'),
    completed_in LowCardinality(String) COMMENT 'union of completion',
    withdrawn    DateTime64(6, 'UTC'),
    version      UInt64
)
ENGINE = ReplacingMergeTree(version)
-- Serves the replacement of touched cases; sums read all of it.
ORDER BY application;

-- One row per family, day and union: what the union itself said that day. The counts hold for every as_of in
-- (counted, ahead]; ahead = 1970: no event of the day lies ahead.
CREATE TABLE IF NOT EXISTS cell
(
    family   LowCardinality(String),
    day      Date,
    union    LowCardinality(String),
    first    DateTime64(6, 'UTC') COMMENT 'earliest event that is not out, 1970: none',
    counted  DateTime64(6, 'UTC') COMMENT 'latest event before as_of',
    ahead    DateTime64(6, 'UTC') COMMENT 'earliest event at or after as_of',
    reads    UInt64,
    crawler  UInt64,
    repeated UInt64,
    version  UInt64
)
ENGINE = ReplacingMergeTree(version)
-- Serves the sums of a period: family, day range.
ORDER BY (family, day, union);

-- Verdicts on user agents, per version of the list of crawlers.
CREATE TABLE IF NOT EXISTS verdict
(
    list    LowCardinality(String),
    agent   String,
    crawler Bool
)
ENGINE = ReplacingMergeTree
-- Serves "is this agent judged" and "which are crawlers": list, agent.
ORDER BY (list, agent);

-- How far the derived tables stand, per source; written after everything else. Sources share `arrived`, the
-- latest stamp of the ledger that was brought in; `basis` names the settings that went into the figures.
CREATE TABLE IF NOT EXISTS mark
(
    src     String,
    next    UInt64,
    arrived DateTime64(6, 'UTC'),
    basis   String,
    version UInt64
)
ENGINE = ReplacingMergeTree(version)
ORDER BY src;

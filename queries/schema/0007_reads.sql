-- Articles with all that is told of them, the figures that platforms report, accounts, and readings by article and
-- channel. All of it is derived: the next Advance fills it from the ledger.
DROP TABLE IF EXISTS article_fact;

-- One row per article: first publication (1970: none), its publications and withdrawals in order, and when it was
-- offered to and taken up by a superior.
CREATE TABLE article_fact
(
    union     LowCardinality(String),
    article   String,
    first     DateTime64(6, 'UTC'),
    at        Array(DateTime64(6, 'UTC')),
    up        Array(Bool),
    channels  Array(LowCardinality(String)),
    columns   Array(LowCardinality(String)),
    originals Array(Bool),
    submitted Array(DateTime64(6, 'UTC')),
    adopted   Array(DateTime64(6, 'UTC')),
    homepage  Array(DateTime64(6, 'UTC')) COMMENT 'those of adopted that were for the home page',
    version   UInt64
)
ENGINE = ReplacingMergeTree(version)
-- Serves the sums by union.
ORDER BY (union, article);

-- One row per article and channel of which a platform reports figures: what each standing row adds, day by day. The
-- first row of a running total adds its number only where the article was published at most 30 days before: `base`
-- tells such rows, by 1 for the readings and by 2 for the shares.
CREATE TABLE IF NOT EXISTS reported_fact
(
    union       LowCardinality(String),
    article     String,
    channel     LowCardinality(String),
    since       Date32 COMMENT 'first day of a row; 2299-12-31: no row is left',
    times_since Date32 COMMENT 'first day of a row that counts times; 2299-12-31: none',
    days        Array(Date32),
    users       Array(Bool) COMMENT 'counts persons; else times',
    reads       Array(Int64),
    shares      Array(Int64),
    base        Array(UInt8),
    version     UInt64
)
ENGINE = ReplacingMergeTree(version)
-- Serves the sums by union, and "has this article on this channel a row".
ORDER BY (union, article, channel);

-- One row per account on a channel: what was measured, day by day. Numbers that were not stated are -1.
CREATE TABLE IF NOT EXISTS account_fact
(
    union       LowCardinality(String),
    channel     LowCardinality(String),
    account     String,
    days        Array(Date32),
    followers   Array(Int64),
    active      Array(Int64),
    plays       Array(Int64),
    index_names Array(LowCardinality(String)),
    indexes     Array(Nullable(Int64)) COMMENT 'in millionths',
    lists       Array(LowCardinality(String)),
    places      Array(Int64),
    version     UInt64
)
ENGINE = ReplacingMergeTree(version)
-- Serves the sums by union.
ORDER BY (union, channel, account);

DROP TABLE IF EXISTS cell;

-- One row per family, day and union: what the union itself said that day. All but `first` is of readings and shares,
-- and holds for every as_of in (counted, ahead]; ahead = 1970: no event of the day lies ahead. Readings whose article
-- has a reported row on their channel (told) count by the end of the asked period or not at all: they are kept apart.
-- Readers are hashes of 128 bits, as uniqExact takes them.
CREATE TABLE cell
(
    family            LowCardinality(String),
    day               Date,
    union             LowCardinality(String),
    first             DateTime64(6, 'UTC') COMMENT 'earliest event that is not out, 1970: none',
    counted           DateTime64(6, 'UTC') COMMENT 'latest event before as_of',
    ahead             DateTime64(6, 'UTC') COMMENT 'earliest event at or after as_of',
    reads             UInt64 COMMENT 'that the guard lets through, not told',
    anonymous         UInt64 COMMENT 'that the guard lets through, without reader, told or not',
    crawler           UInt64,
    repeated          UInt64,
    shares            UInt64,
    superior_shares   UInt64,
    readers           Map(String, Array(UInt128)) COMMENT 'of reads, by channel',
    told_articles     Array(String),
    told_channels     Array(String),
    told_reads        Array(UInt64),
    told_readers      Array(Array(UInt128)),
    articles          Array(String) COMMENT 'all, told or not; with the six below',
    channels          Array(String),
    article_told      Array(Bool),
    article_reads     Array(UInt64),
    article_anonymous Array(UInt64),
    article_crawler   Array(UInt64),
    article_repeated  Array(UInt64),
    version           UInt64
)
ENGINE = ReplacingMergeTree(version)
-- Serves the sums of a period: family, day range.
ORDER BY (family, day, union);

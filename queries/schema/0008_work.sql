-- Members beside their verification, activities, merchants, posts, and the bases of rates.
DROP TABLE IF EXISTS member_fact;

-- One row per person: the first verification ever (1970: none), and the spans (since, until] in which the person is
-- verified, and in which union.
CREATE TABLE member_fact
(
    member  String,
    first   DateTime64(6, 'UTC'),
    unions  Array(LowCardinality(String)),
    since   Array(DateTime64(6, 'UTC')),
    until   Array(DateTime64(6, 'UTC')),
    version UInt64
)
ENGINE = ReplacingMergeTree(version)
-- Serves the replacement of touched persons; sums read all of it.
ORDER BY member;

-- One row per person with a card: by whom cards were issued, in order.
CREATE TABLE IF NOT EXISTS card_fact
(
    member  String,
    at      Array(DateTime64(6, 'UTC')),
    unions  Array(LowCardinality(String)),
    version UInt64
)
ENGINE = ReplacingMergeTree(version)
-- Serves the replacement of touched persons; sums read all of it.
ORDER BY member;

-- One row per person who rated a union: the ratings in order.
CREATE TABLE IF NOT EXISTS rating_fact
(
    member  String,
    at      Array(DateTime64(6, 'UTC')),
    unions  Array(LowCardinality(String)),
    grades  Array(UInt8),
    version UInt64
)
ENGINE = ReplacingMergeTree(version)
-- Serves the replacement of touched persons; sums read all of it.
ORDER BY member;

-- One row per grass-roots union that worked online: when it did.
CREATE TABLE IF NOT EXISTS online_fact
(
    union      LowCardinality(String),
    grassroots String,
    at         Array(DateTime64(6, 'UTC')),
    version    UInt64
)
ENGINE = ReplacingMergeTree(version)
-- Serves the sums by union.
ORDER BY (union, grassroots);

-- What a person did, and what somebody unnamed joined, event by event: copies and what does not count are left out on
-- reading.
CREATE TABLE IF NOT EXISTS attendance
(
    day    Date,
    type   LowCardinality(String),
    union  LowCardinality(String),
    thing  String CODEC(ZSTD(1)),
    person String CODEC(ZSTD(1)),
    ident  FixedString(16) CODEC(NONE),
    at     DateTime64(6, 'UTC')
)
ENGINE = ReplacingMergeTree
-- Serves "who did anything in these days": day.
ORDER BY (day, type, person, ident);

-- One row per activity: the times at which it was held, with kind and group, in order.
CREATE TABLE IF NOT EXISTS activity_fact
(
    union    LowCardinality(String),
    activity String,
    at       Array(DateTime64(6, 'UTC')),
    kinds    Array(LowCardinality(String)),
    groups   Array(String),
    version  UInt64
)
ENGINE = ReplacingMergeTree(version)
-- Serves the sums by union.
ORDER BY (union, activity);

-- One row per activity and named participant: the first joining (1970: none that counts).
CREATE TABLE IF NOT EXISTS join_fact
(
    union    LowCardinality(String),
    activity String,
    member   String,
    first    DateTime64(6, 'UTC'),
    version  UInt64
)
ENGINE = ReplacingMergeTree(version)
-- Serves the sums by union.
ORDER BY (union, activity, member);

-- One row per project on the superior's showcase: when it was featured, and on which level, in order.
CREATE TABLE IF NOT EXISTS project_fact
(
    union   LowCardinality(String),
    project String,
    at      Array(DateTime64(6, 'UTC')),
    levels  Array(String),
    version UInt64
)
ENGINE = ReplacingMergeTree(version)
-- Serves the sums by union.
ORDER BY (union, project);

-- One row per thing that comes and goes (post, merchant): its first coming (1970: none), the kind then, and its
-- changes of state in order.
CREATE TABLE IF NOT EXISTS state_fact
(
    family  LowCardinality(String),
    union   LowCardinality(String),
    thing   String,
    first   DateTime64(6, 'UTC'),
    kind    LowCardinality(String),
    at      Array(DateTime64(6, 'UTC')),
    up      Array(Bool),
    version UInt64
)
ENGINE = ReplacingMergeTree(version)
-- Serves the sums of a family by union.
ORDER BY (family, union, thing);

-- One row per union that reported denominators: its reports by as_of, the later word on one as_of last. An entered of -1
-- was not stated.
CREATE TABLE IF NOT EXISTS base_fact
(
    union      LowCardinality(String),
    at         Array(DateTime64(6, 'UTC')) COMMENT 'as_of less a microsecond',
    employees  Array(Int64),
    members    Array(Int64),
    grassroots Array(Int64),
    entered    Array(Int64),
    version    UInt64
)
ENGINE = ReplacingMergeTree(version)
-- Serves the sums by union.
ORDER BY union;

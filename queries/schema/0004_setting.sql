-- What the stored rows were made with and can no longer be changed: the zone of the ledger's days.
CREATE TABLE IF NOT EXISTS setting
(
    name    String,
    value   String
)
ENGINE = MergeTree
ORDER BY name;

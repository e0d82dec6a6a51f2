-- +goose Up
-- Instants are microseconds since 1970 in UTC, calendar days are texts like 2026-07-01. Lists are JSON arrays.

-- The audit log. Each entry's hash covers its content and the hash of the entry before it.
CREATE TABLE audit (
  seq      INTEGER PRIMARY KEY, -- 1, 2, 3 without a gap
  at       INTEGER NOT NULL,
  who      TEXT NOT NULL,
  place    TEXT NOT NULL,       -- from where: cli, an address
  what     TEXT NOT NULL,
  object   TEXT NOT NULL,
  result   TEXT NOT NULL,
  detail   TEXT NOT NULL,
  previous BLOB NOT NULL,
  hash     BLOB NOT NULL
) STRICT;
-- +goose StatementBegin
CREATE TRIGGER audit_in_order BEFORE INSERT ON audit
WHEN NEW.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM audit)
BEGIN SELECT RAISE(ABORT, 'audit entries are only appended'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER audit_not_changed BEFORE UPDATE ON audit
BEGIN SELECT RAISE(ABORT, 'audit entries are never changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER audit_not_deleted BEFORE DELETE ON audit
BEGIN SELECT RAISE(ABORT, 'audit entries are never deleted'); END;
-- +goose StatementEnd

-- Who may send events: bound to sources and to unions, which stand for everything below them too.
CREATE TABLE producer (
  name     TEXT PRIMARY KEY,
  sources  TEXT NOT NULL,
  unions   TEXT NOT NULL,
  created  INTEGER NOT NULL,
  disabled INTEGER
) STRICT;

-- Bearer tokens. Only their SHA-256 is kept: a token is 256 random bits, so that a plain hash cannot be searched.
CREATE TABLE token (
  prefix    TEXT PRIMARY KEY, -- its first characters, by which people tell tokens apart
  producer  TEXT NOT NULL REFERENCES producer (name),
  hash      BLOB NOT NULL UNIQUE,
  created   INTEGER NOT NULL,
  expires   INTEGER NOT NULL,
  revoked   INTEGER,
  last_used INTEGER
) STRICT;
CREATE INDEX token_of_producer ON token (producer);

-- What people did about rejected records, which the ledger names by source of offsets and offset.
CREATE TABLE handling (
  id     INTEGER PRIMARY KEY,
  src    TEXT NOT NULL,
  offset INTEGER NOT NULL,
  at     INTEGER NOT NULL,
  who    TEXT NOT NULL,
  action TEXT NOT NULL CHECK (action IN ('replayed', 'dismissed')),
  sent   TEXT NOT NULL,       -- SHA-256 of the event that was sent instead, in hexadecimal; empty: none
  note   TEXT NOT NULL
) STRICT;
CREATE INDEX handling_of_record ON handling (src, offset);
-- +goose StatementBegin
CREATE TRIGGER handling_not_changed BEFORE UPDATE ON handling
BEGIN SELECT RAISE(ABORT, 'notes on rejected records are never changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER handling_not_deleted BEFORE DELETE ON handling
BEGIN SELECT RAISE(ABORT, 'notes on rejected records are never deleted'); END;
-- +goose StatementEnd

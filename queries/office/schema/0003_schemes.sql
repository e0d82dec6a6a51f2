-- +goose Up
-- Every scheme that an installation ever scored with, by the hash of its canonical form, with the text it was read from
-- first: what a figure of the past was made with can be read again. Nothing is ever changed or deleted.
CREATE TABLE scheme_version (
  hash       TEXT PRIMARY KEY, -- SHA-256 of the canonical form, hexadecimal
  id         TEXT NOT NULL,
  name_zh    TEXT NOT NULL,
  name_en    TEXT NOT NULL,
  owner      TEXT NOT NULL,    -- as the document states it; empty: the root of the registry
  document   TEXT NOT NULL,
  first_used INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
-- Which scheme and which targets were taken into use for the evaluation of an owner, and when. A start with what is in use
-- already adds nothing.
CREATE TABLE scheme_use (
  id      INTEGER PRIMARY KEY,
  at      INTEGER NOT NULL,
  who     TEXT NOT NULL,
  place   TEXT NOT NULL,
  owner   TEXT NOT NULL,       -- code of the union whose evaluation it is; empty: the registry had no root yet
  scheme  TEXT NOT NULL REFERENCES scheme_version (hash),
  targets TEXT NOT NULL        -- SHA-256 of the targets, hexadecimal; empty: none
) STRICT;
CREATE INDEX scheme_use_of_owner ON scheme_use (owner, id);
-- +goose StatementBegin
CREATE TRIGGER scheme_version_not_changed BEFORE UPDATE ON scheme_version
BEGIN SELECT RAISE(ABORT, 'schemes that were used are never changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER scheme_version_not_deleted BEFORE DELETE ON scheme_version
BEGIN SELECT RAISE(ABORT, 'schemes that were used are never deleted'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER scheme_use_not_changed BEFORE UPDATE ON scheme_use
BEGIN SELECT RAISE(ABORT, 'uses of schemes are never changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER scheme_use_not_deleted BEFORE DELETE ON scheme_use
BEGIN SELECT RAISE(ABORT, 'uses of schemes are never deleted'); END;
-- +goose StatementEnd

-- +goose Up
-- Every import is a version of the whole: nothing is ever changed or deleted, so that what a closed quarter was made
-- with can be read again. An import that changes nothing makes no version.
CREATE TABLE registry_version (
  version INTEGER PRIMARY KEY, -- 1, 2, 3 …
  at      INTEGER NOT NULL,
  who     TEXT NOT NULL,
  place   TEXT NOT NULL,
  file    TEXT NOT NULL,       -- name of the file that was imported
  hash    BLOB NOT NULL,       -- SHA-256 of the content, whatever the order of its rows
  size    INTEGER NOT NULL     -- rows
) STRICT;
CREATE TABLE registry_union (
  version       INTEGER NOT NULL REFERENCES registry_version (version),
  row           INTEGER NOT NULL, -- order in the file
  code          TEXT NOT NULL,
  name          TEXT NOT NULL,
  short_name    TEXT NOT NULL,
  parent        TEXT NOT NULL,
  level         TEXT NOT NULL,
  kind          TEXT NOT NULL,
  place         INTEGER NOT NULL, -- column order of the file
  region_code   TEXT NOT NULL,
  reports       TEXT NOT NULL,
  valid_from    TEXT NOT NULL,
  valid_to      TEXT NOT NULL,
  successor     TEXT NOT NULL,
  index_account TEXT NOT NULL,
  index_name    TEXT NOT NULL,
  place_list    TEXT NOT NULL,
  PRIMARY KEY (version, row),
  UNIQUE (version, code)
) STRICT, WITHOUT ROWID;
CREATE TABLE services_version (
  version INTEGER PRIMARY KEY,
  at      INTEGER NOT NULL,
  who     TEXT NOT NULL,
  place   TEXT NOT NULL,
  file    TEXT NOT NULL,
  hash    BLOB NOT NULL,
  size    INTEGER NOT NULL
) STRICT;
CREATE TABLE service (
  version      INTEGER NOT NULL REFERENCES services_version (version),
  row          INTEGER NOT NULL,
  code         TEXT NOT NULL,
  name         TEXT NOT NULL,
  name_en      TEXT NOT NULL,
  kind         TEXT NOT NULL,
  time_limit   INTEGER NOT NULL, -- 0: none
  limit_unit   TEXT NOT NULL,
  accept_limit INTEGER NOT NULL, -- 0: none
  valid_from   TEXT NOT NULL,
  PRIMARY KEY (version, row),
  UNIQUE (version, code, valid_from)
) STRICT, WITHOUT ROWID;
-- +goose StatementBegin
CREATE TRIGGER registry_version_not_changed BEFORE UPDATE ON registry_version
BEGIN SELECT RAISE(ABORT, 'versions of the registry are never changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER registry_version_not_deleted BEFORE DELETE ON registry_version
BEGIN SELECT RAISE(ABORT, 'versions of the registry are never deleted'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER registry_union_not_changed BEFORE UPDATE ON registry_union
BEGIN SELECT RAISE(ABORT, 'versions of the registry are never changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER registry_union_not_deleted BEFORE DELETE ON registry_union
BEGIN SELECT RAISE(ABORT, 'versions of the registry are never deleted'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER services_version_not_changed BEFORE UPDATE ON services_version
BEGIN SELECT RAISE(ABORT, 'versions of the services are never changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER services_version_not_deleted BEFORE DELETE ON services_version
BEGIN SELECT RAISE(ABORT, 'versions of the services are never deleted'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER service_not_changed BEFORE UPDATE ON service
BEGIN SELECT RAISE(ABORT, 'versions of the services are never changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER service_not_deleted BEFORE DELETE ON service
BEGIN SELECT RAISE(ABORT, 'versions of the services are never deleted'); END;
-- +goose StatementEnd

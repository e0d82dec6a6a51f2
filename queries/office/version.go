package office

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"
)

// Version names one import of the registry or of the services.
type Version struct {
	Number int64 // 1, 2, 3 …; 0: nothing was imported yet
	At     time.Time
	By     Actor
	File   string // name of the file
	Hash   Digest // of the content, whatever the order of its rows
	Rows   int
}

// ErrNoVersion says that no import has the number.
var ErrNoVersion = errors.New("there is no such version")

// querier is a transaction or a pool.
type querier interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// Registry answers the unions that hold now, in the order of their file; version 0 and none before the first import.
func (s *Store) Registry(ctx context.Context) ([]Union, Version, error) {
	return registryOf(ctx, s.read, 0)
}

// RegistryAt answers the registry of a past version.
func (s *Store) RegistryAt(ctx context.Context, version int64) ([]Union, Version, error) {
	if version < 1 {
		return nil, Version{}, ErrNoVersion
	}
	return registryOf(ctx, s.read, version)
}

// Services answers the catalogue that holds now, in the order of its file; version 0 and none before the first import.
func (s *Store) Services(ctx context.Context) ([]Service, Version, error) {
	return servicesOf(ctx, s.read, 0)
}

// ServicesAt answers the catalogue of a past version.
func (s *Store) ServicesAt(ctx context.Context, version int64) ([]Service, Version, error) {
	if version < 1 {
		return nil, Version{}, ErrNoVersion
	}
	return servicesOf(ctx, s.read, version)
}

// RegistryVersions lists all imports of the registry, the first one first.
func (s *Store) RegistryVersions(ctx context.Context) ([]Version, error) {
	return versions(ctx, s.read, "registry_version")
}

// ServicesVersions lists all imports of the services, the first one first.
func (s *Store) ServicesVersions(ctx context.Context) ([]Version, error) {
	return versions(ctx, s.read, "services_version")
}

func versions(ctx context.Context, from querier, table string) ([]Version, error) {
	rows, err := from.QueryContext(ctx, "SELECT version, at, who, place, file, hash, size FROM "+table+" ORDER BY version")
	if err != nil {
		return nil, fmt.Errorf("list versions: %w", err)
	}
	defer func() { _ = rows.Close() }() // Err tells what went wrong
	var found []Version
	for rows.Next() {
		v, err := scanVersion(rows)
		if err != nil {
			return nil, fmt.Errorf("list versions: %w", err)
		}
		found = append(found, v)
	}
	return found, rows.Err()
}

func scanVersion(row interface{ Scan(...any) error }) (Version, error) {
	var v Version
	var at int64
	var hash []byte
	if err := row.Scan(&v.Number, &at, &v.By.Who, &v.By.Place, &v.File, &hash, &v.Rows); err != nil {
		return v, err
	}
	v.At = instant(at)
	copy(v.Hash[:], hash)
	return v, nil
}

// versionOf answers a version by its number; 0 asks for the last one.
func versionOf(ctx context.Context, from querier, table string, number int64) (Version, error) {
	row := from.QueryRowContext(ctx, "SELECT version, at, who, place, file, hash, size FROM "+table+" WHERE ? IN (0, version) ORDER BY version DESC LIMIT 1", number)
	v, err := scanVersion(row)
	switch {
	case errors.Is(err, sql.ErrNoRows) && number == 0:
		return Version{}, nil
	case errors.Is(err, sql.ErrNoRows):
		return Version{}, ErrNoVersion
	case err != nil:
		return Version{}, fmt.Errorf("ask for version %d: %w", number, err)
	}
	return v, nil
}

func registryOf(ctx context.Context, from querier, number int64) ([]Union, Version, error) {
	v, err := versionOf(ctx, from, "registry_version", number)
	if err != nil || v.Number == 0 {
		return nil, v, err
	}
	rows, err := from.QueryContext(ctx, `SELECT code, name, short_name, parent, level, kind, place, region_code, reports, valid_from, valid_to, successor,
index_account, index_name, place_list FROM registry_union WHERE version = ? ORDER BY row`, v.Number)
	if err != nil {
		return nil, v, fmt.Errorf("read registry %d: %w", v.Number, err)
	}
	defer func() { _ = rows.Close() }() // Err tells what went wrong
	unions := make([]Union, 0, v.Rows)
	for rows.Next() {
		var u Union
		var reports, from, to string
		if err := rows.Scan(&u.Code, &u.Name, &u.ShortName, &u.Parent, &u.Level, &u.Kind, &u.Order, &u.RegionCode, &reports, &from, &to, &u.Successor,
			&u.IndexAccount, &u.IndexName, &u.PlaceList); err != nil {
			return nil, v, fmt.Errorf("read registry %d: %w", v.Number, err)
		}
		if reports != "" {
			u.Reports = strings.Split(reports, ";")
		}
		if u.ValidFrom, err = storedDate(from); err == nil {
			u.ValidTo, err = storedDate(to)
		}
		if err != nil {
			return nil, v, fmt.Errorf("read union %s of registry %d: %w", u.Code, v.Number, err)
		}
		unions = append(unions, u)
	}
	return unions, v, rows.Err()
}

func servicesOf(ctx context.Context, from querier, number int64) ([]Service, Version, error) {
	v, err := versionOf(ctx, from, "services_version", number)
	if err != nil || v.Number == 0 {
		return nil, v, err
	}
	rows, err := from.QueryContext(ctx, `SELECT code, name, name_en, kind, time_limit, limit_unit, accept_limit, valid_from FROM service
WHERE version = ? ORDER BY row`, v.Number)
	if err != nil {
		return nil, v, fmt.Errorf("read services %d: %w", v.Number, err)
	}
	defer func() { _ = rows.Close() }() // Err tells what went wrong
	services := make([]Service, 0, v.Rows)
	for rows.Next() {
		var s Service
		var from string
		if err := rows.Scan(&s.Code, &s.Name, &s.NameEN, &s.Kind, &s.Limit, &s.Unit, &s.AcceptLimit, &from); err != nil {
			return nil, v, fmt.Errorf("read services %d: %w", v.Number, err)
		}
		if s.ValidFrom, err = storedDate(from); err != nil {
			return nil, v, fmt.Errorf("read service %s of version %d: %w", s.Code, v.Number, err)
		}
		services = append(services, s)
	}
	return services, v, rows.Err()
}

func storedDate(text string) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	return time.Parse(time.DateOnly, text)
}

func insertRegistry(ctx context.Context, tx *sql.Tx, v Version, unions []Union) error {
	if err := insertVersion(ctx, tx, "registry_version", v); err != nil {
		return err
	}
	statement, err := tx.PrepareContext(ctx, "INSERT INTO registry_union VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)")
	if err != nil {
		return err
	}
	defer func() { _ = statement.Close() }() // the transaction ends anyhow
	for i, u := range unions {
		_, err := statement.ExecContext(ctx, v.Number, i, u.Code, u.Name, u.ShortName, u.Parent, u.Level, u.Kind, u.Order, u.RegionCode,
			strings.Join(u.Reports, ";"), dateText(u.ValidFrom), dateText(u.ValidTo), u.Successor, u.IndexAccount, u.IndexName, u.PlaceList)
		if err != nil {
			return fmt.Errorf("union %s: %w", u.Code, err)
		}
	}
	return nil
}

func insertServices(ctx context.Context, tx *sql.Tx, v Version, services []Service) error {
	if err := insertVersion(ctx, tx, "services_version", v); err != nil {
		return err
	}
	for i, s := range services {
		_, err := tx.ExecContext(ctx, "INSERT INTO service VALUES (?,?,?,?,?,?,?,?,?,?)",
			v.Number, i, s.Code, s.Name, s.NameEN, s.Kind, s.Limit, s.Unit, s.AcceptLimit, dateText(s.ValidFrom))
		if err != nil {
			return fmt.Errorf("service %s: %w", s.Code, err)
		}
	}
	return nil
}

func insertVersion(ctx context.Context, tx *sql.Tx, table string, v Version) error {
	_, err := tx.ExecContext(ctx, "INSERT INTO "+table+" (version, at, who, place, file, hash, size) VALUES (?,?,?,?,?,?,?)",
		v.Number, v.At.UnixMicro(), v.By.Who, v.By.Place, v.File, v.Hash[:], v.Rows)
	return err
}

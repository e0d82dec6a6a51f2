package office

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// Import is what one act brings in: a registry, a services catalogue, or both. What is nil stays as it is.
type Import struct {
	Registry     []Union
	RegistryFile string
	Services     []Service
	ServicesFile string
}

// Imported says what an import changes and, once it was done, the versions that hold.
type Imported struct {
	Registry, Services               Version
	RegistryChanges, ServicesChanges []Change
}

// Compare says what an import would change, and changes nothing.
func (s *Store) Compare(ctx context.Context, in Import) (Imported, error) {
	tx, err := s.read.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return Imported{}, fmt.Errorf("compare with the registry: %w", explain(err))
	}
	defer func() { _ = tx.Rollback() }() // it only read
	return compare(ctx, tx, in)
}

func compare(ctx context.Context, tx *sql.Tx, in Import) (Imported, error) {
	unions, registry, err := registryOf(ctx, tx, 0)
	if err != nil {
		return Imported{}, err
	}
	services, catalogue, err := servicesOf(ctx, tx, 0)
	if err != nil {
		return Imported{}, err
	}
	done := Imported{Registry: registry, Services: catalogue}
	if in.Registry != nil {
		done.RegistryChanges = unionChanges(unions, in.Registry)
	}
	if in.Services != nil {
		done.ServicesChanges = serviceChanges(services, in.Services)
	}
	return done, nil
}

// Import takes over a registry that ParseRegistry and a catalogue that ParseServices read. Both are one act: what is
// seen of the store is all of it or nothing. Content that holds already makes no version.
func (s *Store) Import(ctx context.Context, by Actor, in Import) (Imported, error) {
	var done Imported
	err := s.act(ctx, by, func(tx *sql.Tx) (Act, error) {
		var err error
		if done, err = compare(ctx, tx, in); err != nil {
			return Act{}, err
		}
		var objects, details []string
		if len(done.RegistryChanges) > 0 {
			done.Registry = newVersion(done.Registry, by, in.RegistryFile, registryHash(in.Registry), len(in.Registry))
			if err := insertRegistry(ctx, tx, done.Registry, in.Registry); err != nil {
				return Act{}, fmt.Errorf("import registry: %w", err)
			}
			objects = append(objects, fmt.Sprintf("registry:%d", done.Registry.Number))
			details = append(details, "registry "+done.Registry.Hash.String())
		}
		if len(done.ServicesChanges) > 0 {
			done.Services = newVersion(done.Services, by, in.ServicesFile, servicesHash(in.Services), len(in.Services))
			if err := insertServices(ctx, tx, done.Services, in.Services); err != nil {
				return Act{}, fmt.Errorf("import services: %w", err)
			}
			objects = append(objects, fmt.Sprintf("services:%d", done.Services.Number))
			details = append(details, "services "+done.Services.Hash.String())
		}
		if len(objects) == 0 {
			return Act{}, nil
		}
		return Act{What: "registry.import", Object: strings.Join(objects, " "), Result: "done", Detail: strings.Join(details, " ")}, nil
	})
	return done, err
}

func newVersion(last Version, by Actor, file string, hash Digest, rows int) Version {
	return Version{
		Number: last.Number + 1, At: time.Now().UTC().Truncate(time.Microsecond), By: by, File: filepath.Base(file), Hash: hash, Rows: rows,
	}
}

// registryHash covers the content of a registry, whatever the order of its rows.
func registryHash(unions []Union) Digest {
	sorted := slices.SortedFunc(slices.Values(unions), func(a, b Union) int { return cmp.Compare(a.Code, b.Code) })
	return rowsHash(RegistryRows(sorted))
}

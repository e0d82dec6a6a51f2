package queries

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"
)

// migration is one step of the schema. Steps are append-only: a step that was
// taken must never change, which its sum proves.
type migration struct {
	number uint32
	name   string
	sum    string
	text   string
}

// Migrate creates the database and takes the steps of the schema that were not
// taken yet. Every statement may be repeated, so a crash between a step and its
// note is harmless. It refuses a zone other than that of the stored days.
func (s *Store) Migrate(ctx context.Context) error {
	text, err := statement("database")
	if err != nil {
		return err
	}
	if err := s.admin.Exec(ctx, text, arg("database", s.cfg.Database)); err != nil {
		return fmt.Errorf("create database %s: %w", s.cfg.Database, err)
	}
	if err := s.exec(ctx, "migration_table"); err != nil {
		return err
	}
	steps, err := migrations()
	if err != nil {
		return err
	}
	taken, err := s.taken(ctx)
	if err != nil {
		return err
	}
	for _, m := range steps {
		if err := s.take(ctx, m, taken[m.number]); err != nil {
			return fmt.Errorf("take schema step %s: %w", m.name, err)
		}
	}
	return s.fixZone(ctx)
}

// migrations lists the steps in the order of their numbers.
func migrations() ([]migration, error) {
	entries, err := schemaFiles.ReadDir("schema")
	if err != nil {
		return nil, fmt.Errorf("list schema: %w", err)
	}
	var steps []migration
	for _, e := range entries {
		text, err := schemaFiles.ReadFile(path.Join("schema", e.Name()))
		if err != nil {
			return nil, fmt.Errorf("read schema: %w", err)
		}
		digits, _, _ := strings.Cut(e.Name(), "_")
		number, err := strconv.ParseUint(digits, 10, 32)
		if err != nil {
			return nil, fmt.Errorf("read number of schema step %s: %w", e.Name(), err)
		}
		sum := sha256.Sum256([]byte(uncommented(string(text))))
		steps = append(steps, migration{uint32(number), e.Name(), hex.EncodeToString(sum[:]), string(text)})
	}
	slices.SortFunc(steps, func(a, b migration) int { return int(a.number) - int(b.number) })
	return steps, nil
}

// taken gives the sums noted for each step: more than one only if two processes
// migrated at once, and then equal ones.
func (s *Store) taken(ctx context.Context) (map[uint32][]string, error) {
	taken := map[uint32][]string{}
	err := s.each(ctx, func(r driver.Rows) error {
		var number uint32
		var name string
		var sums []string
		if err := r.Scan(&number, &name, &sums); err != nil {
			return err
		}
		taken[number] = sums
		return nil
	}, "migrations")
	return taken, err
}

func (s *Store) take(ctx context.Context, m migration, noted []string) error {
	if len(noted) > 0 {
		if slices.Contains(noted, m.sum) {
			return nil
		}
		return fmt.Errorf("it was taken with another content (sum %s, now %s): add a new step instead of changing an old one", noted[0], m.sum)
	}
	for _, text := range split(m.text) {
		if err := s.conn.Exec(ctx, text); err != nil {
			return fmt.Errorf("run %.60q: %w", text, err)
		}
	}
	return s.insert(ctx, "add_migration", []column{
		{"number", "UInt32", []uint32{m.number}},
		{"name", "String", []string{m.name}},
		{"sum", "String", []string{m.sum}},
		{"at", microsecond, []time.Time{time.Now()}},
	})
}

// fixZone notes the zone of the ledger's days, or refuses another one.
func (s *Store) fixZone(ctx context.Context) error {
	stored := map[string][]string{}
	err := s.each(ctx, func(r driver.Rows) error {
		var name string
		var values []string
		if err := r.Scan(&name, &values); err != nil {
			return err
		}
		stored[name] = values
		return nil
	}, "settings")
	if err != nil {
		return err
	}
	zone := s.cfg.Zone.String()
	switch values := stored["zone"]; {
	case len(values) == 0:
		return s.insert(ctx, "add_setting", []column{
			{"name", "String", []string{"zone"}},
			{"value", "String", []string{zone}},
		})
	case slices.Contains(values, zone):
		return nil
	default:
		return fmt.Errorf("database %s holds days of zone %s, not %s: configure that zone, or replay into a new database",
			s.cfg.Database, strings.Join(values, ", "), zone)
	}
}

package office

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"syscall"

	"github.com/pressly/goose/v3"
)

// Files of the schema are only ever added: a store of any past build is brought up by those it lacks.
//
//go:embed schema/*.sql
var schema embed.FS

// errNewer says that a newer build made the store.
var errNewer = errors.New("a newer build of unionscreen made this store: use that build, or restore a backup from before")

// migrate brings the tables up to this build. Two processes that open the same new file wait for each other.
func (s *Store) migrate(ctx context.Context) error {
	head, err := openHead(s.path)
	if err != nil {
		return err
	}
	defer func() { _ = head.Close() }() // closing it gives up the lock, too
	if err := syscall.Flock(int(head.Fd()), syscall.LOCK_EX); err != nil {
		return fmt.Errorf("wait for another process: %w", err)
	}
	provider, err := s.migrations()
	if err != nil {
		return err
	}
	current, target, err := provider.GetVersions(ctx)
	if err != nil {
		return fmt.Errorf("read the version of the tables: %w", explain(err))
	}
	switch {
	case current > target:
		return errNewer
	case current == target:
		return nil
	}
	if _, err := provider.Up(ctx); err != nil {
		return fmt.Errorf("bring the tables from version %d to %d: %w", current, target, explain(err))
	}
	return nil
}

func (s *Store) migrations() (*goose.Provider, error) {
	files, err := fs.Sub(schema, "schema")
	if err != nil {
		return nil, err
	}
	return goose.NewProvider(goose.DialectSQLite3, s.write, files, goose.WithDisableGlobalRegistry(true))
}

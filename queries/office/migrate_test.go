package office

import (
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"testing"
)

// TestMigratesFromEachState opens stores that a build of each past state left, with data in them.
func TestMigratesFromEachState(t *testing.T) {
	files, err := filepath.Glob("schema/*.sql")
	must(t, err)
	if len(files) != 3 {
		t.Fatalf("%d files of the schema: give the new state a file in testdata/states and a check here", len(files))
	}
	for version := range len(files) + 1 {
		path := filepath.Join(t.TempDir(), "office.db")
		old := storeOfState(t, path, int64(version))
		for state := 1; state <= min(version, 2); state++ { // the third has nothing that the second has not, until it was used
			data, err := os.ReadFile(fmt.Sprintf("testdata/states/%04d.sql", state))
			must(t, err)
			_, err = old.Exec(string(data))
			must(t, err)
		}
		must(t, old.Close())
		s := openStore(t, path)
		var left int64
		must(t, s.read.QueryRow("SELECT max(version_id) FROM goose_db_version").Scan(&left))
		if left != int64(len(files)) {
			t.Errorf("from %d: stopped at %d", version, left)
		}
		if version > 0 {
			checkState1(t, s)
		}
		if version > 1 {
			checkState2(t, s)
		}
		must(t, s.UseSchemes(t.Context(), tester, []SchemeUse{use("R", "core-five", "aa", "")}))
		if one, err := s.Scheme(t.Context(), "aa"); err != nil || one.ID != "core-five" {
			t.Errorf("from %d: scheme %+v, %v", version, one, err)
		}
		if _, err := s.Import(t.Context(), tester, demoImport(t)); err != nil {
			t.Errorf("from %d: %v", version, err)
		}
		if v, err := s.VerifyAudit(t.Context()); err != nil || len(v.Faults) != 0 && version == 0 || v.Entries == 0 {
			t.Errorf("from %d: %+v, %v", version, v, err)
		}
	}
}

// storeOfState makes a store as the build with that many files of the schema did.
func storeOfState(t *testing.T, path string, version int64) *sql.DB {
	t.Helper()
	must(t, private(path))
	db, err := connect(path, 0, 1, false)
	must(t, err)
	old := &Store{path: path, write: db}
	provider, err := old.migrations()
	must(t, err)
	if version > 0 {
		_, err = provider.UpTo(t.Context(), version)
	} else {
		_, err = provider.GetDBVersion(t.Context())
	}
	must(t, err)
	return db
}

func checkState1(t *testing.T, s *Store) {
	t.Helper()
	list, err := s.Producers(t.Context())
	if err != nil || len(list) != 1 || list[0].Name != "hall" || len(list[0].Tokens) != 1 || list[0].Tokens[0].Prefix != "ust_abcdefgh" {
		t.Errorf("producers %+v, %v", list, err)
	}
	record := Record{Src: "k/t/0", Offset: 42}
	handled, err := s.Handlings(t.Context(), []Record{record})
	if err != nil || len(handled[record]) != 1 || handled[record][0].Note != "sent twice" {
		t.Errorf("handled %+v, %v", handled, err)
	}
	entries, err := s.Audit(t.Context(), 0, 10)
	if err != nil || len(entries) != 1 || entries[0].digest() != entries[0].Hash {
		t.Errorf("audit %+v, %v", entries, err)
	}
}

func checkState2(t *testing.T, s *Store) {
	t.Helper()
	unions, version, err := s.RegistryAt(t.Context(), 1)
	if err != nil || version.File != "registry.csv" || len(unions) != 1 || unions[0].Code != "3301" || unions[0].IndexAccount != "wechat:yunting" {
		t.Errorf("registry %+v of %+v, %v", unions, version, err)
	}
	services, _, err := s.ServicesAt(t.Context(), 1)
	if err != nil || len(services) != 1 || services[0].Code != "loan" || services[0].Limit != 5 {
		t.Errorf("services %+v, %v", services, err)
	}
}

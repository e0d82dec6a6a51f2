package office

import (
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

var tester = Actor{Who: "assessor", Place: "cli"}

func openStore(t *testing.T, path string) *Store {
	t.Helper()
	cfg := DefaultConfig()
	cfg.Database = path
	s, err := Open(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

func newStore(t *testing.T) *Store {
	t.Helper()
	return openStore(t, filepath.Join(t.TempDir(), "office.db"))
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestOpenMakesAPrivateFile(t *testing.T) {
	old := syscall.Umask(0)
	t.Cleanup(func() { syscall.Umask(old) })
	s := newStore(t)
	must(t, s.Record(t.Context(), tester, Act{What: "x", Result: "done"}))
	for _, suffix := range []string{"", "-wal", "-shm", ".head"} {
		info, err := os.Stat(s.path + suffix)
		if err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%q: mode %v, %v", suffix, info.Mode(), err)
		}
	}
	for pragma, want := range map[string]string{"journal_mode": "wal", "synchronous": "2", "foreign_keys": "1", "busy_timeout": "5000"} {
		for _, db := range []*sql.DB{s.read, s.write} {
			var got string
			if err := db.QueryRow("PRAGMA " + pragma).Scan(&got); err != nil || got != want {
				t.Errorf("%s is %s (%v), want %s", pragma, got, err, want)
			}
		}
	}
	if _, err := s.read.Exec("DELETE FROM producer"); err == nil {
		t.Error("a reading connection writes")
	}
}

func TestOpenRefuses(t *testing.T) {
	dir := t.TempDir()
	readable := filepath.Join(dir, "readable.db")
	must(t, os.WriteFile(readable, nil, 0o600))
	must(t, os.Chmod(readable, 0o640))
	text := filepath.Join(dir, "text.db")
	must(t, os.WriteFile(text, []byte(strings.Repeat("code,name,parent,kind\n", 100)), 0o600))
	newer := filepath.Join(dir, "newer.db")
	s := openStore(t, newer)
	_, err := s.write.Exec("INSERT INTO goose_db_version (version_id, is_applied) VALUES (9999, 1)")
	must(t, errors.Join(err, s.Close()))
	for _, c := range []struct{ path, want string }{
		{"", "registry.database is empty"},
		{"postgres://union:secret@db/office", `registry.database "postgres://…" is no path`},
		{readable, "run chmod 600 " + readable},
		{filepath.Join(dir, "nowhere", "office.db"), "make the directory " + filepath.Join(dir, "nowhere") + " first"},
		{text, "file is not a database"},
		{newer, errNewer.Error()},
	} {
		cfg := DefaultConfig()
		cfg.Database = c.path
		if _, err := Open(t.Context(), cfg); err == nil || !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), "secret") {
			t.Errorf("%s: %v, want %q", c.path, err, c.want)
		}
	}
}

func TestOpenTakesAnyPath(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a ?b%20#&云.db")
	openStore(t, path)
	if info, err := os.Stat(path); err != nil || info.Size() == 0 {
		t.Errorf("%v, %v", info, err)
	}
}

// TestManyOpenAtOnce has twelve opens of one new file, and acts of all of them, in a race.
func TestManyOpenAtOnce(t *testing.T) {
	path := filepath.Join(t.TempDir(), "office.db")
	var wait sync.WaitGroup
	for range 12 {
		wait.Go(func() {
			cfg := DefaultConfig()
			cfg.Database, cfg.Busy = path, 30*time.Second
			s, err := Open(t.Context(), cfg)
			if err != nil {
				t.Error(err)
				return
			}
			for range 5 {
				if err := s.Record(t.Context(), tester, Act{What: "x", Result: "done"}); err != nil {
					t.Error(err)
				}
			}
			if err := s.Close(); err != nil {
				t.Error(err)
			}
		})
	}
	wait.Wait()
	v, err := openStore(t, path).VerifyAudit(t.Context())
	if err != nil || v.Entries != 60 || len(v.Faults) != 0 {
		t.Errorf("%+v, %v", v, err)
	}
}

func TestActsAreRefusedWithoutTheirEntry(t *testing.T) {
	p := Producer{Name: "site", Sources: []string{"/a"}, Unions: []string{"R"}}
	t.Run("nobody does it", func(t *testing.T) {
		s := newStore(t)
		if err := s.AddProducer(t.Context(), Actor{Place: "cli"}, p); err == nil {
			t.Error("an act of nobody was done")
		}
	})
	t.Run("log", func(t *testing.T) {
		s := newStore(t)
		_, err := s.write.Exec("CREATE TRIGGER broken BEFORE INSERT ON audit BEGIN SELECT RAISE(ABORT, 'no room'); END")
		must(t, err)
		if err := s.AddProducer(t.Context(), tester, p); err == nil || !strings.Contains(err.Error(), "write the audit log") {
			t.Errorf("error %v", err)
		}
		if list, err := s.Producers(t.Context()); err != nil || len(list) != 0 {
			t.Errorf("%+v, %v: the act stands without its entry", list, err)
		}
	})
	t.Run("head", func(t *testing.T) {
		s := newStore(t)
		must(t, os.Remove(headPath(s.path)))
		must(t, os.Mkdir(headPath(s.path), 0o700))
		if err := s.AddProducer(t.Context(), tester, p); err == nil || !strings.Contains(err.Error(), "write the audit log") {
			t.Errorf("error %v", err)
		}
		if revision, err := s.Revision(t.Context()); err != nil || revision != 0 {
			t.Errorf("revision %d, %v", revision, err)
		}
	})
	t.Run("file", func(t *testing.T) {
		holder := newStore(t)
		cfg := DefaultConfig()
		cfg.Database, cfg.Busy = holder.path, 50*time.Millisecond
		s, err := Open(t.Context(), cfg)
		must(t, err)
		t.Cleanup(func() { _ = s.Close() })
		tx, err := holder.write.Begin()
		must(t, err)
		defer func() { _ = tx.Rollback() }()
		if err := s.AddProducer(t.Context(), tester, p); err == nil || !strings.Contains(err.Error(), "another process keeps writing") {
			t.Errorf("two transactions write at once: %v", err)
		}
	})
}

func TestHandlings(t *testing.T) {
	s := newStore(t)
	a, b, c := Record{"k/t/0", 7}, Record{"k/t/0", 8}, Record{"k/t/1", 7}
	sent := Entry{Seq: 1}.digest()
	must(t, s.NoteReplay(t.Context(), tester, a, sent, "union code mended"))
	must(t, s.Dismiss(t.Context(), tester, a, "sent twice"))
	must(t, s.Dismiss(t.Context(), Actor{"other", "cli"}, c, ""))
	got, err := s.Handlings(t.Context(), []Record{a, b, c})
	must(t, err)
	if len(got) != 2 || len(got[a]) != 2 || len(got[c]) != 1 {
		t.Fatalf("got %+v", got)
	}
	first, second := got[a][0], got[a][1]
	if first.Action != Replayed || first.Sent != sent || first.Note != "union code mended" || first.Who != "assessor" || time.Since(first.At) > time.Minute {
		t.Errorf("first is %+v", first)
	}
	if second.Action != Dismissed || second.Sent != (Digest{}) || got[c][0].Who != "other" {
		t.Errorf("then %+v and %+v", second, got[c])
	}
	for _, err := range []error{
		s.NoteReplay(t.Context(), tester, a, Digest{}, ""),
		s.Dismiss(t.Context(), tester, Record{}, ""),
		s.Dismiss(t.Context(), tester, a, strings.Repeat("x", MaxNote+1)),
		s.Dismiss(t.Context(), tester, a, "\xff"),
	} {
		if err == nil {
			t.Error("a note that says nothing was taken")
		}
	}
	for _, statement := range []string{"UPDATE handling SET note = ''", "DELETE FROM handling"} {
		if _, err := s.write.Exec(statement); err == nil || !strings.Contains(err.Error(), "never") {
			t.Errorf("%s: %v", statement, err)
		}
	}
	entries, err := s.Audit(t.Context(), 1, 10)
	must(t, err)
	var what []string
	for _, e := range entries {
		what = append(what, e.What+" "+e.Object)
	}
	if want := []string{"record.dismissed record:k/t/0@7", "record.dismissed record:k/t/1@7"}; !slices.Equal(what, want) {
		t.Errorf("audit %q, want %q", what, want)
	}
}

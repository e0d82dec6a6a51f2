package office

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// TestAFullDiskRefusesActsWhole runs itself as a process whose files may not grow any more, and looks at what is left.
func TestAFullDiskRefusesActsWhole(t *testing.T) {
	if path := os.Getenv("UNIONSCREEN_TEST_FULL"); path != "" {
		fillUp(t, path)
		return
	}
	cfg := DefaultConfig()
	cfg.Database = filepath.Join(t.TempDir(), "office.db")
	process := exec.CommandContext(t.Context(), os.Args[0], "-test.run", "^TestAFullDiskRefusesActsWhole$", "-test.v")
	process.Env = append(os.Environ(), "UNIONSCREEN_TEST_FULL="+cfg.Database)
	said, err := process.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, said)
	}
	store, err := Open(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	verdict, err := store.VerifyAudit(t.Context())
	if err != nil || len(verdict.Faults) > 0 || verdict.Entries == 0 {
		t.Fatalf("%+v, %v", verdict, err)
	}
	found, err := store.Producers(t.Context())
	if err != nil || int64(len(found)) != verdict.Entries || !strings.Contains(string(said), fmt.Sprintf("%d acts done, then: commit: nothing was changed", verdict.Entries)) {
		t.Errorf("%d producers, %d entries, %v; the process said\n%s", len(found), verdict.Entries, err, said)
	}
}

// fillUp adds producers until the file may not grow.
func fillUp(t *testing.T, path string) {
	cfg := DefaultConfig()
	cfg.Database = path
	store, err := Open(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	info, err := os.Stat(path + "-wal")
	if err != nil {
		t.Fatal(err)
	}
	most := uint64(info.Size()) + 30_000
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: most, Max: most}); err != nil {
		t.Fatal(err)
	}
	for done := range 100 {
		err := store.AddProducer(t.Context(), Actor{Who: "a", Place: "cli"}, Producer{Name: fmt.Sprint("p", done), Sources: []string{"/s"}, Unions: []string{"u"}})
		if err != nil {
			t.Logf("%d acts done, then: %v", done, err)
			return
		}
	}
	t.Error("the file grew all the same")
}

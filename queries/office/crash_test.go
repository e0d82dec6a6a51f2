package office

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"
)

// TestMain lets the test be started as the process that is killed.
func TestMain(m *testing.M) {
	if path := os.Getenv("OFFICE_CRASH_CHILD"); path != "" {
		importForEver(path)
	}
	os.Exit(m.Run())
}

// bigRegistry is large enough that a kill falls into its import.
func bigRegistry(n int) []Union {
	unions := []Union{{Code: "R", Name: "R", ShortName: "R", Kind: "federation"}}
	for i := range 3000 {
		unions = append(unions, Union{Code: fmt.Sprint("U", i), Name: fmt.Sprint("工会", n), ShortName: "x", Parent: "R", Kind: "county", Order: n})
	}
	return unions
}

// importForEver imports one version after the other and says when each begins.
func importForEver(path string) {
	ctx := context.Background() // the process ends by a kill
	cfg := DefaultConfig()
	cfg.Database = path
	s, err := Open(ctx, cfg)
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	_, last, err := s.Registry(ctx)
	for n := int(last.Number) + 1; err == nil; n++ {
		fmt.Println(n)
		_, err = s.Import(ctx, Actor{"child", "test"}, Import{Registry: bigRegistry(n), RegistryFile: "u.csv"})
	}
	fmt.Println(err)
	os.Exit(1)
}

// TestKilledImportsLeaveOldOrNew kills importing processes at moments spread over an import.
func TestKilledImportsLeaveOldOrNew(t *testing.T) {
	path := filepath.Join(t.TempDir(), "office.db")
	kills := 12
	for i := range kills {
		child := exec.Command(os.Args[0])
		child.Env = append(os.Environ(), "OFFICE_CRASH_CHILD="+path)
		out, err := child.StdoutPipe()
		must(t, err)
		must(t, child.Start())
		begun := 0
		lines := bufio.NewScanner(out)
		if lines.Scan() {
			if _, err := fmt.Sscan(lines.Text(), &begun); err != nil {
				t.Errorf("the child says %q", lines.Text())
			}
		}
		time.Sleep(time.Duration(i) * 8 * time.Millisecond) // into the import: no condition could be waited for
		_ = child.Process.Kill()
		for lines.Scan() { // imports that began before the kill
			if _, err := fmt.Sscan(lines.Text(), &begun); err != nil {
				t.Errorf("the child says %q", lines.Text())
			}
		}
		_ = child.Wait()
		checkAfterKill(t, path, begun)
	}
}

func checkAfterKill(t *testing.T, path string, begun int) {
	t.Helper()
	s := openStore(t, path)
	defer func() { must(t, s.Close()) }()
	unions, v, err := s.Registry(t.Context())
	must(t, err)
	if v.Number != int64(begun) && v.Number != int64(begun-1) {
		t.Errorf("import %d had begun, the store holds %d", begun, v.Number)
	}
	if v.Number > 0 && (registryHash(unions) != v.Hash || registryHash(bigRegistry(int(v.Number))) != v.Hash) {
		t.Errorf("version %d is not whole: %d unions", v.Number, len(unions))
	}
	verdict, err := s.VerifyAudit(t.Context())
	must(t, err)
	if verdict.Entries != v.Number {
		t.Errorf("%d versions have %d entries in the audit log", v.Number, verdict.Entries)
	}
	for _, fault := range verdict.Faults {
		if v.Number > 1 || fault != fmt.Sprintf("the head file %s is missing or empty: what was cut from the end of the chain cannot be found", headPath(path)) {
			t.Errorf("after a kill: %s", fault)
		}
	}
}

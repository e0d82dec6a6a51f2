package feed

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const caseRows = "no;in;out;what\nA1;2026-09-01 08:00;;法律援助\nA2;yesterday;;法律援助\n"

const untouched = "of somebody else"

// victim is a file outside of the folder that is imported from.
func victim(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "victim")
	if err := os.WriteFile(path, []byte(untouched), 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

func wantUntouched(t *testing.T, path string) {
	t.Helper()
	text, err := os.ReadFile(path)
	info, err2 := os.Stat(path)
	if err := errors.Join(err, err2); err != nil || string(text) != untouched || info.Mode().Perm() != 0o644 {
		t.Errorf("the file of somebody else is %q, %v, %v", text, info.Mode(), err)
	}
}

// Who gives us a file may give us others beside it.
func TestFilesPlantedBesideTheTableLeadNowhere(t *testing.T) {
	for _, name := range []string{"rejects.tmp", "rejects.part", "rejects", "resume.tmp", "resume"} {
		t.Run(name, func(t *testing.T) {
			cfg := given(t, caseMap, caseRows)
			target := victim(t)
			var all []Message
			if err := os.Symlink(target, filepath.Join(filepath.Dir(cfg.File), name)); err != nil {
				t.Fatal(err)
			}
			_, err := Import(t.Context(), cfg, collect(&all), nil)
			t.Log(err)
			wantUntouched(t, target)
		})
	}
}

func TestAPlantedResumeFileNamesNoPlaceForRejectedRows(t *testing.T) {
	cfg := given(t, caseMap, caseRows)
	var all []Message
	mapping, err := LoadMapping(cfg.Map)
	if err != nil {
		t.Fatal(err)
	}
	for _, explicit := range []bool{true, false} {
		target := victim(t)
		planted, err := json.Marshal(bookmark{Mapping: mapping.sum, Rejects: target})
		if err == nil {
			err = os.WriteFile(cfg.Resume, planted, 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
		if cfg.RejectsBeside = !explicit; !explicit {
			cfg.Rejects = ""
		}
		if _, err := Import(t.Context(), cfg, collect(&all), nil); err == nil || !strings.Contains(err.Error(), "--rejects "+target) {
			t.Errorf("explicit %t: %v", explicit, err)
		}
		wantUntouched(t, target)
	}
}

func TestWhatAnImportWritesIsItsOwnersOnly(t *testing.T) {
	cfg := given(t, caseMap, caseRows)
	var all []Message
	for _, name := range []string{"rejects.tmp", "rejects.part", "resume.tmp"} {
		if err := os.WriteFile(filepath.Join(filepath.Dir(cfg.File), name), []byte("left over"), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := Import(t.Context(), cfg, collect(&all), nil); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(cfg.Rejects)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("rejected rows: %v, %v", info.Mode(), err)
	}
	if _, err := os.Stat(cfg.Rejects + ".part"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the journal is left: %v", err)
	}
}

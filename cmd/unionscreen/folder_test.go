package main

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestFolderIsLockedByOne(t *testing.T) {
	folder, err := openFolder(filepath.Join(t.TempDir(), "made", "below"))
	if err != nil {
		t.Fatal(err)
	}
	release, err := folder.lock()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := folder.lock(); !errors.Is(err, errBusy) || !strings.Contains(err.Error(), folder.dir) {
		t.Errorf("locked twice: %v", err)
	}
	if err := release(); err != nil {
		t.Fatal(err)
	}
	again, err := folder.lock()
	if err != nil {
		t.Fatalf("not free after the release: %v", err)
	}
	if err := again(); err != nil {
		t.Error(err)
	}
}

func TestFolderSecretsAreMadeOnceAndTheirOwnersOnly(t *testing.T) {
	folder, err := openFolder(filepath.Join(t.TempDir(), "city"))
	if err != nil {
		t.Fatal(err)
	}
	first, err := folder.secret("token")
	if err != nil || len(first) != 64 {
		t.Fatalf("%q, %v", first, err)
	}
	if again, err := folder.secret("token"); err != nil || again != first {
		t.Errorf("asked again: %q, %v", again, err)
	}
	if other, err := folder.secret("pseudonym.key"); err != nil || other == first {
		t.Errorf("another secret: %q, %v", other, err)
	}
	if err := folder.announce(Running{Token: first}); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]os.FileMode{".": 0o700, "token": 0o600, "pseudonym.key": 0o600, "running.json": 0o600} {
		info, err := os.Stat(folder.path(name))
		if err != nil || info.Mode().Perm() != want {
			t.Errorf("%s: mode %o, %v; want %o", name, info.Mode().Perm(), err, want)
		}
	}
	if err := os.Chmod(folder.path("token"), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := folder.secret("token"); err == nil || !strings.Contains(err.Error(), "chmod 600") {
		t.Errorf("a readable secret: %v", err)
	}
	if err := os.WriteFile(folder.path("pseudonym.key"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := folder.secret("pseudonym.key"); err == nil { // an empty key would make every person's hash guessable
		t.Error("an empty secret was taken")
	}
}

func TestFolderTellsWhatRuns(t *testing.T) {
	folder, err := openFolder(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	said := Running{PID: 7, Engine: 8, Kafka: "127.0.0.1:1", ClickHouse: "http://u:p@127.0.0.1:2/d", Wall: "http://127.0.0.1:3/wall", Token: "t"}
	if err := folder.announce(said); err != nil {
		t.Fatal(err)
	}
	if _, busy, err := folder.running(); busy || err != nil {
		t.Errorf("what a dead demo left passes for running: %v, %v", busy, err)
	}
	release, err := folder.lock()
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = release() }()
	if got, busy, err := folder.running(); !busy || err != nil || got != said {
		t.Errorf("%+v, %v, %v", got, busy, err)
	}
	if err := os.Remove(folder.path("running.json")); err != nil {
		t.Fatal(err)
	}
	if _, busy, err := folder.running(); busy || err == nil || !strings.Contains(err.Error(), "still starting") {
		t.Errorf("while it starts: %v, %v", busy, err)
	}
}

// TestFolderKeepsItsScheme: every command on a demo's folder scores by what the demo was last started with.
func TestFolderKeepsItsScheme(t *testing.T) {
	folder, err := openFolder(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	scores := func() string {
		cfg, err := folder.configuration()
		if err != nil {
			t.Fatal(err)
		}
		rules, err := readScheme(cfg.Schemes.Scheme)
		if err != nil {
			t.Fatal(err)
		}
		return rules.ID
	}
	if got := scores(); got != "core-five" {
		t.Errorf("at first it scores by %s", got)
	}
	for _, name := range []string{"union-work", "", fileOf(t, "faulty.yaml", "id: faulty"), "no such file"} {
		err := folder.score(name)
		if good := name == "union-work" || name == ""; good != (err == nil) {
			t.Errorf("%q: %v", name, err)
		}
		if got := scores(); got != "union-work" {
			t.Errorf("after %q it scores by %s", name, got)
		}
	}
	if err := folder.score("core-five"); err != nil || scores() != "core-five" {
		t.Errorf("back again: %v", err)
	}
}

package main

import (
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
)

// Folder is the data directory of a demo: everything it keeps, and what other commands need to find it running.
type Folder struct{ dir string }

// Running says where the parts of a running demo listen. The file holds the engine's password and is readable by its
// owner only.
type Running struct {
	PID        int    `json:"pid"`
	Engine     int    `json:"engine"` // process of the engine when the demo started
	Kafka      string `json:"kafka"`
	ClickHouse string `json:"clickhouse"`
	Wall       string `json:"wall"`
	Token      string `json:"token"`
}

func openFolder(dir string) (Folder, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return Folder{}, fmt.Errorf("make the data directory: %w", err)
	}
	absolute, err := filepath.Abs(dir)
	return Folder{absolute}, err
}

// existingFolder opens a folder that a demo used before: a misspelt directory must not pass for an empty demo.
func existingFolder(dir string) (Folder, error) {
	_, err := os.Stat(filepath.Join(dir, "office.db"))
	if errors.Is(err, os.ErrNotExist) {
		_, err = os.Stat(filepath.Join(dir, "registry.csv")) // of a version that kept it as a file
	}
	if err != nil {
		return Folder{}, fmt.Errorf("no demo keeps its data in %s: give the directory that `unionscreen demo --dir` or `unionscreen registry import --dir` made", dir)
	}
	return openFolder(dir)
}

func (f Folder) path(name string) string { return filepath.Join(f.dir, name) }

// errBusy says that a demo runs on the folder.
var errBusy = errors.New("another unionscreen process runs on this data directory: stop it, or give another --dir")

// lock makes this process the only one that starts parts on the folder. The kernel drops the lock with the process.
func (f Folder) lock() (release func() error, err error) {
	file, err := os.OpenFile(f.path("lock"), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fmt.Errorf("lock the data directory: %w", err)
	}
	if err := syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		return nil, errors.Join(fmt.Errorf("%s: %w", f.dir, errBusy), file.Close())
	}
	return file.Close, nil
}

// secret answers the secret kept under name, made on first use: 32 bytes in hexadecimal.
func (f Folder) secret(name string) (string, error) {
	kept, err := readSecret(f.path(name))
	if err == nil {
		return kept, nil
	}
	if !errors.Is(err, os.ErrNotExist) {
		return "", fmt.Errorf("read the secret of the data directory: %w", err)
	}
	random := make([]byte, 32)
	if _, err := rand.Read(random); err != nil {
		return "", err
	}
	made := hex.EncodeToString(random)
	return made, f.write(name, []byte(made+"\n"))
}

// write replaces a file whole: a reader, or a crash, sees the old or the new one.
func (f Folder) write(name string, text []byte) error {
	temporary := f.path(name + ".tmp")
	if err := os.WriteFile(temporary, text, 0o600); err != nil {
		return err
	}
	return os.Rename(temporary, f.path(name))
}

// unlessThere writes a file that does not exist yet.
func (f Folder) unlessThere(name string, text []byte) error {
	if _, err := os.Stat(f.path(name)); !errors.Is(err, os.ErrNotExist) {
		return err
	}
	return f.write(name, text)
}

func (f Folder) announce(running Running) error {
	text, err := json.MarshalIndent(running, "", "  ")
	if err != nil {
		return err
	}
	return f.write("running.json", text)
}

// running answers where the demo of this folder listens, if one runs.
func (f Folder) running() (Running, bool, error) {
	release, err := f.lock()
	if err == nil {
		return Running{}, false, release()
	}
	if !errors.Is(err, errBusy) {
		return Running{}, false, err
	}
	var running Running
	text, err := os.ReadFile(f.path("running.json"))
	if err != nil {
		return running, false, fmt.Errorf("the demo in %s is still starting: %w", f.dir, err)
	}
	return running, true, json.Unmarshal(text, &running)
}

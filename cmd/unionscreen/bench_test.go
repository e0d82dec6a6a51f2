package main

import (
	"encoding/json"
	"os"
	"sync"
)

var recording sync.Mutex

// record adds figures to the results of make bench; without it figures are in the test's log only.
func record(name string, figures map[string]any) {
	path := os.Getenv("UNIONSCREEN_BENCH")
	if path == "" {
		return
	}
	recording.Lock()
	defer recording.Unlock()
	all := map[string]any{}
	if text, err := os.ReadFile(path); err == nil {
		_ = json.Unmarshal(text, &all)
	}
	all[name] = figures
	if text, err := json.MarshalIndent(all, "", "  "); err == nil {
		_ = os.WriteFile(path, append(text, '\n'), 0o644)
	}
}

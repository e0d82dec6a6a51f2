package engine

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// LibraryVariable names the environment variable that holds the path of
// libchdb.so.
const LibraryVariable = "UNIONSCREEN_ENGINE_LIBRARY"

// LibraryPackage is the npm package, in the version of package.json, that holds
// the library.
const LibraryPackage = "@chdb/lib-linux-x64-gnu"

const libraryFile = "libchdb.so"

// MissingLibraryError says that libchdb was found nowhere, names every place
// tried in order, and gives the command that installs it.
type MissingLibraryError struct {
	Tried []string
}

func (e *MissingLibraryError) Error() string {
	return fmt.Sprintf("find %s: not in any of these places:\n  %s\n"+
		"install it with `npm ci` in the project (or `make deps`), or set %s to its path",
		libraryFile, strings.Join(e.Tried, "\n  "), LibraryVariable)
}

// Locate finds libchdb.so: the configured path, the environment variable, beside
// the executable, then node_modules upwards from the executable and from the
// working directory. A path that is configured (or in the variable) and does not
// exist is an error at once: to take another library in its place would hide
// the mistake.
func Locate(configured string) (string, error) {
	var explicit string
	switch {
	case configured != "":
		explicit = configured + " (configured)"
	case os.Getenv(LibraryVariable) != "":
		configured = os.Getenv(LibraryVariable)
		explicit = configured + " (from " + LibraryVariable + ")"
	}
	if explicit != "" {
		if isFile(configured) {
			return filepath.Abs(configured)
		}
		return "", &MissingLibraryError{Tried: []string{explicit}}
	}
	missing := &MissingLibraryError{}
	for _, candidate := range candidates() {
		if isFile(candidate) {
			return candidate, nil
		}
		missing.Tried = append(missing.Tried, candidate)
	}
	return "", missing
}

// candidates lists the places to look at, without repeats.
func candidates() []string {
	var places []string
	seen := map[string]bool{}
	add := func(path string) {
		if !seen[path] {
			seen[path] = true
			places = append(places, path)
		}
	}
	var roots []string
	if executable, err := os.Executable(); err == nil {
		dir := filepath.Dir(executable)
		add(filepath.Join(dir, libraryFile))
		roots = append(roots, dir)
	}
	if dir, err := os.Getwd(); err == nil {
		roots = append(roots, dir)
	}
	for _, dir := range roots {
		for {
			add(filepath.Join(dir, "node_modules", filepath.FromSlash(LibraryPackage), libraryFile))
			parent := filepath.Dir(dir)
			if parent == dir {
				break
			}
			dir = parent
		}
	}
	return places
}

func isFile(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode().IsRegular()
}

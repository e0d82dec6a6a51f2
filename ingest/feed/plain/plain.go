// Package plain counts the two real input files by hand: straight from the text of the files, with rules of its own,
// in maps, without a mapping, an event or a line of SQL. Its duty is to be right in an obvious way, so that tests can
// hold the product's figures against it; it is not part of the product, and nothing but tests imports it. When the
// meaning of a figure changes in the design, it changes here and there, by two hands.
package plain

import (
	"fmt"
	"os"
	"path/filepath"
)

// DataFolder names the environment variable that says where the real input files are.
const DataFolder = "UNIONSCREEN_SHARED_DATA"

// File finds a real input file: in the folder that the environment names, else in ../shared/data beside the
// repository. The error names every place tried; a test that gets it skips itself by name.
func File(name string) (string, error) {
	var tried []string
	if folder := os.Getenv(DataFolder); folder != "" {
		tried = append(tried, filepath.Join(folder, name))
	} else {
		at, err := os.Getwd()
		if err != nil {
			return "", fmt.Errorf("find %s: %w", name, err)
		}
		for ; at != filepath.Dir(at); at = filepath.Dir(at) {
			if _, err := os.Stat(filepath.Join(at, "go.mod")); err == nil {
				tried = append(tried, filepath.Join(filepath.Dir(at), "shared", "data", name))
				break
			}
		}
	}
	for _, path := range tried {
		if _, err := os.Stat(path); err == nil {
			return path, nil
		}
	}
	return "", fmt.Errorf("%s is not at hand; tried %v, set %s", name, tried, DataFolder)
}

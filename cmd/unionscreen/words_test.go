package main

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"unionscreen/aggregator/scheme"
)

// TestTheWallNamesEveryIndicator compares the words of the pages with the catalogue's: two names for one thing would be
// two things to a reader.
func TestTheWallNamesEveryIndicator(t *testing.T) {
	source, err := os.ReadFile("../../frontend/src/text/indicators.ts")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(source), "zhIndicators")
	chinese, english, ok := strings.Cut(rest, "enIndicators")
	if !ok {
		t.Fatal("the file does not hold both languages")
	}
	line := regexp.MustCompile(`(?m)^  ([a-z_]+): \{ name: '((?:[^'\\]|\\.)+)', short: '([^']+)', unit: '([^']*)' \},$`)
	entries, err := scheme.Indicators()
	if err != nil {
		t.Fatal(err)
	}
	for language, text := range map[string]string{"zh": chinese, "en": english} {
		named := map[string]string{}
		for _, found := range line.FindAllStringSubmatch(text, -1) {
			named[found[1]] = found[2]
		}
		if len(named) != len(entries) {
			t.Errorf("%s: %d indicators are named, the catalogue has %d", language, len(named), len(entries))
		}
		for _, e := range entries {
			if named[e.ID] == "" || language == "zh" && named[e.ID] != e.Names.ZH {
				t.Errorf("%s: %s is called %q, the catalogue says %q", language, e.ID, named[e.ID], e.Names.ZH)
			}
		}
	}
}

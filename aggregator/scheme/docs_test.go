package scheme

import (
	"os"
	"strconv"
	"strings"
	"testing"
)

// TestDocs: the example of the documentation is a valid scheme, the same in both languages, and each key, method, constant
// and limit stands in both.
func TestDocs(t *testing.T) {
	hashes := map[string]string{}
	for _, path := range []string{"../../docs/schemes.md", "../../docs/schemes.zh-CN.md"} {
		raw, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		text := string(raw)
		_, rest, _ := strings.Cut(text, "```yaml\n")
		example, _, _ := strings.Cut(rest, "```")
		s := parse(t, example)
		hashes[s.Hash()] = path
		var words []string
		for _, mapping := range []string{"scheme", "names", "calendar", "rounding", "guard", "group", "item", "step", "target", "adjustment", "bonus", "honours", "honour"} {
			words = append(words, keys(mapping)...)
		}
		for method, constants := range methodConstants() {
			words = append(words, "`"+method+"`")
			for _, c := range constants {
				words = append(words, "`"+c.name+"`")
			}
		}
		for base := range PerBases() {
			words = append(words, "`"+base+"`")
		}
		words = append(words, dimensions...)
		words = append(words, Builtins()...)
		plain := strings.NewReplacer(",", "", "、", " ").Replace(text)
		for _, w := range words {
			if !strings.Contains(text, w) {
				t.Errorf("%s does not say %s", path, w)
			}
		}
		for _, limit := range []int{maxDocument >> 10, maxDepth, maxKeys, maxGroups, maxItems, maxSteps, maxAdjustments, maxListed, maxTargets >> 20, maxFaults} {
			if !strings.Contains(plain, " "+strconv.Itoa(limit)+" ") {
				t.Errorf("%s does not say the limit %d", path, limit)
			}
		}
		if n := strings.Count(text, "\n"); n > 150 {
			t.Errorf("%s has %d lines", path, n)
		}
	}
	if len(hashes) != 1 {
		t.Errorf("the examples differ: %v", hashes)
	}
}

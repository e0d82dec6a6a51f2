package scheme

import (
	_ "embed"
	"slices"
)

//go:embed default/core-five.yaml
var coreFive []byte

//go:embed default/union-work.yaml
var unionWork []byte

// CoreFive answers the scheme a first installation starts with: the five core indicators, 20 points each by target
// completion.
func CoreFive() (*Scheme, error) { return Parse(coreFive) }

// UnionWork answers the whole scheme: 26 items of publicity, members, services and activities, with adjustments.
func UnionWork() (*Scheme, error) { return Parse(unionWork) }

// Builtins are the names of the schemes built into the program.
func Builtins() []string { return []string{"core-five", "union-work"} }

// Builtin answers the text of a built-in scheme, to be edited.
func Builtin(name string) (document []byte, known bool) {
	switch name {
	case "core-five":
		return slices.Clone(coreFive), true
	case "union-work":
		return slices.Clone(unionWork), true
	}
	return nil, false
}

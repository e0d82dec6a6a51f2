package scheme

import (
	_ "embed"
)

//go:embed default/core-five.yaml
var coreFive []byte

// CoreFive answers the scheme a first installation starts with: the five core indicators, 20 points each by target
// completion.
func CoreFive() (*Scheme, error) { return Parse(coreFive) }

// CoreFiveDocument answers the text of that scheme, to be edited.
func CoreFiveDocument() []byte { return append([]byte(nil), coreFive...) }

package scheme

import (
	_ "embed"
	"slices"
)

//go:embed scheme.schema.json
var schema []byte

// Schema answers the JSON Schema (draft 2020-12) of a scheme's document, for editors that complete and check while one
// writes. It knows the shape of a document; sums, order and what a method asks of its indicator only Parse knows.
func Schema() []byte { return slices.Clone(schema) }

// Package demo holds the fictional city of the demonstration as files: its unions, their targets, the
// services they offer and how each union behaves in the simulator. Nothing here describes a real place,
// union or person. The package only carries the bytes; each reader belongs to the room that uses them.
package demo

import _ "embed"

// Registry is the tree of unions, with the columns of `registry import`.
//
//go:embed registry.csv
var Registry []byte

// Targets has the columns union, period, indicator, target. The period `*` stands for every period, so that
// the demo has targets in whatever quarter it is started; a row that names a period goes before it.
//
//go:embed targets.csv
var Targets []byte

// Services is the services catalogue, with the columns of `registry import --services` and name_en.
//
//go:embed services.csv
var Services []byte

// Character tells the simulator how each ranked union behaves: size, articles, reads, members and applications
// in percent of the usual, pace in percent of a case's limit, late in cases of a thousand.
//
//go:embed character.csv
var Character []byte

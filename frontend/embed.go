// Package frontend holds the built pages, so that the one binary needs no folder beside it. It serves nothing: the
// dashboard does, with its own headers. Before a build of the pages dist holds only .gitkeep, and the dashboard says
// how to build them.
package frontend

import (
	"embed"
	"io/fs"
)

//go:embed all:dist
var dist embed.FS

// Files are the built pages; the root is what a browser asks for as /.
func Files() fs.FS {
	files, err := fs.Sub(dist, "dist")
	if err != nil { // only an invalid path can fail, and this one is a constant
		return dist
	}
	return files
}

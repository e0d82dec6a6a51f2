package main

import (
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// arrows say which of our packages a room may import: right knows left, left never knows right. A room that is not
// listed may not exist; a sub-package that is not listed follows its parent.
var arrows = map[string][]string{
	"ingest/event":           {},
	"ingest/broker":          {"ingest/event"},
	"ingest/feed":            {"ingest/event", "ingest/feed/sheet", "deploy/demo"},
	"ingest/feed/sheet":      {},
	"ingest/feed/simulator":  {"ingest/event", "ingest/feed", "deploy/demo"},
	"ingest/feed/collect":    {"ingest/event", "ingest/feed"},
	"ingest/feed/document":   {"ingest/event"},
	"ingest/feed/plain":      {},
	"ingest/feed/load":       {"ingest/feed"},
	"ingest":                 {"ingest/event", "queries"},
	"queries/engine":         {},
	"queries/office":         {},
	"queries":                {"queries/office"},
	"aggregator/scheme":      {"ingest/event"},
	"aggregator/score":       {"aggregator/scheme"},
	"aggregator/export":      {"aggregator/scheme", "aggregator/score"},
	"aggregator/recount":     {"aggregator/scheme", "aggregator/score", "queries", "queries/office"},
	"aggregator":             {"aggregator/scheme", "aggregator/score", "aggregator/recount", "queries", "queries/office"},
	"dashboard/push":         {"aggregator"},
	"dashboard":              {"aggregator", "aggregator/export", "aggregator/scheme", "aggregator/score", "dashboard/push", "queries", "queries/office", "ingest/feed", "ingest/feed/collect", "frontend"},
	"frontend":               {},
	"deploy/demo":            {},
	"deploy/calendar":        {},
	"aggregator/scheme/tool": {},
}

// foreign names the one room of each foreign library.
var foreign = map[string][]string{
	"github.com/segmentio/kafka-go":       {"ingest"},
	"github.com/ClickHouse/clickhouse-go": {"queries"},
	"github.com/gofiber/fiber":            {"dashboard"},
	"github.com/valyala/fasthttp":         {"dashboard"},
	"github.com/gorilla/websocket":        {"dashboard/push"},
	"github.com/ebitengine/purego":        {"queries/engine"},
	"github.com/twmb/franz-go":            {"ingest/broker"},
	"github.com/spf13/cobra":              {"cmd/unionscreen"},
	"github.com/xuri/excelize":            {"ingest/feed/sheet", "aggregator/export", "cmd/unionscreen"},
	"modernc.org/sqlite":                  {"queries/office"},
	"github.com/pressly/goose":            {"queries/office"},
	"unsafe":                              {"queries/engine"},
}

// pure packages do no I/O, read no clock and start no goroutine.
var pure = map[string]bool{"ingest/event": true, "aggregator/scheme": true, "aggregator/score": true}

func TestImportsFollowTheArrows(t *testing.T) {
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	seen := 0
	err = filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() && (entry.Name() == "node_modules" || entry.Name() == "testdata" || strings.HasPrefix(entry.Name(), ".") && path != root) {
			return filepath.SkipDir
		}
		if !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return nil
		}
		rel, err := filepath.Rel(root, path)
		if err != nil {
			return err
		}
		seen++
		checkFile(t, filepath.ToSlash(filepath.Dir(rel)), path)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if seen < 50 {
		t.Fatalf("only %d files were looked at: the walk misses the repository", seen)
	}
}

func checkFile(t *testing.T, room, path string) {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ImportsOnly)
	if err != nil {
		t.Fatal(err)
	}
	if room == "." {
		t.Errorf("%s: the root of the repository holds no Go file", path)
		return
	}
	allowed, known := arrows[room]
	if !known && room != "cmd/unionscreen" {
		t.Errorf("%s: room %s is not in the plan of house.md", path, room)
		return
	}
	for _, spec := range file.Imports {
		name, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			t.Fatal(err)
		}
		if ours, ok := strings.CutPrefix(name, "unionscreen/"); ok {
			if room != "cmd/unionscreen" && !contains(allowed, ours) {
				t.Errorf("%s imports %s: the arrow does not point that way", path, ours)
			}
			continue
		}
		for library, rooms := range foreign {
			if (name == library || strings.HasPrefix(name, library+"/")) && !inRooms(room, rooms) {
				t.Errorf("%s imports %s, whose room is %v", path, name, rooms)
			}
		}
		if pure[room] && (strings.HasPrefix(name, "net") || name == "os" || name == "math/rand" || name == "database/sql") {
			t.Errorf("%s imports %s: arithmetic has no door to the street", path, name)
		}
	}
}

func inRooms(room string, rooms []string) bool {
	for _, r := range rooms {
		if room == r || strings.HasPrefix(room, r+"/") {
			return true
		}
	}
	return false
}

func contains(list []string, item string) bool {
	for _, l := range list {
		if l == item {
			return true
		}
	}
	return false
}

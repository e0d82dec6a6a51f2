package engine_test

import (
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"unionscreen/queries/engine"
)

// TestFunctionsOfTheLibraryAreKnown asks the pinned library for its table
// functions and tries each: a new version cannot bring one that nobody judged.
func TestFunctionsOfTheLibraryAreKnown(t *testing.T) {
	conn := open(t, start(t, nil))
	harmless := map[string]bool{}
	for _, name := range strings.Fields(`format generateRandom generateSeries generate_series numbers numbers_mt zeros zeros_mt primes
		null values SQLStandardValues view viewIfPermitted viewExplain merge dictionary fuzzJSON
		mergeTreeIndex mergeTreeProjection mergeTreeTextIndex mergeTreeAnalyzeIndexes mergeTreeAnalyzeIndexesUUID
		timeSeriesData timeSeriesTags timeSeriesMetrics timeSeriesSamples timeSeriesSelector`) {
		harmless[name] = true
	}
	names := ask[[]string](t, conn, "SELECT groupArray(name) FROM system.table_functions")
	if len(names) < 50 {
		t.Fatalf("only %d table functions", len(names))
	}
	for _, name := range names {
		err := conn.Exec(t.Context(), "SELECT * FROM "+name+"() LIMIT 0")
		refused := code(err) == 497 && strings.Contains(err.Error(), "embedded engine refuses")
		if refused == harmless[name] {
			t.Errorf("%s: refused %v, harmless %v (%v)", name, refused, harmless[name], err)
		}
	}
	// Scalar functions that reach outside have such names.
	for _, name := range ask[[]string](t, conn, `SELECT groupArray(name) FROM system.functions
		WHERE match(name, '(?i)^(file|ai|catboost|model|llm|http|s3|remote|exec)') AND name NOT IN ('filesystemAvailable', 'filesystemCapacity', 'filesystemUnreserved')`) {
		if err := conn.Exec(t.Context(), "SELECT "+name+"()"); code(err) != 497 {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestSecondWall goes round the reading of statements, with the name of a path
// where a table is expected, and meets the engine's own access control.
func TestSecondWall(t *testing.T) {
	e := start(t, nil)
	conn := open(t, e)
	for _, sql := range []string{"SELECT * FROM `/etc/hostname`", "SELECT * FROM '/etc/hostname'", "DESCRIBE `/etc/hostname`"} {
		if err := conn.Exec(t.Context(), sql); code(err) != 60 && code(err) != 62 {
			t.Errorf("%s: %v", sql, err)
		}
	}
	grants := ask[string](t, conn, "SHOW GRANTS")
	for _, source := range []string{"FILE", "URL", "REMOTE", "S3", "SOURCES", "BACKUP", "SHUTDOWN", "READ", "WRITE", "ALL"} {
		if regexp.MustCompile(`\b` + source + `\b`).MatchString(grants) {
			t.Errorf("the engine's user has %s: %s", source, grants)
		}
	}
	if got := ask[string](t, conn, "SELECT engine FROM system.databases WHERE name = 'default'"); got != "Memory" {
		t.Errorf("database default is of engine %s", got)
	}
	if e.Restarts() != 0 {
		t.Errorf("%d restarts", e.Restarts())
	}
}

func TestMissingLibrary(t *testing.T) {
	elsewhere := t.TempDir()
	t.Chdir(elsewhere)
	cfg, deps := config(t)
	err := engine.New(cfg, deps).Start(t.Context())
	var missing *engine.MissingLibraryError
	if !errors.As(err, &missing) {
		t.Fatalf("start: %v", err)
	}
	executable, _ := os.Executable()
	for _, part := range []string{
		filepath.Join(filepath.Dir(executable), "libchdb.so"),
		filepath.Join(elsewhere, "node_modules/@chdb/lib-linux-x64-gnu/libchdb.so"),
		"/node_modules/@chdb/lib-linux-x64-gnu/libchdb.so",
		"npm ci", "make deps", engine.LibraryVariable,
	} {
		if !strings.Contains(err.Error(), part) {
			t.Errorf("%q does not name %s", err, part)
		}
	}

	configured := filepath.Join(elsewhere, "nowhere.so")
	if _, err := engine.Locate(configured); err == nil || !strings.Contains(err.Error(), configured+" (configured)") {
		t.Errorf("configured: %v", err)
	}
	t.Setenv(engine.LibraryVariable, configured)
	if _, err := engine.Locate(""); err == nil || !strings.Contains(err.Error(), "from "+engine.LibraryVariable) {
		t.Errorf("from the environment: %v", err)
	}
	if err := os.WriteFile(configured, []byte("no library"), 0o600); err != nil {
		t.Fatal(err)
	}
	if got, err := engine.Locate(""); err != nil || got != configured {
		t.Errorf("from the environment: %q, %v", got, err)
	}
	err = engine.New(cfg, deps).Start(t.Context())
	if err == nil || !strings.Contains(err.Error(), "load engine library "+configured) {
		t.Errorf("a file that is no library: %v", err)
	}
}

func TestConfigNamesEveryFault(t *testing.T) {
	good := engine.Default()
	good.Dir = "x"
	if err := good.Validate(); err != nil {
		t.Errorf("default: %v", err)
	}
	err := engine.Config{Listen: "0.0.0.0:1", Database: "default"}.Validate()
	for _, part := range []string{"dir", "loopback", "database", "max_server_memory", "max_query_memory", "max_execution_time",
		"max_body", "connection_pool", "start_timeout", "stop_timeout", "backoff"} {
		if err == nil || !strings.Contains(err.Error(), "engine: "+part) && !strings.Contains(err.Error(), part) {
			t.Errorf("%v does not name %s", err, part)
		}
	}
}

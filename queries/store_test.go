package queries

import (
	"context"
	"fmt"
	"log/slog"
	"net/url"
	"os"
	"sync/atomic"
	"testing"
	"time"

	"unionscreen/queries/engine"
)

// One engine serves all tests of the package; each test has its own database.
var (
	testEngine *engine.Engine
	databases  atomic.Int64
)

func TestMain(m *testing.M) {
	if engine.RunChild() {
		return
	}
	os.Exit(runTests(m))
}

func runTests(m *testing.M) int {
	dir, err := os.MkdirTemp("", "queries")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(dir)
	cfg := engine.Default()
	cfg.Dir = dir
	testEngine = engine.New(cfg, engine.Deps{Log: slog.New(slog.DiscardHandler)})
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	defer cancel()
	if err := testEngine.Start(ctx); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer testEngine.Stop(ctx)
	return m.Run()
}

var shanghai = time.FixedZone("Asia/Shanghai", 8*60*60)

func testConfig() Config {
	database := fmt.Sprintf("test_%d", databases.Add(1))
	return Config{
		ReadsBasis: BasisBest, Limit: testLimits, LimitsVersion: "limits 1",
		DSN: testEngine.DSN(database), Database: database, Zone: shanghai, RepeatLimit: 3,
		Crawler:        func(agent string) bool { return agent == "bot" },
		CrawlerVersion: "list 1",
	}
}

func openStore(t *testing.T, cfg Config) *Store {
	t.Helper()
	s, err := Open(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

// newStore is an empty store in a database of its own.
func newStore(t *testing.T) *Store {
	t.Helper()
	s := openStore(t, testConfig())
	if err := s.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Marks(t.Context()); err != nil {
		t.Fatal(err)
	}
	return s
}

// TestWrongPasswordIsToldAtOnce wants no half minute of waiting for what cannot come, and no password in the error.
func TestWrongPasswordIsToldAtOnce(t *testing.T) {
	cfg := testConfig()
	dsn, err := url.Parse(cfg.DSN)
	if err != nil {
		t.Fatal(err)
	}
	dsn.User = url.UserPassword(dsn.User.Username(), "not-the-password")
	cfg.DSN = dsn.String()
	began := time.Now()
	_, err = Open(t.Context(), cfg)
	if took := time.Since(began); err == nil || took > openWait/2 || !containsFold(err.Error(), "check user and password") || containsFold(err.Error(), "not-the-password") {
		t.Errorf("after %s: %v", took, err)
	}
}

func TestOpenNamesEveryFaultOfTheConfiguration(t *testing.T) {
	_, err := Open(t.Context(), Config{})
	if err == nil {
		t.Fatal("an empty configuration was taken")
	}
	for _, want := range []string{"dsn", "database", "zone", "repeat limit", "crawlers"} {
		if !containsFold(err.Error(), want) {
			t.Errorf("error %q does not name %s", err, want)
		}
	}
}

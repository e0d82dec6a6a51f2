package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"

	"unionscreen/ingest"
)

// call runs a command line as main does.
func call(t *testing.T, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	var out, err bytes.Buffer
	root := rootCommand()
	root.SetArgs(args)
	root.SetOut(&out)
	root.SetErr(&err)
	code = execute(t.Context(), root, &err)
	return code, out.String(), err.String()
}

// fileOf puts text into a file of a folder that goes away with the test.
func fileOf(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestCommandLineFaults wants the exit code, the sentence, printed once, and the remedy of what people type wrongly.
func TestCommandLineFaults(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = taken.Close() }()
	port, dir, missing := taken.Addr().String(), t.TempDir(), filepath.Join(t.TempDir(), "missing")
	for _, c := range []struct {
		line string
		code int
		want []string
	}{
		{"nope", 2, []string{`unknown command "nope"`, "see: unionscreen --help"}},
		{"registry nope", 2, []string{`unknown command "nope"`, "see: unionscreen registry --help"}},
		{"demo extra", 2, []string{`unknown command "extra"`}},
		{"demo --nope", 2, []string{"unknown flag: --nope", "see: unionscreen demo --help"}},
		{"demo --rate many", 2, []string{`invalid argument "many"`}},
		{"version extra", 2, []string{`unknown command "extra"`}},
		{"registry import --dir " + dir, 2, []string{"nothing to import: name the file of unions, or --services FILE"}},
		{"registry export", 2, []string{"at least one of the flags in the group [dir config]"}},
		{"producers add --dir " + dir, 2, []string{"accepts 1 arg(s), received 0"}},
		{"producers list --dir " + missing, 1, []string{"no demo keeps its data in " + missing}},
		{"audit verify --dir " + dir + " --anchor 7", 2, []string{`"7" is no anchor`}},
		{"registry import " + missing + " --dir " + missing, 1, []string{"no such file"}},
		{"import rows.csv", 2, []string{"[dir config]"}},
		{"reconcile", 2, []string{"at least one of the flags in the group [dir config]", "see: unionscreen reconcile --help"}},
		{"reconcile --dir a --config b", 2, []string{"none of the others can be"}},
		{"demo --http 0.0.0.0:8080 --kafka nonsense --rate -1 --speed 1 --log loud", 2, []string{
			`--http "0.0.0.0:8080" may be reached from other machines`, "127.0.0.1:8080", `--kafka "nonsense" is not host:port`,
			"rate -1: choose 0 to 200", "speed 1: choose 0", `--log "loud" is none of`}},
		{"demo --http :8080 --kafka 127.0.0.1:70000", 2, []string{`--http ":8080" may be reached`, `--kafka "127.0.0.1:70000" has no port`}},
		{"demo --dir " + dir + " --http " + port + " --kafka " + port, 1, []string{
			"--http " + port + " is taken: stop what listens there", "--kafka " + port + " is taken"}},
		{"reconcile --dir " + missing, 1, []string{"no demo keeps its data in " + missing}},
		{"registry export --dir " + missing, 1, []string{"no demo keeps its data in " + missing}},
		{"import rows.csv --map " + missing + " --dir " + missing, 1, []string{"read mapping", "no such file"}},
		{"serve --config " + missing, 1, []string{"read configuration", "no such file"}},
		{"serve", 1, []string{"kafka.brokers is empty", "clickhouse.dsn is empty", "ingest.pseudonym_key is shorter than 16 bytes: make one with `openssl", "dashboard.token is empty"}},
		{"migrate", 1, []string{"kafka.brokers is empty"}},
	} {
		code, out, stderr := call(t, strings.Fields(c.line)...)
		if code != c.code || out != "" || !strings.HasPrefix(stderr, "unionscreen: ") {
			t.Errorf("%s: exit %d (want %d), stdout %q, stderr %q", c.line, code, c.code, out, stderr)
		}
		for _, want := range c.want {
			if strings.Count(stderr, want) != 1 {
				t.Errorf("%s: %q stands %d times in\n%s", c.line, want, strings.Count(stderr, want), stderr)
			}
		}
	}
	if _, err := os.Stat(missing); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a refused command made its directory: %v", err)
	}
}

func TestHelpAndVersion(t *testing.T) {
	for _, line := range []string{"", "--help", "registry", "demo --help"} {
		if code, out, stderr := call(t, strings.Fields(line)...); code != 0 || !strings.Contains(out, "Usage:") || stderr != "" {
			t.Errorf("%q: exit %d, %q, %q", line, code, out, stderr)
		}
	}
	code, out, stderr := call(t, "version")
	var facts BuildFacts
	if err := json.Unmarshal([]byte(out), &facts); err != nil || code != 0 || stderr != "" || facts.Version != version || facts.Go != runtime.Version() {
		t.Errorf("exit %d, %q, %q, %v", code, out, stderr, err)
	}
}

func TestImportDryRunSendsNothing(t *testing.T) {
	dir := t.TempDir()
	log := fileOf(t, "access.log", `192.0.2.1 - - [17/May/2015:10:05:03 +0000] "GET /blog/a-1 HTTP/1.1" 200 20 "-" "Mozilla/5.0"`+"\nnonsense\n")
	code, out, stderr := call(t, "import", log, "--map", "../../deploy/examples/access-log.yaml", "--dir", filepath.Join(dir, "city"), "--dry-run")
	if code != 1 || !strings.Contains(out, "rows      2\n") || !strings.Contains(out, "rejected  1") || !strings.Contains(out, "dry run: nothing was sent\n") ||
		!strings.Contains(stderr, "1 of 2 rows would be rejected") {
		t.Errorf("exit %d\n%s\n%s", code, out, stderr)
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) != 0 {
		t.Errorf("a dry run left %v, %v", left, err)
	}
	if _, err := os.Stat(log + ".resume"); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a dry run left a bookmark: %v", err)
	}
}

func TestInterruptedCommandSaysSo(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	var stderr bytes.Buffer
	root := rootCommand()
	root.SetArgs([]string{"import", fileOf(t, "rows.log", "x\n"), "--map", "../../deploy/examples/access-log.yaml", "--dir", t.TempDir()})
	root.SetErr(&stderr)
	if code := execute(ctx, root, &stderr); code != 1 || !strings.HasSuffix(stderr.String(), "unionscreen: interrupted before it was done; run the same command again\n") {
		t.Errorf("exit %d, %q", code, stderr.String())
	}
}

// TestDemoWithoutItsLibrary wants the engine's own sentence, once, with the command that helps.
func TestDemoWithoutItsLibrary(t *testing.T) {
	cmd := program("demo", "--dir", t.TempDir(), "--http", "127.0.0.1:0", "--kafka", "127.0.0.1:0")
	cmd.Env = append(cmd.Env, "UNIONSCREEN_ENGINE_LIBRARY=/no/such/libchdb.so")
	said, err := cmd.CombinedOutput()
	if err == nil || cmd.ProcessState.ExitCode() != 1 || strings.Count(string(said), "/no/such/libchdb.so") != 1 ||
		!strings.HasPrefix(string(said), "unionscreen: start engine: find libchdb.so") || !strings.Contains(string(said), "npm ci") {
		t.Errorf("%v\n%s", err, said)
	}
}

// TestInterruptedStartOfADemo sends Ctrl-C while the past is being told: the demo ends with 0, without "ready" and
// without a word of error, and the directory is free for the next one.
func TestInterruptedStartOfADemo(t *testing.T) {
	dir := t.TempDir()
	cmd := program("demo", "--dir", dir, "--http", "127.0.0.1:0", "--kafka", "127.0.0.1:0", "--speed", "2")
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	for scanner := bufio.NewScanner(out); scanner.Scan(); {
		if strings.HasPrefix(scanner.Text(), "token ") {
			if err := cmd.Process.Signal(syscall.SIGINT); err != nil {
				t.Fatal(err)
			}
		}
		if scanner.Text() == "ready" {
			t.Error("an interrupted demo says that it is ready")
		}
	}
	if err := cmd.Wait(); err != nil || stderr.Len() > 0 {
		t.Errorf("%v\n%s", err, stderr.String())
	}
	folder, err := openFolder(dir)
	if err != nil {
		t.Fatal(err)
	}
	release, err := folder.lock()
	if err != nil {
		t.Fatalf("the directory is not free: %v", err)
	}
	if err := release(); err != nil {
		t.Error(err)
	}
}

// TestHealthIsForPeople wants the alarm of a partition whole, and of what a server answered nothing.
func TestHealthIsForPeople(t *testing.T) {
	alarm := &ingest.Alarm{Topic: "applications", Partition: 3, Mark: 7, Start: 9, End: 20}
	got := ingestSentences(errors.Join(errors.New("run append: code: 62, message: SELECT 'a member''s name'"), fmt.Errorf("read: %w", alarm), errors.New("dial tcp 10.0.0.7:9092")))
	if len(got) != 2 || got[0] != alarm.Error() || strings.Contains(got[1], "SELECT") || strings.Contains(got[1], "10.0.0.7") || !strings.Contains(got[1], "the log says what") {
		t.Errorf("%q", got)
	}
	if got := ingestSentences(nil); len(got) != 0 {
		t.Errorf("of no fault: %q", got)
	}
}

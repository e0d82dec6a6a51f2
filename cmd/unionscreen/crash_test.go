package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/goccy/go-yaml"

	"unionscreen/ingest/feed"
	"unionscreen/queries/engine"
)

// TestCrash is R1 for the engine and the ingesting process: both are killed at random instants under load with
// duplicates and reordering; the standings end byte-identical to those of an undisturbed run.
func TestCrash(t *testing.T) {
	kills, events := 5, awkward(2, 12_000, []string{"YT-C01", "YT-C02", "YT-C01-01", "YT-I01"})
	if long() {
		kills, events = 50, awkward(2, 60_000, []string{"YT-C01", "YT-C02", "YT-C01-01", "YT-I01"})
	}
	kafka := startBroker(t, "calm", "storm")
	produce := sender(t, kafka.Addr())

	calm := startServer(t, demoConfig(t, kafka.Addr(), sharedEngine.get(t).DSN("calm"), "calm"))
	send(t, produce, "calm", events, 2000)
	want := calm.finalStandings(t)
	calm.kill(t)

	cfg := engine.Default()
	cfg.Dir = t.TempDir()
	victim := engine.New(cfg, engine.Deps{Log: slog.New(slog.DiscardHandler)})
	if err := victim.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = victim.Stop(context.Background()) })
	storm := startServer(t, demoConfig(t, kafka.Addr(), victim.DSN("storm"), "storm"))

	load, stopLoad := context.WithCancel(t.Context())
	var sending sync.WaitGroup
	sending.Go(func() { sendSlowly(load, t, produce, shuffled(9, events)) })
	dice := rand.New(rand.NewPCG(3, uint64(kills)))
	for range kills {
		pause(dice, 200, 1200)
		if err := syscall.Kill(victim.PID(), syscall.SIGKILL); err != nil {
			t.Fatalf("kill the engine: %v", err)
		}
		pause(dice, 100, 1200)
		storm.kill(t)
		storm.start(t)
	}
	stopLoad()
	sending.Wait()
	send(t, produce, "storm", shuffled(10, events), 3000) // what the interrupted load did not reach, and all else again
	if got := storm.finalStandings(t); got != want {
		t.Fatalf("after %d kills of each the figures differ:\n%s", kills, firstDifference(want, got))
	}
	t.Logf("injected %d kills of the engine and %d of the ingesting process; lost 0, doubled 0 (standings byte-identical); engine restarts %d", kills, kills, victim.Restarts())
}

func pause(dice *rand.Rand, low, high int) {
	time.Sleep(time.Duration(low+dice.IntN(high-low)) * time.Millisecond) // the random instant of the kill is the test
}

// sendSlowly keeps load on while things are killed: small batches, again and again from the beginning.
func sendSlowly(ctx context.Context, t *testing.T, produce feed.Produce, values [][]byte) {
	for ctx.Err() == nil {
		for at := 0; at < len(values) && ctx.Err() == nil; at += 250 {
			batch := make([]feed.Message, 0, 250)
			for i, value := range values[at:min(at+250, len(values))] {
				batch = append(batch, feed.Message{Topic: "storm", Key: fmt.Sprint(i), Value: value})
			}
			if err := produce(ctx, batch); err != nil && ctx.Err() == nil {
				t.Errorf("produce: %v", err)
				return
			}
			select {
			case <-ctx.Done():
			case <-time.After(20 * time.Millisecond):
			}
		}
	}
}

func sender(t *testing.T, brokers string) feed.Produce {
	t.Helper()
	app := &App{}
	produce, err := producer(app, KafkaConfig{Brokers: []string{brokers}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = app.Stop() })
	return produce
}

// server is `unionscreen serve` as a process of its own, which tests may kill.
type server struct {
	config string
	cmd    *exec.Cmd
	url    string
	token  string
	errors *bytes.Buffer
}

func startServer(t *testing.T, cfg Config) *server {
	t.Helper()
	text, err := yaml.Marshal(cfg)
	if err != nil {
		t.Fatal(err)
	}
	s := &server{config: filepath.Join(t.TempDir(), "config.yaml"), token: cfg.Dashboard.Token}
	if err := os.WriteFile(s.config, text, 0o600); err != nil {
		t.Fatal(err)
	}
	s.start(t)
	t.Cleanup(func() {
		if s.cmd.ProcessState == nil {
			s.kill(t)
		}
	})
	return s
}

// program is a second start of this test binary as the program itself.
func program(args ...string) *exec.Cmd {
	cmd := exec.Command(os.Args[0], args...)
	cmd.Env = append(os.Environ(), asProgram+"=1")
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	return cmd
}

func (s *server) start(t *testing.T) {
	t.Helper()
	s.errors = &bytes.Buffer{}
	s.cmd = program("serve", "--config", s.config)
	s.cmd.Stderr = s.errors
	out, err := s.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := s.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	for scanner := bufio.NewScanner(out); scanner.Scan(); {
		if url, ok := strings.CutPrefix(scanner.Text(), "wall "); ok {
			s.url = strings.TrimSuffix(url, "/wall")
		}
		if scanner.Text() == "ready" {
			return
		}
	}
	t.Fatalf("the server ended before it was ready: %s", s.errors)
}

func (s *server) kill(t *testing.T) {
	t.Helper()
	if err := s.cmd.Process.Kill(); err != nil {
		t.Fatalf("kill the server: %v", err)
	}
	_ = s.cmd.Wait()
}

func (s *server) get(t *testing.T, path string) (int, []byte) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.url+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer "+s.token)
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		return 0, []byte(err.Error())
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		return 0, []byte(err.Error())
	}
	return answer.StatusCode, body
}

// finalStandings waits until the standings hold everything that was acknowledged before the call, and answers them
// without the instants and offsets that differ from run to run.
func (s *server) finalStandings(t *testing.T) string {
	t.Helper()
	from := time.Now()
	deadline := from.Add(3 * time.Minute)
	for time.Now().Before(deadline) {
		status, body := s.get(t, "/api/v1/measures?period=2026-Q3")
		var set map[string]any
		if status == http.StatusOK && json.Unmarshal(body, &set) == nil {
			if at, err := time.Parse(time.RFC3339Nano, set["as_of"].(string)); err == nil && at.After(from) {
				_, standings := s.get(t, "/api/v1/standings?period=2026-Q3")
				return stillJSON(t, body) + stillJSON(t, standings)
			}
		}
		time.Sleep(50 * time.Millisecond)
	}
	status, ready := s.get(t, "/healthz/ready")
	t.Fatalf("standings did not reach the present: %d %s\n%s", status, ready, s.errors)
	return ""
}

// stillJSON is an answer with sorted keys and without what differs from process to process and from moment to moment.
func stillJSON(t *testing.T, body []byte) string {
	t.Helper()
	var value any
	if err := json.Unmarshal(body, &value); err != nil {
		t.Fatalf("%v in %s", err, body)
	}
	strip(value)
	text, err := json.MarshalIndent(value, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func strip(value any) {
	switch v := value.(type) {
	case map[string]any:
		for _, moving := range []string{"as_of", "complete_to", "epoch", "seq"} {
			delete(v, moving)
		}
		for _, inner := range v {
			strip(inner)
		}
	case []any:
		for _, inner := range v {
			strip(inner)
		}
	}
}

package main

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"unionscreen/ingest/feed/load"
)

func truthOf(t *testing.T, path string) load.Truth {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var truth load.Truth
	if err := json.Unmarshal(text, &truth); err != nil {
		t.Fatal(err)
	}
	return truth
}

// TestSimulateIntoAFile: the same seed gives the same bytes, and the truth says how many there are.
func TestSimulateIntoAFile(t *testing.T) {
	dir := t.TempDir()
	var bodies, truths [][]byte
	for _, name := range []string{"one", "two"} {
		out, truth := filepath.Join(dir, name+".ndjson"), filepath.Join(dir, name+".json")
		code, stdout, stderr := call(t, "simulate", "--out", out, "--truth", truth, "--events", "3000", "--period", "2026-Q2", "--seed", "9")
		if code != 0 || !strings.Contains(stdout, "events    3000") {
			t.Fatalf("exit %d, %s%s", code, stdout, stderr)
		}
		body, err := os.ReadFile(out)
		if err != nil {
			t.Fatal(err)
		}
		text, err := os.ReadFile(truth)
		if err != nil {
			t.Fatal(err)
		}
		bodies, truths = append(bodies, body), append(truths, text)
	}
	if !bytes.Equal(bodies[0], bodies[1]) || !bytes.Equal(truths[0], truths[1]) {
		t.Error("the same seed gives other bytes")
	}
	truth := truthOf(t, filepath.Join(dir, "one.json"))
	if lines := bytes.Count(bodies[0], []byte("\n")); lines != truth.Messages || truth.Events != 3000 {
		t.Errorf("%d lines and %d events; the truth says %d", lines, truth.Events, truth.Messages)
	}
	var periods []string
	for id, period := range truth.Periods {
		periods = append(periods, id)
		if len(period.Measures) != len(truth.Covers)*148 {
			t.Errorf("%s has %d measures of %d indicators", id, len(period.Measures), len(truth.Covers))
		}
	}
	if len(periods) != 5 || truth.Periods["2026-Q3"].Start.Format(time.RFC3339) != "2026-07-01T00:00:00+08:00" {
		t.Errorf("periods %v", periods)
	}
}

// TestSimulateInterrupted: an interrupt leaves a truth of what was sent; the broker holds exactly as many records.
func TestSimulateInterrupted(t *testing.T) {
	kafka := startBroker(t, "load")
	path := filepath.Join(t.TempDir(), "truth.json")
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	root := rootCommand()
	root.SetArgs([]string{"simulate", "--brokers", kafka.Addr(), "--topic", "load", "--truth", path, "--rate", "2000", "--events", "1000000", "--disorder", "200", "--period", "2026-Q2"})
	var out bytes.Buffer
	root.SetOut(&out)
	root.SetErr(&signalWriter{at: "records", then: cancel})
	if code := execute(ctx, root, &out); code != 0 {
		t.Fatalf("exit %d: %s", code, out.String())
	}
	truth := truthOf(t, path)
	if !truth.Stopped || truth.Void != "" || !strings.Contains(out.String(), "the truth is of what was sent") {
		t.Errorf("stopped %v, void %q: %s", truth.Stopped, truth.Void, out.String())
	}
	cfg := demoConfig(t, kafka.Addr(), sharedEngine.get(t).DSN("simulated"), "load")
	r := startProduct(t, cfg)
	r.settled(t)
	if got := r.offsets(); got != int64(truth.Messages) {
		t.Errorf("the broker holds %d records, the truth says %d", got, truth.Messages)
	}
}

// offsets is how many records were read.
func (r running) offsets() int64 {
	var n int64
	for _, at := range r.ingest.Positions() {
		n += at.Next
	}
	return n
}

// signalWriter calls a function when a text is written.
type signalWriter struct {
	at   string
	then func()
}

func (w *signalWriter) Write(b []byte) (int, error) {
	if bytes.Contains(b, []byte(w.at)) {
		w.then()
	}
	return len(b), nil
}

func TestSimulateFaults(t *testing.T) {
	for _, c := range []struct {
		line, want string
		code       int
	}{
		{"simulate --out x --brokers y", "none of the others can be", 2},
		{"simulate --out x --rate -1", "--rate -1: choose 0 or more", 2},
		{"simulate --out x --events 0 --duplicates 101 --disorder -1", "duplicates 101: choose 0 to 100", 2},
		{"simulate --out x --period 2026-09", `period "2026-09": give a quarter such as 2026-Q3`, 2},
		{"simulate --out x --period 2099-Q4", "2099-Q4 must have ended a day before", 2},
		{"simulate --out x --unions missing.csv", "missing.csv: no such file", 1},
	} {
		code, _, stderr := call(t, strings.Fields(c.line)...)
		if code != c.code || !strings.Contains(stderr, c.want) {
			t.Errorf("%s: exit %d, want %d with %q: %s", c.line, code, c.code, c.want, stderr)
		}
	}
}

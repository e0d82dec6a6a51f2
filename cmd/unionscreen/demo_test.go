package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"net/http"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"
)

// city is `unionscreen demo` as a process of its own.
type city struct {
	cmd    *exec.Cmd
	server server // for its address
	said   map[string]string
	took   time.Duration
}

// startCity starts the demo in dir and waits for "ready".
func startCityIn(t *testing.T, dir string, flags ...string) *city {
	t.Helper()
	c := &city{said: map[string]string{}}
	c.cmd = program(append([]string{"demo", "--dir", dir, "--http", "127.0.0.1:0", "--kafka", "127.0.0.1:0"}, flags...)...)
	c.server.errors = &bytes.Buffer{}
	c.cmd.Stderr = c.server.errors
	out, err := c.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	began := time.Now()
	if err := c.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if c.cmd.ProcessState == nil {
			_ = c.cmd.Process.Kill()
			_ = c.cmd.Wait()
		}
	})
	for scanner := bufio.NewScanner(out); scanner.Scan(); {
		key, value, _ := strings.Cut(scanner.Text(), " ")
		c.said[key] = value
		if key == "ready" {
			c.took = time.Since(began)
			c.server.token = c.said["token"]
			c.server.url = strings.TrimSuffix(c.said["wall"], "/wall")
			return c
		}
	}
	t.Fatalf("the demo ended before it was ready: %s", c.server.errors)
	return nil
}

// stop ends the demo as Ctrl-C does and wants a clean exit.
func (c *city) stop(t *testing.T) {
	t.Helper()
	if err := c.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if err := c.cmd.Wait(); err != nil {
		t.Fatalf("the demo did not stop cleanly: %v\n%s", err, c.server.errors)
	}
}

// figures answers everything that the pages say of some periods, without what moves with the clock.
func (c *city) figures(t *testing.T, periods ...string) string {
	t.Helper()
	var all strings.Builder
	for _, period := range periods {
		for _, path := range []string{"/api/v1/measures?period=", "/api/v1/standings?period="} {
			status, body := c.server.get(t, path+period)
			if status != http.StatusOK && !strings.Contains(path, "standings") {
				t.Fatalf("%s%s: %d %s", path, period, status, body)
			}
			var value map[string]any
			if err := json.Unmarshal(body, &value); err != nil {
				t.Fatal(err)
			}
			strip(value)
			stripKey(value, "movement") // against the board of the last midnight, which a restart may record anew
			stripKey(value, "previous") // the running quarter's comparison is made beside the steps and comes a moment later
			text, err := json.MarshalIndent(value, "", " ")
			if err != nil {
				t.Fatal(err)
			}
			all.Write(text)
		}
	}
	return all.String()
}

func stripKey(value any, key string) {
	switch v := value.(type) {
	case map[string]any:
		delete(v, key)
		for _, inner := range v {
			stripKey(inner, key)
		}
	case []any:
		for _, inner := range v {
			stripKey(inner, key)
		}
	}
}

// TestDemo starts the city as `make run` does, wants moving standings, stops it, starts it again and wants the figures
// it had; then it kills the whole process tree and wants them once more.
func TestDemo(t *testing.T) {
	dir := t.TempDir()
	first := startCityIn(t, dir, "--rate", "40")
	for _, word := range []string{"kafka", "wall", "token"} {
		if first.said[word] == "" {
			t.Errorf("%q was not printed", word)
		}
	}
	before := reads(t, first)
	deadline := time.Now().Add(time.Minute)
	for reads(t, first) == before {
		if time.Now().After(deadline) {
			t.Fatal("the figures do not move")
		}
		time.Sleep(100 * time.Millisecond)
	}
	if status, body := first.server.get(t, "/wall"); status != http.StatusOK || !bytes.Contains(body, []byte("<!doctype html>")) && !bytes.Contains(body, []byte("<!DOCTYPE html>")) {
		t.Errorf("the wall page: %d %s", status, body)
	}
	first.stop(t)

	second := startCityIn(t, dir, "--no-simulator")
	had := second.figures(t, "current", "2026-Q3")
	if !strings.Contains(had, `"full_marks"`) {
		t.Errorf("standings are empty: %.300s", had)
	}
	second.cards(t, "current")
	second.cards(t, "2026-Q3")
	if err := second.cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = second.cmd.Wait()

	third := startCityIn(t, dir, "--no-simulator")
	if got := third.figures(t, "current", "2026-Q3"); got != had {
		t.Errorf("after kill -9 the figures differ:\n%s", firstDifference(had, got))
	}
	third.exports(t, dir)
	third.stop(t)
	exportsAtRest(t, dir)
	t.Logf("ready after %s at first, %s with its data, %s after kill -9", first.took.Round(time.Millisecond), second.took.Round(time.Millisecond), third.took.Round(time.Millisecond))
	record("start", map[string]any{"first_ms": first.took.Milliseconds(), "again_ms": second.took.Milliseconds(), "after_kill_ms": third.took.Milliseconds()})
}

// reads is the number of readings on the head strip of the running quarter.
func reads(t *testing.T, c *city) string {
	t.Helper()
	status, body := c.server.get(t, "/api/v1/measures?period=current&union=YT")
	if status != http.StatusOK {
		t.Fatalf("measures: %d %s", status, body)
	}
	var set struct {
		Measures []struct{ Indicator, Value string }
	}
	if err := json.Unmarshal(body, &set); err != nil {
		t.Fatal(err)
	}
	for _, m := range set.Measures {
		if m.Indicator == "reads" {
			return m.Value
		}
	}
	t.Fatalf("no reads in %s", body)
	return ""
}

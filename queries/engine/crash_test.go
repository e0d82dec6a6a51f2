package engine_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"go.uber.org/goleak"

	"unionscreen/queries/engine"
)

type engineConfig = engine.Config

// parentVariable marks a process that starts an engine and waits to be killed.
const parentVariable = "UNIONSCREEN_TEST_PARENT"

func runParent() {
	dir := os.Getenv(parentVariable)
	if dir == "" {
		return
	}
	cfg := engine.Default()
	cfg.Dir = dir
	e := engine.New(cfg, engine.Deps{})
	if err := e.Start(context.Background()); err != nil {
		fmt.Println("error", err)
		os.Exit(1)
	}
	fmt.Println(e.PID())
	select {}
}

func alive(pid int) bool {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return false
	}
	_, rest, _ := strings.Cut(string(text), ") ")
	return !strings.HasPrefix(rest, "Z")
}

func TestKilledChildComesBack(t *testing.T) {
	e := start(t, nil)
	conn := open(t, e)
	run(t, conn, "CREATE TABLE k (n UInt64) ENGINE = MergeTree ORDER BY n")
	for round := range 3 {
		run(t, conn, "INSERT INTO k SELECT "+strconv.Itoa(round))
		old := e.PID()
		if err := syscall.Kill(old, syscall.SIGKILL); err != nil {
			t.Fatal(err)
		}
		begun := time.Now()
		// A request in flight or on an old connection may be cut; the next waits
		// in the backlog.
		var n uint64
		eventually(t, "requests recover", 10*time.Second, func() bool {
			return conn.QueryRow(t.Context(), "SELECT count() FROM k").Scan(&n) == nil
		})
		t.Logf("first answer %s after the kill", time.Since(begun))
		if n != uint64(round)+1 {
			t.Errorf("%d rows, want %d", n, round+1)
		}
		if e.PID() == old || e.Restarts() != round+1 || e.Health() != nil {
			t.Errorf("pid %d (old %d), restarts %d, health %v", e.PID(), old, e.Restarts(), e.Health())
		}
	}
}

func TestChildDiesWithItsParent(t *testing.T) {
	dir := t.TempDir()
	for range 2 { // the second run finds the directory free
		parent := exec.Command("/proc/self/exe", "-test.run=^$")
		parent.Env = append(os.Environ(), parentVariable+"="+dir)
		out, err := parent.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := parent.Start(); err != nil {
			t.Fatal(err)
		}
		var pid int
		if _, err := fmt.Fscan(out, &pid); err != nil {
			t.Fatalf("read child's pid: %v", err)
		}
		if !alive(pid) {
			t.Fatalf("child %d does not run", pid)
		}
		if err := parent.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		_ = parent.Wait()
		eventually(t, "child dies", 3*time.Second, func() bool { return !alive(pid) })
	}
}

func TestDirectoryIsHeldByOne(t *testing.T) {
	first := start(t, nil)
	cfg, deps := config(t)
	cfg.Dir = dirOf(t, first)
	cfg.LockWait = 200 * time.Millisecond
	second := engine.New(cfg, deps)
	err := second.Start(t.Context())
	if !errors.Is(err, engine.ErrDirectoryInUse) {
		t.Fatalf("start: %v", err)
	}
	for _, part := range []string{cfg.Dir, fmt.Sprintf("pid: %d", first.PID())} {
		if !strings.Contains(err.Error(), part) {
			t.Errorf("%q does not name %q", err, part)
		}
	}
	if second.Health() == nil || second.PID() != 0 {
		t.Errorf("health %v, pid %d", second.Health(), second.PID())
	}
	stop(t, second)
	if got := ask[uint8](t, open(t, first), "SELECT 1"); got != 1 || first.Restarts() != 0 {
		t.Errorf("the first engine was disturbed: %d, %d restarts", got, first.Restarts())
	}
}

// dirOf finds the data directory of a running engine: the child works in it.
func dirOf(t *testing.T, e *engine.Engine) string {
	t.Helper()
	dir, err := os.Readlink(fmt.Sprintf("/proc/%d/cwd", e.PID()))
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

func TestStopLeavesNothing(t *testing.T) {
	before := goleak.IgnoreCurrent()
	cfg, deps := config(t)
	e := engine.New(cfg, deps)
	stop(t, e) // before Start: nothing happens
	e = engine.New(cfg, deps)
	if err := e.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	pid, address := e.PID(), e.Addr()
	begun := time.Now()
	stop(t, e)
	t.Logf("stopped in %s", time.Since(begun))
	stop(t, e)
	if alive(pid) || e.PID() != 0 || e.Health() == nil {
		t.Errorf("alive %v, pid %d, health %v", alive(pid), e.PID(), e.Health())
	}
	again, deps := config(t)
	again.Dir, again.Listen = cfg.Dir, address // directory and address are free again
	e = engine.New(again, deps)
	if err := e.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	if e.Addr() != address {
		t.Errorf("address %s, want %s", e.Addr(), address)
	}
	stop(t, e)
	if err := goleak.Find(before); err != nil {
		t.Error(err)
	}
}

// TestStopCutsARunningStatement shows that the end is bounded.
func TestStopCutsARunningStatement(t *testing.T) {
	e := start(t, func(c *engineConfig) { c.StopTimeout = 200 * time.Millisecond })
	conn := open(t, e)
	ended := make(chan error, 1)
	go func() {
		ended <- conn.Exec(t.Context(), "SELECT count() FROM numbers(1000000000000) WHERE NOT ignore(sipHash64(number))")
	}()
	eventually(t, "statement runs", 5*time.Second, func() bool {
		return ask[uint64](t, conn, "SELECT count() FROM system.processes") == 2
	})
	begun := time.Now()
	stop(t, e)
	if took := time.Since(begun); took > 3*time.Second {
		t.Errorf("stop took %s", took)
	}
	if err := <-ended; err == nil {
		t.Error("the statement ended without an error")
	}
}

func TestStartGivesUpWithItsContext(t *testing.T) {
	cfg, deps := config(t)
	e := engine.New(cfg, deps)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := e.Start(ctx); !errors.Is(err, context.Canceled) {
		t.Fatalf("start: %v", err)
	}
	if e.PID() != 0 {
		t.Errorf("child %d left", e.PID())
	}
}

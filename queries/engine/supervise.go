package engine

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"time"
)

// firstPause is the pause after the first death; it doubles up to Config.Backoff
// and begins anew after a child has lived for steady.
const (
	firstPause = 20 * time.Millisecond
	steady     = 30 * time.Second
)

// supervise keeps a child running until Stop. Before the first child was ready
// its error ends the supervision and goes to first; later deaths are answered by
// another start.
//
// The death signal of a child is tied to the thread that started it, not to the
// process: the goroutine keeps its thread for as long as it has children.
func (e *Engine) supervise(first chan<- error) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	defer close(e.done)
	begun := time.Now()
	pause := firstPause
	for started := false; ; {
		born := time.Now()
		err := e.live(func() {
			if !started {
				started = true
				first <- nil
			}
		})
		if e.quitting() {
			e.setState(func(s *state) { s.err, s.pid = errNotRunning, 0 })
			if !started {
				first <- errNotRunning
			}
			return
		}
		e.setState(func(s *state) { s.err, s.pid = err, 0 })
		switch {
		case !started && errors.Is(err, ErrDirectoryInUse) && time.Since(begun) < e.cfg.LockWait:
			// Perhaps the child of a process that was killed a moment ago.
		case !started:
			first <- err
			return
		default:
			if time.Since(born) > steady {
				pause = firstPause
			}
			e.setState(func(s *state) { s.restarts++ })
			e.log.Error("engine died, starting it again", "error", err, "pause", pause)
		}
		if !e.sleep(pause) {
			continue // live sees the stop at once
		}
		pause = min(2*pause, e.cfg.Backoff)
	}
}

func (e *Engine) setState(change func(*state)) {
	e.mu.Lock()
	defer e.mu.Unlock()
	change(&e.state)
}

func (e *Engine) quitting() bool {
	select {
	case <-e.quit:
		return true
	default:
		return false
	}
}

// sleep reports whether the pause passed without a stop.
func (e *Engine) sleep(pause time.Duration) bool {
	select {
	case <-e.quit:
		return false
	case <-time.After(pause):
		return true
	}
}

func (e *Engine) killChild() {
	if pid := e.PID(); pid != 0 {
		_ = syscall.Kill(pid, syscall.SIGKILL) // gone already is as good
	}
}

// live starts one child, calls ready when it answers, and returns why it ended.
func (e *Engine) live(ready func()) error {
	if e.quitting() {
		return errNotRunning
	}
	stdin, feed, err := os.Pipe()
	if err != nil {
		return fmt.Errorf("make pipe to engine: %w", err)
	}
	defer func() { _ = feed.Close() }()
	report, status, err := os.Pipe()
	if err != nil {
		return errors.Join(fmt.Errorf("make pipe from engine: %w", err), stdin.Close())
	}
	defer func() { _ = report.Close() }()
	stderr, stdout := newLines(e.log, "stderr"), newLines(e.log, "stdout")
	cmd := &exec.Cmd{
		Path:       "/proc/self/exe", // the very binary that runs, even after an upgrade replaced the file
		Args:       []string{filepath.Base(os.Args[0]) + "-engine"},
		Env:        append(os.Environ(), childVariable+"=1", "TZ=UTC"),
		Dir:        e.cfg.Dir,
		Stdin:      stdin,
		Stdout:     stdout,
		Stderr:     stderr,
		ExtraFiles: []*os.File{e.handed, status},
		WaitDelay:  time.Second,
		// A group of its own: the engine's SHUTDOWN signals its whole group.
		SysProcAttr: &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL},
	}
	err = cmd.Start()
	_ = stdin.Close()
	_ = status.Close()
	if err != nil {
		return fmt.Errorf("start engine process: %w", err)
	}
	e.setState(func(s *state) { s.pid = cmd.Process.Pid; s.err = errors.New("engine is starting") })
	var config bytes.Buffer
	if err := json.NewEncoder(&config).Encode(e.childConfig()); err != nil {
		return fmt.Errorf("write engine configuration: %w", err)
	}
	_, _ = feed.Write(config.Bytes()) // a child that died meanwhile is seen below

	exited := make(chan struct{})
	watched := make(chan struct{})
	var answer childStatus
	go func() {
		defer close(watched)
		answer = e.watch(report, feed, exited, ready)
	}()
	err = cmd.Wait()
	close(exited)
	<-watched
	return e.cause(err, answer, stderr)
}

// watch waits for the child's status, then for a stop, which it passes on by
// ending the child's input.
func (e *Engine) watch(report, feed *os.File, exited <-chan struct{}, ready func()) childStatus {
	var answer childStatus
	overdue := time.AfterFunc(e.cfg.StartTimeout, e.killChild)
	err := json.NewDecoder(report).Decode(&answer)
	overdue.Stop()
	if err != nil || !answer.Ready {
		return answer
	}
	e.setState(func(s *state) { s.err = nil })
	e.log.Info("engine ready", "address", e.Addr(), "pid", e.PID())
	ready()
	select {
	case <-exited:
	case <-e.quit:
		_ = feed.Close()
		late := time.AfterFunc(e.cfg.StopTimeout, e.killChild)
		<-exited
		late.Stop()
	}
	return answer
}

// cause puts together why a child ended, from its exit, its status line and the
// last lines it wrote.
func (e *Engine) cause(exit error, answer childStatus, stderr *lines) error {
	if strings.Contains(stderr.tail(), "Cannot lock file") {
		return fmt.Errorf("%w: %s (%s): stop that process or choose another directory", ErrDirectoryInUse, e.cfg.Dir, e.holder())
	}
	switch {
	case answer.Error != "" && stderr.tail() != "":
		return fmt.Errorf("engine: %s: %s", answer.Error, stderr.tail())
	case answer.Error != "":
		return fmt.Errorf("engine: %s", answer.Error)
	case exit != nil:
		return fmt.Errorf("engine ended: %w", exit)
	}
	return errors.New("engine ended by itself")
}

// holder tells from the engine's status file who holds the directory.
func (e *Engine) holder() string {
	text, err := os.ReadFile(filepath.Join(e.cfg.Dir, "status"))
	if err != nil {
		return "holder unknown"
	}
	line, _, _ := strings.Cut(string(text), "\n")
	return strings.ToLower(strings.TrimSpace(line))
}

func (e *Engine) childConfig() childConfig {
	return childConfig{
		Library: e.library, Dir: e.cfg.Dir, Database: e.cfg.Database, Password: e.password,
		Pool: e.cfg.ConnectionPool, MaxBody: e.cfg.MaxBody,
		MaxServerMemory: e.cfg.MaxServerMemory, MaxQueryMemory: e.cfg.MaxQueryMemory,
		MaxExecutionSeconds: int64(e.cfg.MaxExecutionTime / time.Second),
		StopTimeout:         e.cfg.StopTimeout,
	}
}

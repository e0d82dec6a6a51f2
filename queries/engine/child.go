package engine

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/signal"
	"syscall"
	"time"
)

// childVariable marks a process as the engine child.
const childVariable = "UNIONSCREEN_ENGINE_CHILD"

// File descriptors that the parent hands over.
const (
	listenerFile = 3
	statusFile   = 4
)

// childConfig travels from parent to child on standard input, so that the
// password stands neither in arguments nor in the environment.
type childConfig struct {
	Library, Dir, Database, Password string
	Pool                             int
	MaxBody                          int64
	MaxServerMemory, MaxQueryMemory  int64
	MaxExecutionSeconds              int64
	StopTimeout                      time.Duration
}

// childStatus is the one line the child writes when it is ready or gives up.
type childStatus struct {
	Ready bool   `json:"ready"`
	Error string `json:"error,omitempty"`
}

// RunChild must be called first in main and TestMain of every program that
// starts an Engine. It returns false in an ordinary process. In a process that
// the Engine started it serves the engine and never returns.
func RunChild() bool {
	if os.Getenv(childVariable) == "" {
		return false
	}
	status := os.NewFile(statusFile, "status")
	if err := serveChild(status); err != nil {
		_ = json.NewEncoder(status).Encode(childStatus{Error: err.Error()})
		os.Exit(1)
	}
	os.Exit(0)
	return true
}

// serveChild runs until standard input ends, which is how the parent asks for a
// stop and how its death shows even where the death signal did not arrive.
func serveChild(status io.WriteCloser) error {
	// The terminal's and the service manager's signals are the parent's to
	// answer: it stops this process in its own order.
	signal.Ignore(syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP)
	input := bufio.NewReader(os.Stdin)
	line, err := input.ReadBytes('\n')
	if err != nil {
		return fmt.Errorf("read configuration: %w", err)
	}
	var cfg childConfig
	if err := json.Unmarshal(line, &cfg); err != nil {
		return fmt.Errorf("read configuration: %w", err)
	}
	listener, err := net.FileListener(os.NewFile(listenerFile, "listener"))
	if err != nil {
		return fmt.Errorf("take over listener: %w", err)
	}
	lib, err := openLibrary(cfg.Library)
	if err != nil {
		return err
	}
	p, err := openPool(lib, cfg)
	if err != nil {
		return err
	}
	f := &front{pool: p, password: cfg.Password, database: cfg.Database, maxBody: cfg.MaxBody}
	if f.version, err = p.version(); err != nil {
		return err
	}
	server := &http.Server{Handler: f, ReadHeaderTimeout: 10 * time.Second, MaxHeaderBytes: 4 << 20}
	stopped := make(chan struct{})
	go func() {
		defer close(stopped)
		_, _ = io.Copy(io.Discard, input)
		ctx, cancel := context.WithTimeout(context.Background(), cfg.StopTimeout)
		defer cancel()
		_ = server.Shutdown(ctx) // a statement that outlives the time is cut by the exit
	}()
	if err := json.NewEncoder(status).Encode(childStatus{Ready: true}); err != nil {
		return fmt.Errorf("report ready: %w", err)
	}
	_ = status.Close()
	if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("serve: %w", err)
	}
	<-stopped
	p.close()
	return nil
}

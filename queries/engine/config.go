package engine

import (
	"errors"
	"fmt"
	"log/slog"
	"net"
	"regexp"
	"time"
)

// Config says where the engine keeps its data and how much it may use.
type Config struct {
	Dir      string // data directory; made when absent; one process at a time may use it
	Listen   string // loopback address of the HTTP front; port 0 takes a free one
	Library  string // path of libchdb.so; empty = search, see Locate
	Database string // database made at the first start (Atomic)

	MaxServerMemory  int64         // bytes the whole engine may hold before it refuses work
	MaxQueryMemory   int64         // bytes one statement may hold; half of it makes GROUP BY and ORDER BY spill to disk
	MaxExecutionTime time.Duration // longest statement, whole seconds; a statement may ask for another limit
	MaxBody          int64         // bytes of one request, which the front holds in memory; see Validate
	ConnectionPool   int           // statements at the same time; later ones wait

	StartTimeout time.Duration // from exec to ready; a cold library of 566 MB has needed 3 s on a busy machine
	StopTimeout  time.Duration // running statements get this long at Stop, then the child is killed (which is safe)
	LockWait     time.Duration // how long Start waits for the directory of a process that is just dying
	Backoff      time.Duration // longest pause between two starts after a death
}

// Deps are the collaborators of an Engine.
type Deps struct {
	Log *slog.Logger // nil = slog.Default()
}

// Default returns the configuration for two cores and the whole demo stack
// within 1.5 GiB. Dir is left empty: the caller must choose it.
func Default() Config {
	return Config{
		Listen:           "127.0.0.1:0",
		Database:         "unionscreen",
		MaxServerMemory:  2 << 30,
		MaxQueryMemory:   3 << 29,
		MaxExecutionTime: 5 * time.Minute,
		MaxBody:          128 << 20,
		ConnectionPool:   16,
		StartTimeout:     60 * time.Second,
		StopTimeout:      10 * time.Second,
		LockWait:         2 * time.Second,
		Backoff:          5 * time.Second,
	}
}

var databaseName = regexp.MustCompile(`^[a-z][a-z0-9_]{0,62}$`)

// Validate reports every fault of the configuration at once.
func (c Config) Validate() error {
	var faults []error
	check := func(ok bool, format string, args ...any) {
		if !ok {
			faults = append(faults, fmt.Errorf("engine: "+format, args...))
		}
	}
	check(c.Dir != "", "dir is empty: name the data directory")
	host, _, err := net.SplitHostPort(c.Listen)
	check(err == nil, "listen %q is not host:port", c.Listen)
	if err == nil {
		ip := net.ParseIP(host)
		check(ip != nil && ip.IsLoopback(), "listen %q is not a loopback address: the engine speaks to this machine only", c.Listen)
	}
	check(databaseName.MatchString(c.Database) && c.Database != "default" && c.Database != "system",
		"database %q is not a plain lower-case name other than default and system", c.Database)
	check(c.MaxServerMemory >= 256<<20, "max_server_memory %d is below 256 MiB", c.MaxServerMemory)
	check(c.MaxQueryMemory >= 64<<20 && c.MaxQueryMemory <= c.MaxServerMemory,
		"max_query_memory %d is not between 64 MiB and max_server_memory", c.MaxQueryMemory)
	check(c.MaxExecutionTime >= time.Second, "max_execution_time %s is below 1 s", c.MaxExecutionTime)
	// Measured: beyond an eighth of the server's memory the engine cuts the blocks
	// of an INSERT, whatever its settings say. Half of that is left for columns
	// that are larger in memory than on the wire.
	check(c.MaxBody >= 1<<20 && c.MaxBody <= c.MaxServerMemory/16,
		"max_body %d is not between 1 MiB and a sixteenth of max_server_memory", c.MaxBody)
	check(c.ConnectionPool >= 1 && c.ConnectionPool <= 256, "connection_pool %d is not between 1 and 256", c.ConnectionPool)
	for name, d := range map[string]time.Duration{
		"start_timeout": c.StartTimeout, "stop_timeout": c.StopTimeout, "backoff": c.Backoff,
	} {
		check(d > 0, "%s %s is not positive", name, d)
	}
	check(c.LockWait >= 0, "lock_wait %s is negative", c.LockWait)
	return errors.Join(faults...)
}

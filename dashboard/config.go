package dashboard

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net"
	"net/netip"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"unionscreen/aggregator"
	"unionscreen/dashboard/push"
	"unionscreen/ingest/feed/collect"
	"unionscreen/queries/office"
)

// Config says where the dashboard listens and whom it answers.
type Config struct {
	Listen    string // host:port; port 0 takes a free one
	TLS       TLS    // both files or none
	Telemetry string // host:port of its own for /metrics; empty serves it on Listen to this machine and the token
	Token     string // bearer token that may read, write and see metrics; empty: nobody may write
	Demo      bool   // lets this machine read without a token; Listen must be a loopback address then
	// ThisMachineReads lets this machine read without a token, as a demo does; Listen must be a loopback address then.
	// Behind a proxy on this machine that does not say for whom it asks, everybody would be this machine.
	ThisMachineReads bool

	Beacons        []collect.Site // websites whose pages may report their readings
	AllowedOrigins []string       // may open websockets besides the own origin, as scheme://host[:port]
	Zone           *time.Location // of every instant in an answer
	Build          Build
	Push           push.Config
	MaxConnections int           // open connections in all, sockets included
	MaxPerAddress  int           // of one remote address
	ReadTimeout    time.Duration // for a whole request: what comes slower is cut off
	WriteTimeout   time.Duration // for a whole answer
	IdleTimeout    time.Duration // between two requests of a connection
	AnswerTimeout  time.Duration // for a question to the figures
}

// TLS names the PEM files of a certificate chain and its key.
type TLS struct{ Certificate, Key string }

// Build is what /version tells.
type Build struct {
	Version string `json:"version"`
	Commit  string `json:"commit"`
	Go      string `json:"go"`
}

const (
	bodyLimit    = 64 << 10 // no request of this API needs more
	headerLimit  = 16 << 10 // cookies of other software on the same name are long
	shortToken   = 16       // characters: shorter ones can be guessed
	stopSockets  = 3 * time.Second
	longestQuery = 1024
)

// Default listens on loopback and lets nobody write.
func Default() Config {
	limits := push.Default()
	return Config{
		Listen: "127.0.0.1:8080", Zone: time.UTC, Push: limits,
		MaxConnections: limits.MaxClients + 2_000, MaxPerAddress: limits.MaxPerAddress + 500,
		ReadTimeout: 10 * time.Second, WriteTimeout: 30 * time.Second, IdleTimeout: 60 * time.Second, AnswerTimeout: 20 * time.Second,
	}
}

// Validate lists every fault.
func (c Config) Validate() error {
	var faults []error
	fault := func(bad bool, format string, args ...any) {
		if bad {
			faults = append(faults, fmt.Errorf(format, args...))
		}
	}
	host, _, err := net.SplitHostPort(c.Listen)
	fault(err != nil, "listen %q is not host:port", c.Listen)
	if err == nil && !isLoopbackName(host) {
		fault(c.Demo, "listen %q can be reached from other machines, and nobody signs in here yet: listen on 127.0.0.1, or put a proxy that checks people in front and turn anonymous reading off", c.Listen)
		fault(c.ThisMachineReads, "listen %q can be reached from other machines, and what forwards a container's port may look like this machine: listen on 127.0.0.1, or leave this_machine_reads off", c.Listen)
		fault(c.Token == "", "listen %q can be reached from other machines and no access is configured: set a token, or listen on 127.0.0.1", c.Listen)
	}
	fault(c.Token != "" && len(c.Token) < shortToken, "token is shorter than %d characters: make one with `openssl rand -hex 32`", shortToken)
	fault((c.TLS.Certificate == "") != (c.TLS.Key == ""), "tls needs both a certificate and a key file")
	fault(c.Zone == nil, "zone is missing")
	fault(c.MaxConnections <= 0 || c.MaxPerAddress <= 0, "the limits of connections must be positive")
	fault(c.ReadTimeout <= 0 || c.WriteTimeout <= 0 || c.IdleTimeout <= 0 || c.AnswerTimeout <= 0, "the timeouts must be positive")
	faults = append(faults, c.pushConfig().Validate(), collect.CheckSites(c.Beacons))
	return errors.Join(faults...)
}

// pushConfig is the sockets' configuration with what is said once for both.
func (c Config) pushConfig() push.Config {
	p := c.Push
	p.Zone, p.Origins = c.Zone, c.AllowedOrigins
	return p
}

// isLoopbackName says whether a host can only mean this machine. Names other than localhost depend on a resolver.
func isLoopbackName(host string) bool {
	if host == "localhost" {
		return true
	}
	address, err := netip.ParseAddr(host)
	return err == nil && address.Unmap().IsLoopback()
}

// Boards is what the pages ask the figures. An empty period and "current" mean the running quarter. Errors are those of
// package aggregator and *queries.NoBoardError; any other is ours to be ashamed of.
type Boards interface {
	Current() *aggregator.Board // nil before the first step
	Board(ctx context.Context, period string) (*aggregator.Board, error)
	BoardOf(ctx context.Context, owner, period string) (*aggregator.Board, error) // of an owner's evaluation; empty: the wall's
	BoardAt(ctx context.Context, period string, at time.Time) ([]byte, error)     // as recorded
	Measures(ctx context.Context, period, union string) (aggregator.MeasureSet, error)
	Card(ctx context.Context, period, union string) (*aggregator.Card, error)
	Guard(ctx context.Context, period, union string) (aggregator.GuardReport, error)
	// OverdueCases lists a union's open cases past their deadline; ErrNoPlace where no list goes on.
	OverdueCases(ctx context.Context, union string, after aggregator.CasePlace, limit int) (aggregator.OpenCases, error)
	Trend(ctx context.Context, union, period string) (aggregator.Trend, error)
	Honours(ctx context.Context, owner, period string) (*aggregator.Honours, error)
	WhatIf(ctx context.Context, trial aggregator.Trial) (*aggregator.Outcome, error)
	Unions() []office.Union
	Record(ctx context.Context, period string) (at time.Time, err error)
}

// Fault is something that keeps the figures from being right or fresh. Part is a short word such as ingest or engine.
type Fault struct {
	Part    string `json:"part"`
	Message string `json:"message"`
}

// Deps are the rooms and things that the dashboard meets.
type Deps struct {
	Boards  Boards
	Health  func() []Fault // empty: all is well
	Pages   fs.FS          // the built frontend; frontend.Files()
	Metrics *prometheus.Registry
	Log     *slog.Logger

	Producers Producers          // whose token is it; nil: there are none
	Collector *collect.Collector // nil: no events are taken
	Records   Records            // what was refused and what contradicts itself; nil: nothing is shown
	Schemes   Schemes            // that were used; nil: none is shown
	InUse     []string           // hashes of the schemes that score now, that of the wall's evaluation first
}

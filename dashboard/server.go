package dashboard

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"strings"
	"sync"

	"github.com/gofiber/fiber/v2"

	"unionscreen/dashboard/push"
	"unionscreen/ingest/feed/collect"
)

// Server answers HTTP and websockets.
type Server struct {
	cfg       Config
	deps      Deps
	access    access
	pages     pages
	hub       *push.Hub
	metrics   *metrics
	app       *fiber.App
	sites     map[string]collect.Site // by origin
	pace      pace                    // of readings from one address
	large     largeBodies             // of lists of events, which are in memory or on their way there
	trying    chan struct{}           // holds one for each what-if under way
	exporting chan struct{}           // taken while a file is written

	telemetry *fiber.App // nil: /metrics is on app
	listeners []net.Listener
	serving   sync.WaitGroup
	stop      sync.Once
}

// New checks cfg, reads the pages and returns a server that does not listen yet.
func New(cfg Config, deps Deps) (*Server, error) {
	if err := cfg.Validate(); err != nil {
		return nil, fmt.Errorf("check dashboard configuration: %w", err)
	}
	if deps.Boards == nil || deps.Health == nil || deps.Pages == nil || deps.Metrics == nil || deps.Log == nil {
		return nil, errors.New("check dashboard dependencies: one is missing")
	}
	pages, err := readPages(deps.Pages)
	if err != nil {
		return nil, fmt.Errorf("read pages: %w", err)
	}
	hub, err := push.New(cfg.pushConfig())
	if err != nil {
		return nil, err
	}
	s := &Server{cfg: cfg, deps: deps, access: newAccess(cfg), pages: pages, hub: hub, sites: map[string]collect.Site{}, trying: make(chan struct{}, mostTrials), exporting: exportSlots()}
	for _, site := range cfg.Beacons {
		s.sites[site.Origin] = site
	}
	if s.metrics, err = newMetrics(deps.Metrics, hub); err != nil {
		return nil, fmt.Errorf("register metrics: %w", err)
	}
	s.app = s.newApp(s.routes())
	if cfg.Telemetry != "" {
		s.telemetry = s.newApp([]route{{method: fiber.MethodGet, path: "/metrics", permission: public, handle: s.showMetrics}})
	}
	return s, nil
}

// newApp makes a Fiber application of a table of routes. Everything that Fiber leaves open by default is closed here.
func (s *Server) newApp(routes []route) *fiber.App {
	app := fiber.New(fiber.Config{
		Immutable: true, StrictRouting: true, CaseSensitive: true, DisableStartupMessage: true,
		ReadTimeout: s.cfg.ReadTimeout, WriteTimeout: s.cfg.WriteTimeout, IdleTimeout: s.cfg.IdleTimeout,
		BodyLimit: bodyLimit, ReadBufferSize: headerLimit, Concurrency: s.cfg.MaxConnections,
		EnableTrustedProxyCheck:      true, // with no trusted proxy: off means that every client is one
		DisablePreParseMultipartForm: true,
		ErrorHandler:                 s.answerError,
	})
	app.Server().KeepHijackedConns = true     // push takes sockets over whole
	app.Server().SecureErrorLogMessage = true // else a malformed request is logged with its token
	app.Server().Logger = serverLog{s.deps.Log}
	app.Server().HeaderReceived = s.bodyLimitOf
	app.Use(s.around)
	for _, r := range routes {
		app.Add(r.method, r.path, s.guard(r))
		if r.method == fiber.MethodGet && !r.socket {
			app.Add(fiber.MethodHead, r.path, s.guard(r))
		}
	}
	return app
}

// serverLog brings what fasthttp has to say, rarely, into our log.
type serverLog struct{ log *slog.Logger }

// longestReport cuts what quotes the request line of a stranger.
const longestReport = 240

// Printf takes one line. What a connection's peer did wrong is for debugging only: else anybody could fill the log.
func (l serverLog) Printf(format string, args ...any) {
	text, level := fmt.Sprintf(format, args...), slog.LevelWarn
	if strings.HasPrefix(text, "error when serving connection") {
		level = slog.LevelDebug
	}
	l.log.Log(context.Background(), level, "http server reported", "text", text[:min(len(text), longestReport)])
}

// Hub is where boards are published.
func (s *Server) Hub() *push.Hub { return s.hub }

// Start listens; afterwards Addr is known.
func (s *Server) Start(context.Context) error {
	listener, err := s.listen(s.cfg.Listen)
	if err != nil {
		return err
	}
	s.hub.Start()
	s.serve(s.app, listener)
	if s.telemetry != nil {
		listener, err := s.listen(s.cfg.Telemetry)
		if err != nil {
			return fmt.Errorf("telemetry: %w", err)
		}
		s.serve(s.telemetry, listener)
	}
	return nil
}

func (s *Server) listen(address string) (net.Listener, error) {
	listener, err := net.Listen("tcp", address)
	if err != nil {
		return nil, fmt.Errorf("listen on %s: %w", address, err)
	}
	listener = newCapped(listener, s.cfg.MaxConnections, s.cfg.MaxPerAddress)
	if s.cfg.TLS.Certificate != "" {
		pair, err := tls.LoadX509KeyPair(s.cfg.TLS.Certificate, s.cfg.TLS.Key)
		if err != nil {
			return nil, errors.Join(fmt.Errorf("load certificate: %w", err), listener.Close())
		}
		listener = tls.NewListener(listener, &tls.Config{Certificates: []tls.Certificate{pair}, MinVersion: tls.VersionTLS12, NextProtos: []string{"http/1.1"}})
	}
	s.listeners = append(s.listeners, listener)
	return listener, nil
}

func (s *Server) serve(app *fiber.App, listener net.Listener) {
	s.serving.Go(func() {
		if err := app.Listener(listener); err != nil && !errors.Is(err, net.ErrClosed) {
			s.deps.Log.Error("dashboard stopped serving", "address", listener.Addr().String(), "error", err)
		}
	})
}

// Addr is where the dashboard listens; nil before Start.
func (s *Server) Addr() net.Addr { return s.addr(0) }

// TelemetryAddr is where /metrics is served when it has an address of its own; nil otherwise.
func (s *Server) TelemetryAddr() net.Addr { return s.addr(1) }

func (s *Server) addr(i int) net.Addr {
	if i >= len(s.listeners) {
		return nil
	}
	return s.listeners[i].Addr()
}

// Stop takes no new connections, sends every socket away with a hint when to come back, and ends what is left within
// ctx. The order matters: Fiber knows nothing of sockets that were taken over, and its Shutdown would leave them running.
func (s *Server) Stop(ctx context.Context) error {
	var faults []error
	s.stop.Do(func() {
		for _, listener := range s.listeners {
			if err := listener.Close(); err != nil && !errors.Is(err, net.ErrClosed) {
				faults = append(faults, err)
			}
		}
		bounded, cancel := context.WithTimeout(ctx, stopSockets)
		defer cancel()
		if err := s.hub.Stop(bounded); err != nil {
			s.deps.Log.Warn("sockets were cut off", "reason", err)
		}
		for _, app := range []*fiber.App{s.app, s.telemetry} {
			if app == nil {
				continue
			}
			if err := app.ShutdownWithContext(ctx); err != nil && !errors.Is(err, net.ErrClosed) {
				faults = append(faults, err)
			}
		}
		s.serving.Wait()
	})
	return errors.Join(faults...)
}

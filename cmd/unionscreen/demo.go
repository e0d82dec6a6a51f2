package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"time"

	"github.com/spf13/cobra"

	"unionscreen/deploy/demo"
	"unionscreen/ingest/feed/simulator"
	"unionscreen/queries/office"
)

// liveRate moves the wall visibly and leaves the reading targets of the demo's quarter out of reach for days.
const liveRate = 5

// patience is how long a demo that ran before waits for the gap to be told before it shows what it has.
const patience = 6 * time.Second

func demoCommand() *cobra.Command {
	var options demoOptions
	command := &cobra.Command{
		Use:   "demo",
		Short: "Run the fictional city: broker, engine, ingest, standings, wall and a simulator in one process tree",
		Long: `Runs everything on this machine and prints, one per line: kafka HOST:PORT, wall URL, token TOKEN, ready.
Keeps its data in a directory; started again it goes on with what it had.`,
		Example: "  unionscreen demo --dir .data\n  unionscreen demo --dir mine --no-simulator\n  unionscreen demo --dir mine --scheme union-work",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := options.check(); err != nil {
				return usageError{err}
			}
			return runDemo(cmd.Context(), options, cmd.OutOrStdout(), newLogger(cmd.ErrOrStderr(), options.level))
		},
	}
	flags := command.Flags()
	flags.StringVar(&options.dir, "dir", ".data", "directory for everything the demo keeps")
	flags.StringVar(&options.http, "http", "127.0.0.1:8080", "address of the pages (this machine only)")
	flags.StringVar(&options.kafka, "kafka", "127.0.0.1:9092", "address of the embedded broker (this machine only)")
	flags.Float64Var(&options.rate, "rate", liveRate, "live readings a second on top of the city's own life")
	flags.Float64Var(&options.speed, "speed", 0, "seconds of the past replayed in a second; 0: as fast as it goes")
	flags.Uint64Var(&options.seed, "seed", simulator.Default().Seed, "which life the city lives")
	flags.StringVar(&options.scheme, "scheme", "", "score by core-five, union-work or a file from now on (default as before; core-five at first)")
	flags.BoolVar(&options.quiet, "no-simulator", false, "start with the demo registry and no events")
	flags.StringVar(&options.level, "log", "warn", "debug, info, warn, error")
	return command
}

func runDemo(ctx context.Context, options demoOptions, out io.Writer, log *slog.Logger) (err error) {
	app := &App{log: log}
	defer app.finish(&err)
	if err := startDemo(ctx, app, options, out, log); err != nil {
		return unlessStopped(ctx, err)
	}
	fmt.Fprintln(out, "ready")
	<-ctx.Done()
	return nil
}

// startDemo starts every part in the order the datum walks and returns when the wall has something to show.
func startDemo(ctx context.Context, app *App, options demoOptions, out io.Writer, log *slog.Logger) error {
	folder, err := openFolder(options.dir)
	if err != nil {
		return err
	}
	release, err := folder.lock()
	if err != nil {
		return err
	}
	app.onStop("data directory", func(context.Context) error { return release() })
	if err := errors.Join(portFree("--http", options.http), portFree("--kafka", options.kafka), folder.score(options.scheme)); err != nil {
		return err
	}
	made, embedded, err := demoProduct(ctx, app, options, folder, log)
	if err != nil {
		return err
	}
	url, err := made.startPages(ctx, app, true, made.roomOf(embedded.broker))
	if err != nil {
		return err
	}
	running := Running{PID: os.Getpid(), Engine: embedded.engine.PID(), Kafka: embedded.broker.Addr(), ClickHouse: made.cfg.ClickHouse.DSN, Wall: url + "/wall", Token: made.cfg.Dashboard.Token}
	if err := folder.announce(running); err != nil {
		return err
	}
	fmt.Fprintf(out, "kafka %s\nwall %s\ntoken %s\n", running.Kafka, running.Wall, running.Token)
	if !options.quiet {
		if err := made.startCity(ctx, app, options, folder, made.roomOf(embedded.broker)); err != nil {
			return err
		}
	}
	if err := made.startTally(ctx, app); err != nil {
		return err
	}
	return made.firstBoard(ctx)
}

// demoProduct starts the embedded parts and what brings events into the ledger.
func demoProduct(ctx context.Context, app *App, options demoOptions, folder Folder, log *slog.Logger) (*product, *embedded, error) {
	cfg, err := folder.configuration()
	if err != nil {
		return nil, nil, err
	}
	cfg.Dashboard.Listen, cfg.Log.Level = options.http, options.level
	parts, err := startEmbedded(ctx, app, folder, options.kafka, log)
	if err != nil {
		return nil, nil, err
	}
	cfg.Kafka.Brokers, cfg.ClickHouse.DSN = []string{parts.broker.Addr()}, parts.engine.DSN("unionscreen")
	if err := folder.furnish(ctx); err != nil {
		return nil, nil, err
	}
	made, err := newProduct(ctx, app, cfg, log)
	if err != nil {
		return nil, nil, err
	}
	if err := made.openStore(ctx, app, true); err != nil {
		return nil, nil, err
	}
	return made, parts, made.startIngest(ctx, app)
}

// startCity lets the city live and returns when its past is in the ledger. A city that lived before is waited for only
// so long: it has figures to show while it tells what happened since.
func (p *product) startCity(ctx context.Context, app *App, options demoOptions, folder Folder, room func(context.Context) error) error {
	send, err := producer(app, p.cfg.Kafka, room)
	if err != nil {
		return err
	}
	state := simulator.FileState{Path: folder.path("simulator.json")}
	before, err := state.Load()
	if err != nil {
		return err
	}
	cfg, err := cityOf(p.unions)
	if err != nil {
		return err
	}
	cfg.Seed, cfg.Rate, cfg.Speed = options.seed, options.rate, options.speed
	city, err := simulator.New(cfg, simulator.Deps{Produce: send, State: state, Log: p.log.With("room", "simulator")})
	if err != nil {
		return err
	}
	life := &background{run: city.Run, log: p.log}
	if err := app.start(ctx, "simulator", life); err != nil {
		return err
	}
	waiting := ctx
	if !before.Until.IsZero() {
		var cancel context.CancelFunc
		waiting, cancel = context.WithTimeout(ctx, patience)
		defer cancel()
	}
	select {
	case <-city.Present():
		err = p.caughtUp(waiting)
	case <-life.done:
		return life.fault
	case <-waiting.Done():
	}
	if waiting.Err() != nil && ctx.Err() == nil {
		return nil // patience is over; the gap is filled while the wall shows what there is
	}
	return err
}

// cityOf makes the simulator's city out of the registry and the demo's files.
func cityOf(unions []office.Union) (simulator.Config, error) {
	cfg := simulator.Default()
	for _, union := range unions {
		cfg.Unions = append(cfg.Unions, simulator.Union{Code: union.Code, Parent: union.Parent})
	}
	var err error
	if cfg.Characters, err = simulator.ReadCharacters(bytes.NewReader(demo.Character)); err != nil {
		return cfg, err
	}
	cfg.Services, err = simulator.ReadServices(bytes.NewReader(demo.Services))
	return cfg, err
}

// firstBoard waits until there are standings to show.
func (p *product) firstBoard(ctx context.Context) error {
	for p.tally.Current() == nil {
		select {
		case <-ctx.Done():
			return ctx.Err() // stopped before it was ready
		case <-time.After(20 * time.Millisecond):
		}
	}
	return nil
}

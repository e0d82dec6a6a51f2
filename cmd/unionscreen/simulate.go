package main

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"unionscreen/deploy/calendar"
	"unionscreen/deploy/demo"
	"unionscreen/ingest/feed"
	"unionscreen/ingest/feed/load"
	"unionscreen/queries/office"
)

// simulateOptions are the flags of `unionscreen simulate`.
type simulateOptions struct {
	brokers          []string
	config           string
	out, truth       string
	unions, services string
	rate             float64
	load             load.Config
}

func simulateCommand() *cobra.Command {
	options := simulateOptions{load: load.Default()}
	command := &cobra.Command{
		Use:   "simulate [--brokers A | --config F | --out FILE] [--events N] [--rate R] [--seed S] [--duplicates P] [--disorder D]",
		Short: "Send events whose figures are known beforehand",
		Long: `Plans articles, persons, cases, activities, merchants, posts, accounts and platform rows of a quarter, writes what each
union must come to into the truth file, and sends the events: out of order, with copies, corrections, voids, conflicts,
refused records and everything that happens at a quarter's edges. The truth is planned, not counted, so that
GET /api/v1/measures of the quarter, of its months and, when it has ended, of the next quarter can be held against it.
The same seed, period and registry give
the same bytes; a period less than 30 days past is cut at this morning, since nothing is dated ahead.
Ctrl-C sends what is under way and leaves the truth of what was sent. Send into an installation of its own: the
figures are those of these events alone.`,
		Example: `  unionscreen simulate --brokers 127.0.0.1:9092 --events 1000000 --rate 20000
  unionscreen simulate --out events.ndjson --events 100000 --seed 7 --duplicates 30`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return simulate(cmd, options) },
	}
	flags, cfg := command.Flags(), &options.load
	flags.StringSliceVar(&options.brokers, "brokers", []string{"127.0.0.1:9092"}, "Kafka brokers, host:port")
	flags.StringVar(&options.config, "config", "", "configuration file whose brokers, TLS and sign-in are used")
	flags.StringVar(&options.out, "out", "", "write the records into this file, one a line, instead of sending them")
	flags.StringVar(&options.truth, "truth", "truth.json", "file for what the events come to")
	flags.StringVar(&options.unions, "unions", "", "registry of unions, CSV or XLSX (default the demo's)")
	flags.StringVar(&options.services, "services", "", "services catalogue, CSV or XLSX (default the demo's)")
	flags.StringVar(&cfg.Quarter, "period", "", "quarter in which the business times lie (default the last one that has ended)")
	flags.StringVar(&cfg.Topic, "topic", "", "send everything to this topic (default the topics of the event types)")
	flags.IntVar(&cfg.Events, "events", cfg.Events, "distinct events that are accepted")
	flags.Float64Var(&options.rate, "rate", 0, "records a second; 0 sends as fast as they are acknowledged")
	flags.Uint64Var(&cfg.Seed, "seed", cfg.Seed, "same seed, same records")
	flags.IntVar(&cfg.Duplicates, "duplicates", cfg.Duplicates, "of a hundred records, how many are sent one to five times more")
	flags.IntVar(&cfg.Disorder, "disorder", cfg.Disorder, "by how many places a record may be out of order")
	command.MarkFlagsMutuallyExclusive("brokers", "config", "out")
	return command
}

func simulate(cmd *cobra.Command, options simulateOptions) (err error) {
	ctx, app := cmd.Context(), &App{}
	defer app.finish(&err)
	if options.rate < 0 {
		return usageError{fmt.Errorf("--rate %g: choose 0 or more records a second", options.rate)}
	}
	if err := options.complete(time.Now()); err != nil {
		return err
	}
	source, err := load.New(options.load)
	if err != nil {
		return usageError{err}
	}
	produce, err := options.produce(app)
	if err != nil {
		return err
	}
	truth := load.Truth{Seed: options.load.Seed, Quarter: options.load.Quarter, Void: "the run is not over"}
	if err := writeTruth(options.truth, truth); err != nil {
		return err
	}
	began, shown := time.Now(), time.Time{}
	pump := load.Pump{Source: source, Produce: produce, Rate: options.rate, Progress: func(sent int) {
		if now := time.Now(); now.Sub(shown) > time.Second {
			shown = now
			fmt.Fprintf(cmd.ErrOrStderr(), "\r%d records", sent)
		}
	}}
	err = pump.Run(ctx)
	fmt.Fprintln(cmd.ErrOrStderr())
	if err != nil {
		truth.Void = "the run broke off: " + err.Error()
		return errors.Join(err, writeTruth(options.truth, truth))
	}
	truth = source.Truth()
	if err := writeTruth(options.truth, truth); err != nil {
		return err
	}
	printTruth(cmd.OutOrStdout(), truth, time.Since(began), options.truth)
	return nil
}

// complete fills in the registry, the catalogue and the period.
func (o *simulateOptions) complete(now time.Time) error {
	unions, err := office.ReadRegistry(bytes.NewReader(demo.Registry))
	if o.unions != "" {
		unions, err = registryFile(o.unions)
	}
	if err != nil {
		return err
	}
	services, err := office.ReadServices(bytes.NewReader(demo.Services))
	if o.services != "" {
		services, err = servicesFile(o.services)
	}
	if err != nil {
		return err
	}
	days, err := office.ParseCalendar(calendar.CN)
	if err != nil {
		return err
	}
	o.load.Unions, o.load.Services = loadUnions(unions), loadServices(services)
	o.load.Limits = office.NewLimits(services, days, o.load.Zone).Limit
	o.load.Quarter = cmp.Or(o.load.Quarter, load.LastQuarter(now, o.load.Zone))
	if o.load.Latest, err = load.LatestOf(o.load.Quarter, now, o.load.Zone); err != nil {
		return usageError{err}
	}
	return nil
}

func loadUnions(unions []office.Union) []load.Union {
	var out []load.Union
	for _, u := range unions {
		channel, account, _ := strings.Cut(u.IndexAccount, ":")
		out = append(out, load.Union{
			Code: u.Code, Parent: u.Parent, Successor: u.Successor, From: u.ValidFrom, To: u.ValidTo,
			Channel: channel, Account: account, Index: u.IndexName, List: u.PlaceList,
		})
	}
	return out
}

func loadServices(services []office.Service) []load.Service {
	var out []load.Service
	for _, s := range services {
		out = append(out, load.Service{Code: s.Code, Kind: s.Kind})
	}
	return out
}

// produce is the way to Kafka, or into a file.
func (o *simulateOptions) produce(app *App) (feed.Produce, error) {
	if o.out == "" {
		kafka, err := o.kafka()
		if err != nil {
			return nil, err
		}
		return producer(app, kafka, nil)
	}
	file, err := os.Create(o.out)
	if err != nil {
		return nil, fmt.Errorf("write the records: %w", err)
	}
	lines := bufio.NewWriterSize(file, 1<<20)
	app.onStop("records", func(context.Context) error { return errors.Join(lines.Flush(), file.Close()) })
	return func(_ context.Context, batch []feed.Message) error {
		for _, m := range batch {
			if _, err := lines.Write(append(m.Value[:len(m.Value):len(m.Value)], '\n')); err != nil {
				return fmt.Errorf("write the records: %w", err)
			}
		}
		return nil
	}, nil
}

// kafka is the way that the configuration names, else the plain one of --brokers.
func (o *simulateOptions) kafka() (KafkaConfig, error) {
	if o.config == "" {
		return KafkaConfig{Brokers: o.brokers}, nil
	}
	cfg, err := LoadConfig(o.config, os.Environ())
	return cfg.Kafka, err
}

// writeTruth replaces the file as a whole.
func writeTruth(path string, truth load.Truth) error {
	text, err := json.Marshal(truth)
	if err != nil {
		return fmt.Errorf("write the truth: %w", err)
	}
	temp, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".*.tmp")
	if err != nil {
		return fmt.Errorf("write the truth: %w", err)
	}
	defer func() { _ = os.Remove(temp.Name()) }() // gone already when all went well
	_, err = temp.Write(append(text, '\n'))
	if err = errors.Join(err, temp.Close()); err == nil {
		err = os.Rename(temp.Name(), path)
	}
	if err != nil {
		return fmt.Errorf("write the truth: %w", err)
	}
	return nil
}

func printTruth(w io.Writer, truth load.Truth, took time.Duration, path string) {
	rejected := 0
	for _, n := range truth.Rejected {
		rejected += n
	}
	fmt.Fprintf(w, "period    %s\nevents    %d\nrecords   %d, %d accepted, %d rejected\nconflicts %d\nseconds   %.1f, %.0f records a second\ntruth     %s\n",
		truth.Quarter, truth.Events, truth.Messages, truth.Accepted, rejected, truth.Conflicts,
		took.Seconds(), float64(truth.Messages)/took.Seconds(), path)
	if truth.Stopped {
		fmt.Fprintln(w, "stopped before the end: the truth is of what was sent")
	}
}

package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"sort"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"unionscreen/ingest/feed"
)

func importCommand() *cobra.Command {
	var at place
	var cfg = feed.DefaultImport()
	var exported string
	command := &cobra.Command{
		Use:   "import FILE [--map MAP.yaml] (--dir D | --config F)",
		Short: "Bring a table (CSV, XLSX, NDJSON) or a web server's log in as events",
		Long: `Turns the rows of a file into events by a mapping file and sends them to Kafka. Importing a file again makes the same
events, which count once; an interrupted import goes on where it was. Rejected rows go into a file of the same form, with
the reason and the row's number behind each: mend them there and import that file.
A file of whole events, one JSON object a line (.ndjson), needs no mapping.
Exit codes: 0 the whole file was gone through, what was rejected is in the file that is named; 1 the import failed, or a
dry run found rows that would be rejected; 2 called wrongly.`,
		Example: `  unionscreen import access.log --map deploy/examples/access-log.yaml --dir mine
  unionscreen import requests.csv --map deploy/examples/service-requests.yaml --dir mine --dry-run
  unionscreen import reads.xlsx --map deploy/examples/wechat-reads.yaml --exported 2026-10-01T08:00:00+08:00 --dir mine
  unionscreen import events.ndjson --dir mine`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			cfg.File = args[0]
			if err := completeImport(&cfg, exported); err != nil {
				return err
			}
			if _, err := os.Stat(cfg.File); err != nil {
				return fmt.Errorf("import: %w", err)
			}
			if cfg.DryRun {
				report, err := feed.Import(cmd.Context(), cfg, nil, newMeter(cmd.ErrOrStderr(), time.Now).show)
				printReport(cmd.OutOrStdout(), report, cfg)
				return outcome(report, err)
			}
			return runImport(cmd, at, cfg)
		},
	}
	at.flags(command)
	command.Flags().StringVar(&cfg.Map, "map", "", "mapping file: which columns become which fields of which events")
	command.Flags().BoolVar(&cfg.DryRun, "dry-run", false, "check every row and send nothing")
	command.Flags().StringVar(&cfg.Rejects, "rejects", "", "file for rejected rows, to mend and import again (default a new file beside FILE, such as x.rejects.csv for x.csv)")
	command.Flags().StringVar(&cfg.Resume, "resume", "", "file that keeps how far an interrupted import came (default FILE.resume)")
	command.Flags().StringVar(&exported, "exported", "", "when FILE was exported, RFC 3339 with offset, for mappings that date events by it")
	return command
}

// completeImport fills in what was not said and finds what is wrong before anything is started.
func completeImport(cfg *feed.ImportConfig, exported string) error {
	if cfg.Resume == "" {
		cfg.Resume = cfg.File + ".resume"
	}
	cfg.RejectsBeside = !cfg.DryRun
	if exported != "" {
		at, err := time.Parse(time.RFC3339, exported)
		if err != nil {
			return usageError{fmt.Errorf("--exported %q is not of the form 2026-10-01T08:00:00+08:00", exported)}
		}
		cfg.Exported = at
	}
	var mapping *feed.Mapping
	if cfg.Map != "" {
		var err error
		if mapping, err = feed.LoadMapping(cfg.Map); err != nil {
			return err
		}
	} else if !slices.Contains([]string{".ndjson", ".jsonl"}, strings.ToLower(filepath.Ext(cfg.File))) {
		return usageError{errors.New("give --map: only a file of whole events, named .ndjson or .jsonl, needs no mapping")}
	}
	if err := cfg.Fits(mapping); err != nil {
		return usageError{err}
	}
	return nil
}

func runImport(cmd *cobra.Command, at place, cfg feed.ImportConfig) (err error) {
	ctx, app := cmd.Context(), &App{}
	defer app.finish(&err)
	here, err := at.open(ctx, app, os.Environ(), newLogger(cmd.ErrOrStderr(), "warn"))
	if err != nil {
		return err
	}
	produce, err := producer(app, here.cfg.Kafka, here.room)
	if err != nil {
		return err
	}
	cfg.Topics = topicsAmong(here.cfg.Kafka.Topics) // others are not read, or not there
	meter := newMeter(cmd.ErrOrStderr(), time.Now)
	report, err := feed.Import(ctx, cfg, produce, meter.show)
	meter.end()
	printReport(cmd.OutOrStdout(), report, cfg)
	if err == nil && here.own {
		err = here.product.caughtUp(ctx)
	}
	return err
}

// outcome makes rows that would be rejected the failure of a dry run, whose whole purpose is to find them.
func outcome(report feed.Report, err error) error {
	if n := report.RejectedRows(); err == nil && n > 0 {
		return fmt.Errorf("%d of %d rows would be rejected", n, report.Rows)
	}
	return err
}

// printReport says what became of every row: read = events' rows + silent + skipped + rejected.
func printReport(w io.Writer, report feed.Report, cfg feed.ImportConfig) {
	if report.From > 0 {
		fmt.Fprintf(w, "went on after row %d\n", report.From)
	}
	fmt.Fprintf(w, "rows      %d\n", report.Rows)
	printCounts(w, "events", report.Events)
	printCounts(w, "skipped", report.Skipped)
	if report.Silent > 0 {
		fmt.Fprintf(w, "no rule   %d\n", report.Silent)
	}
	printCounts(w, "rejected", report.Rejected)
	for _, fault := range report.Faults {
		fmt.Fprintf(w, "  %s\n", fault.Error())
	}
	if cfg.DryRun {
		fmt.Fprintln(w, "dry run: nothing was sent")
	}
	if report.RejectsFile != "" {
		fmt.Fprintf(w, "rejected rows are in %s: mend them there and import that file\n", report.RejectsFile)
	}
}

func printCounts(w io.Writer, title string, counts map[string]int) {
	names := make([]string, 0, len(counts))
	for name := range counts {
		names = append(names, name)
	}
	sort.Strings(names)
	for _, name := range names {
		fmt.Fprintf(w, "%-9s %d  %s\n", title, counts[name], strings.TrimSpace(name))
	}
}

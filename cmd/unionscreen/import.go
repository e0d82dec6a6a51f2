package main

import (
	"fmt"
	"io"
	"os"
	"sort"
	"strings"

	"github.com/spf13/cobra"

	"unionscreen/ingest/feed"
)

func importCommand() *cobra.Command {
	var at place
	var cfg = feed.DefaultImport()
	command := &cobra.Command{
		Use:   "import FILE --map MAP.yaml (--dir D | --config F)",
		Short: "Bring a web server's log or a CSV file in as events",
		Long:  "Turns the rows of a file into events by a mapping file and sends them to Kafka. Importing a file again makes the same events, which count once; an interrupted import goes on where it was.",
		Example: `  unionscreen import access.log --map deploy/examples/access-log.yaml --dir mine
  unionscreen import requests.csv --map deploy/examples/service-requests.yaml --dir mine --dry-run`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			cfg.File = args[0]
			if cfg.Rejects == "" {
				cfg.Rejects = cfg.File + ".rejects.csv"
			}
			if cfg.Resume == "" {
				cfg.Resume = cfg.File + ".resume"
			}
			if _, err := feed.LoadMapping(cfg.Map); err != nil {
				return err // before anything is started
			}
			if _, err := os.Stat(cfg.File); err != nil {
				return fmt.Errorf("import: %w", err)
			}
			if cfg.DryRun {
				report, err := feed.Import(cmd.Context(), cfg, nil, nil)
				printReport(cmd.OutOrStdout(), report, cfg)
				return err
			}
			return runImport(cmd, at, cfg)
		},
	}
	at.flags(command)
	command.Flags().StringVar(&cfg.Map, "map", "", "mapping file: which columns become which fields of which events")
	command.Flags().BoolVar(&cfg.DryRun, "dry-run", false, "check every row and send nothing")
	command.Flags().StringVar(&cfg.Rejects, "rejects", "", "file for rejected rows, to mend and import again (default FILE.rejects.csv)")
	command.Flags().StringVar(&cfg.Resume, "resume", "", "file that keeps how far an interrupted import came (default FILE.resume)")
	if err := command.MarkFlagRequired("map"); err != nil {
		panic(err) // the flag is defined above
	}
	return command
}

func runImport(cmd *cobra.Command, at place, cfg feed.ImportConfig) (err error) {
	ctx, app := cmd.Context(), &App{}
	defer app.finish(&err)
	here, err := at.open(ctx, app, os.Environ(), newLogger(cmd.ErrOrStderr(), "warn"))
	if err != nil {
		return err
	}
	produce, err := producer(app, here.cfg.Kafka.Brokers, here.room)
	if err != nil {
		return err
	}
	report, err := feed.Import(ctx, cfg, produce, func(p feed.Progress) {
		fmt.Fprintf(cmd.ErrOrStderr(), "\r%d rows, %d events, %d rejected, %d %%", p.Rows, p.Produced, p.Rejected, percent(p.Bytes, p.Size))
	})
	fmt.Fprintln(cmd.ErrOrStderr())
	printReport(cmd.OutOrStdout(), report, cfg)
	if err == nil && here.own {
		err = here.product.caughtUp(ctx)
	}
	return err
}

func percent(part, whole int64) int64 {
	if whole == 0 {
		return 100
	}
	return 100 * part / whole
}

// printReport says what became of every row: read = events' rows + silent + skipped + rejected.
func printReport(w io.Writer, report feed.Report, cfg feed.ImportConfig) {
	if report.From > 0 {
		fmt.Fprintf(w, "went on after line %d\n", report.From)
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
	if report.RejectedRows() > 0 && !cfg.DryRun {
		fmt.Fprintf(w, "rejected rows are in %s: mend them there and import that file\n", cfg.Rejects)
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

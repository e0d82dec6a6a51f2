package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"unionscreen/aggregator"
	"unionscreen/aggregator/export"
	"unionscreen/dashboard"
	"unionscreen/queries"
)

func exportCommand() *cobra.Command {
	command := &cobra.Command{
		Use: "export", Args: cobra.NoArgs, RunE: showHelp,
		Short: "Write standings or measures as a CSV or XLSX file",
		Long: `Writes the files that the pages give. On an installation that is running the figures are those that it has counted by
now, and the file says up to when; a demo that is not running is brought up first.`,
	}
	command.AddCommand(
		exportOf("standings", "Write the standings of a quarter or year: one sheet per group, values, workings, definitions and a check",
			"  unionscreen export standings --dir .data --out ranking.xlsx\n  unionscreen export standings --period 2026-Q3 --group county --lang en --out counties.csv --config config.yaml", standingsWriter),
		exportOf("measures", "Write every indicator of every union in a quarter, year, month, week or day",
			"  unionscreen export measures --period 2026-09 --dir .data --out september.csv", measuresWriter),
	)
	return command
}

// exportOrder says what is written where.
type exportOrder struct {
	place
	period, group, format, lang, out string
}

// writer writes a document; said is what the command tells about it.
type writer struct {
	write func(io.Writer) error
	said  string
}

func exportOf(what, short, example string, make func(context.Context, exportOrder, *site, *aggregator.Tally) (writer, error)) *cobra.Command {
	var order exportOrder
	command := &cobra.Command{
		Use:   what + " [--period P] [--group G] [--format csv|xlsx] [--lang zh|en] --out FILE (--dir D | --config F)",
		Short: short, Example: example, Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := order.check(); err != nil {
				return err
			}
			return order.withLedger(cmd, func(ctx context.Context, _ *App, here *site) error {
				tally, err := here.standingsNow(ctx, order.dir != "")
				if err != nil {
					return err
				}
				made, err := make(ctx, order, here, tally)
				if err != nil {
					return fmt.Errorf("export %s: %w", what, err)
				}
				if err := writeNew(order.out, made.write); err != nil {
					return err
				}
				fmt.Fprintf(cmd.OutOrStdout(), "%s: %s\n", order.out, made.said)
				return nil
			})
		},
	}
	order.flags(command)
	flags := command.Flags()
	flags.StringVar(&order.period, "period", "", "such as 2026-Q3 or 2026 (default the running quarter)")
	flags.StringVar(&order.group, "group", "", "only this group of the scheme")
	flags.StringVar(&order.format, "format", "", "csv or xlsx (default by the ending of FILE)")
	flags.StringVar(&order.lang, "lang", "zh", "language of the file's own words: zh or en")
	flags.StringVar(&order.out, "out", "", "the file; one that exists is not overwritten")
	if err := command.MarkFlagRequired("out"); err != nil {
		panic(err) // the flag was made the line before
	}
	return command
}

// check finds what is wrong with an order before anything is asked, and settles the format.
func (o *exportOrder) check() error {
	if o.format == "" {
		o.format = strings.ToLower(strings.TrimPrefix(filepath.Ext(o.out), "."))
	}
	var faults []error
	if o.format != "csv" && o.format != "xlsx" {
		faults = append(faults, fmt.Errorf("format %q: name a file that ends with .csv or .xlsx, or say --format csv or --format xlsx", o.format))
	}
	if o.lang != "zh" && o.lang != "en" {
		faults = append(faults, fmt.Errorf("--lang %q: choose zh or en", o.lang))
	}
	if len(faults) > 0 {
		return usageError{errors.Join(faults...)}
	}
	if _, err := os.Lstat(o.out); err == nil {
		return existsAlready(o.out)
	}
	return nil
}

func existsAlready(path string) error {
	return fmt.Errorf("%s is there already and is not overwritten: name another file, or remove it first", path)
}

// writeNew writes a file whole or not at all, and never over another.
func writeNew(path string, write func(io.Writer) error) (err error) {
	file, err := os.CreateTemp(filepath.Dir(path), ".export-*")
	if err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	defer func() { _ = os.Remove(file.Name()) }() // gone already where it was renamed
	if err := errors.Join(write(file), file.Sync(), file.Close()); err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	err = os.Link(file.Name(), path) // unlike a renaming, a link takes no name that has come to exist meanwhile
	if err != nil && !errors.Is(err, fs.ErrExist) {
		err = os.Rename(file.Name(), path) // a file system without links
	}
	switch {
	case errors.Is(err, fs.ErrExist):
		return existsAlready(path)
	case err != nil:
		return fmt.Errorf("write %s: %w", path, err)
	}
	return nil
}

// standingsNow makes one step of standings. Of an installation that another process runs nothing is brought up or
// recorded: its derived tables are read as they stand, and the figures are of the instant up to which they hold all that
// arrived.
func (s *site) standingsNow(ctx context.Context, demo bool) (*aggregator.Tally, error) {
	p := s.product
	deps := aggregator.Deps{Publish: func(*aggregator.Board) {}, Vouch: func(uint64, time.Time) {}}
	if s.own {
		if err := p.caughtUp(ctx); err != nil {
			return nil, err
		}
		deps.Ledger, deps.AsOf, deps.Positions = p.store, p.ingest.AsOf, p.positions
	} else {
		reached, err := p.store.Reached(ctx)
		switch {
		case errors.Is(err, queries.ErrNothingReached):
			return nil, fmt.Errorf("%w: start the installation, and export once events have come", err)
		case errors.Is(err, queries.ErrOtherBasis):
			return nil, fmt.Errorf("%w: give the configuration that the running installation has", err)
		case err != nil:
			return nil, err
		}
		deps.Ledger, deps.AsOf = asItStands{p.store, reached}, func() time.Time { return reached.At }
		deps.Positions = func() []aggregator.Offset { return nil } // no file tells them
	}
	tally, err := p.tallyOver(demo, deps)
	if err != nil {
		return nil, err
	}
	if err := tally.Step(ctx); err != nil {
		return nil, fmt.Errorf("make the standings: %w", err)
	}
	if tally.Current() == nil {
		return nil, errEmptyRegistry
	}
	if err := errors.Join(tally.Compare(ctx), tally.Step(ctx)); err != nil {
		return nil, fmt.Errorf("compare with the period before: %w", err)
	}
	return tally, nil
}

// asItStands is the ledger of an installation whose derived tables another process brings up.
type asItStands struct {
	*queries.Store
	reached queries.Reached
}

func (l asItStands) Advance(context.Context, time.Time) (queries.Advanced, error) {
	return queries.Advanced{Marks: l.reached.Marks}, nil
}

func (l asItStands) RecordBoard(context.Context, queries.BoardRecord) error { return nil }

func standingsWriter(ctx context.Context, order exportOrder, here *site, tally *aggregator.Tally) (writer, error) {
	board, err := tally.Board(ctx, order.period)
	if err != nil {
		return writer{}, err
	}
	rules := here.product.rules
	doc, found, err := dashboard.StandingsFile(board, rules, order.group, rules.Calendar.Location())
	if err != nil {
		return writer{}, err
	}
	if !found {
		return writer{}, noGroup(order.group, board)
	}
	write, units := export.WriteStandingsXLSX, 0
	if order.format == "csv" {
		write = export.WriteStandingsCSV
	}
	for _, g := range doc.Groups {
		units += len(g.Units)
	}
	return writer{
		write: func(w io.Writer) error { return write(w, doc, export.Lang(order.lang)) },
		said:  fmt.Sprintf("%s as of %s: %d groups, %d unions", board.Period.ID, doc.AsOf.Format(time.RFC3339), len(doc.Groups), units),
	}, nil
}

func noGroup(asked string, board *aggregator.Board) error {
	var ids []string
	for _, g := range board.Groups {
		ids = append(ids, g.ID)
	}
	return fmt.Errorf("there is no group %q in %s: choose one of %s", asked, board.Period.ID, strings.Join(ids, ", "))
}

func measuresWriter(ctx context.Context, order exportOrder, here *site, tally *aggregator.Tally) (writer, error) {
	set, err := tally.Measures(ctx, order.period, "")
	if err != nil {
		return writer{}, err
	}
	if order.group != "" {
		board := tally.Current()
		at := slices.IndexFunc(board.Groups, func(g aggregator.Group) bool { return g.ID == order.group })
		if at < 0 {
			return writer{}, noGroup(order.group, board)
		}
		set.Measures = slices.DeleteFunc(set.Measures, func(m aggregator.Measure) bool {
			return !slices.ContainsFunc(board.Groups[at].Units, func(u aggregator.Unit) bool { return u.Union == m.Union })
		})
	}
	doc, err := dashboard.MeasuresFile(set, tally.Unions(), here.product.rules.Calendar.Location())
	if err != nil {
		return writer{}, err
	}
	write := export.WriteMeasuresXLSX
	if order.format == "csv" {
		write = export.WriteMeasuresCSV
	}
	return writer{
		write: func(w io.Writer) error { return write(w, doc, export.Lang(order.lang)) },
		said:  fmt.Sprintf("%s as of %s: %d figures", set.Period, doc.AsOf.Format(time.RFC3339), len(doc.Rows)),
	}, nil
}

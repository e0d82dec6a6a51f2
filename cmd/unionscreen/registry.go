package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"unionscreen/aggregator"
	"unionscreen/ingest/event"
	"unionscreen/queries/office"
)

func registryCommand() *cobra.Command {
	command := &cobra.Command{Use: "registry", Short: "The registry of unions and the services catalogue", Args: cobra.NoArgs, RunE: showHelp}
	command.AddCommand(registryImportCommand(), registryExportCommand())
	return command
}

func registryImportCommand() *cobra.Command {
	var at place
	var services string
	var dry bool
	command := &cobra.Command{
		Use:   "import [FILE] [--services FILE] (--dir D | --config F)",
		Short: "Replace the registry of unions, the services catalogue, or both, by CSV or XLSX files",
		Long: `Checks the files whole, names every fault by its row, and imports nothing while there is one. Prints what changes.
Each import is a version that is kept. A running installation takes it over by itself within seconds; limits of
services hold from its next start on.
Unions:   code,name,short_name,parent,level,kind,order,region_code,reports,valid_from,valid_to,successor and, where
          there are any, index_account (channel:account), index_name, place_list
Services: code,name,kind,limit,limit_unit,accept_limit,valid_from,name_en; limit_unit is working_days, calendar_days or
          hours; a code may stand in several rows with different valid_from`,
		Example: `  unionscreen registry import unions.xlsx --services services.csv --config config.yaml --dry-run
  unionscreen registry import unions.csv --dir mine`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) (err error) {
			if len(args) == 0 && services == "" {
				return usageError{errors.New("nothing to import: name the file of unions, or --services FILE")}
			}
			in, err := importOf(args, services)
			if err != nil {
				return err
			}
			app := &App{}
			defer app.finish(&err)
			store, cfg, err := at.office(cmd.Context(), app, true)
			if err != nil {
				return err
			}
			return importRegistry(cmd.Context(), store, cfg, in, dry, cmd.OutOrStdout())
		},
	}
	at.flags(command)
	command.Flags().StringVar(&services, "services", "", "file of the services catalogue")
	command.Flags().BoolVar(&dry, "dry-run", false, "check the files and print what would change")
	return command
}

// importOf reads the files; every fault of both is told at once.
func importOf(args []string, services string) (office.Import, error) {
	var in office.Import
	var faults []error
	if len(args) == 1 {
		unions, err := registryFile(args[0])
		in.Registry, in.RegistryFile = unions, event.Redact(args[0])
		faults = append(faults, err)
	}
	if services != "" {
		catalogue, err := servicesFile(services)
		in.Services, in.ServicesFile = catalogue, event.Redact(services)
		faults = append(faults, err)
	}
	return in, errors.Join(faults...)
}

func importRegistry(ctx context.Context, store *office.Store, cfg Config, in office.Import, dry bool, out io.Writer) error {
	if in.Registry != nil {
		books, err := readRulebooks(cfg)
		if err != nil {
			return err
		}
		if _, err := aggregator.CheckEvaluations(in.Registry, books[0].Evaluation, others(books)...); err != nil {
			return err // the product would not start with it
		}
	}
	doing := func() (office.Imported, error) { return store.Import(ctx, operator("cli"), in) }
	if dry {
		doing = func() (office.Imported, error) { return store.Compare(ctx, in) }
	}
	done, err := doing()
	if err != nil {
		return err
	}
	if in.Registry != nil {
		printChanges(out, "unions", len(in.Registry), done.RegistryChanges, done.Registry)
	}
	if in.Services != nil {
		printChanges(out, "services", len(in.Services), done.ServicesChanges, done.Services)
	}
	if dry {
		fmt.Fprintln(out, "dry run: nothing was imported")
	}
	return nil
}

// shownChanges keeps the figures at the end on the screen.
const shownChanges = 50

func printChanges(out io.Writer, what string, rows int, changes []office.Change, version office.Version) {
	counts := map[string]int{}
	for i, change := range changes {
		counts[change.Kind]++
		if i < shownChanges {
			fmt.Fprintln(out, change)
		}
	}
	if more := len(changes) - shownChanges; more > 0 {
		fmt.Fprintf(out, "… and %d more\n", more)
	}
	fmt.Fprintf(out, "%d %s: %d added, %d changed, %d ended, %d removed; version %d\n",
		rows, what, counts[office.Added], counts[office.Changed], counts[office.Ended], counts[office.Removed], version.Number)
	if counts[office.Removed] > 0 && what == "unions" {
		fmt.Fprintln(out, "events of removed unions count nowhere: end a union by valid_to and successor instead of leaving it out")
	}
}

func registryExportCommand() *cobra.Command {
	var at place
	var services bool
	var version int64
	command := &cobra.Command{
		Use:   "export [FILE] (--dir D | --config F)",
		Short: "Write the registry of unions as CSV or XLSX, by the ending of FILE; without FILE print CSV",
		Example: `  unionscreen registry export unions.xlsx --config config.yaml
  unionscreen registry export --services --dir mine`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) (err error) {
			app := &App{}
			defer app.finish(&err)
			store, _, err := at.office(cmd.Context(), app, false)
			if err != nil {
				return err
			}
			rows, title, err := exported(cmd.Context(), store, services, version)
			if err != nil {
				return err
			}
			if len(args) == 0 {
				return office.WriteCSV(cmd.OutOrStdout(), rows)
			}
			return writeTable(args[0], title, rows)
		},
	}
	at.flags(command)
	command.Flags().BoolVar(&services, "services", false, "the services catalogue instead of the unions")
	command.Flags().Int64Var(&version, "version", 0, "a past version (default the one that holds)")
	return command
}

func exported(ctx context.Context, store *office.Store, services bool, version int64) (rows [][]string, title string, err error) {
	if services {
		ask := store.Services
		if version != 0 {
			ask = func(ctx context.Context) ([]office.Service, office.Version, error) {
				return store.ServicesAt(ctx, version)
			}
		}
		catalogue, _, err := ask(ctx)
		return office.ServiceRows(catalogue), "services", err
	}
	ask := store.Registry
	if version != 0 {
		ask = func(ctx context.Context) ([]office.Union, office.Version, error) {
			return store.RegistryAt(ctx, version)
		}
	}
	unions, _, err := ask(ctx)
	return office.RegistryRows(unions), "registry", err
}

// writeTable writes a file whole or not at all.
func writeTable(path, title string, rows [][]string) (err error) {
	write := office.WriteCSV
	switch strings.ToLower(filepath.Ext(path)) {
	case ".csv":
	case ".xlsx":
		write = func(w io.Writer, rows [][]string) error { return writeWorkbook(w, title, rows) }
	default:
		return usageError{fmt.Errorf("%s ends neither with .csv nor with .xlsx", path)}
	}
	file, err := os.CreateTemp(filepath.Dir(path), ".export-*")
	if err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	defer func() {
		if err != nil {
			_ = os.Remove(file.Name()) // the fault is told already
		}
	}()
	if err := errors.Join(write(file, rows), file.Sync(), file.Close()); err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	if err := os.Rename(file.Name(), path); err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	return nil
}

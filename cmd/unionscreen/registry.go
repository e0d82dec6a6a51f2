package main

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"time"

	"github.com/spf13/cobra"

	"unionscreen/aggregator"
	"unionscreen/queries/office"
)

func registryCommand() *cobra.Command {
	command := &cobra.Command{Use: "registry", Short: "The registry of unions", Args: cobra.NoArgs, RunE: showHelp}
	command.AddCommand(registryImportCommand(), registryExportCommand())
	return command
}

func registryImportCommand() *cobra.Command {
	var dir string
	command := &cobra.Command{
		Use:     "import FILE --dir D",
		Short:   "Replace the registry of a demo by a CSV file",
		Long:    "Checks the whole file, names every fault by its row, and replaces the registry only when there is none. A running demo takes it over by itself.",
		Example: "  unionscreen registry import unions.csv --dir mine",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			text, err := os.ReadFile(args[0])
			if err != nil {
				return fmt.Errorf("read registry: %w", err)
			}
			unions, err := readRegistry(args[0])
			if err != nil {
				return err
			}
			folder, err := openFolder(dir)
			if err != nil {
				return err
			}
			cfg, err := folder.configuration()
			if err != nil {
				return err
			}
			rules, err := readScheme(cfg.Schemes.Scheme)
			if err != nil {
				return err
			}
			if _, err := aggregator.CheckRegistry(rules, cfg.Aggregator.Owner, unions); err != nil {
				return err // the demo would not start with it
			}
			if err := folder.write("registry.csv", text); err != nil {
				return err
			}
			fmt.Fprintf(cmd.OutOrStdout(), "%d unions\n", len(unions))
			return nil
		},
	}
	dirFlag(command, &dir)
	return command
}

func registryExportCommand() *cobra.Command {
	var dir string
	command := &cobra.Command{
		Use: "export --dir D", Short: "Print the registry of a demo as CSV", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			folder, err := existingFolder(dir)
			if err != nil {
				return err
			}
			unions, err := readRegistry(folder.path("registry.csv"))
			if err != nil {
				return err
			}
			return office.WriteRegistry(cmd.OutOrStdout(), unions)
		},
	}
	dirFlag(command, &dir)
	return command
}

func dirFlag(command *cobra.Command, dir *string) {
	command.Flags().StringVar(dir, "dir", "", "data directory of the demo")
	if err := command.MarkFlagRequired("dir"); err != nil {
		panic(err) // the flag is defined above
	}
}

// registryWatch takes a replaced registry file over while the product runs.
type registryWatch struct {
	file  string
	tally *aggregator.Tally
	log   *slog.Logger
	seen  time.Time // when the file changed that the tally has
	stop  context.CancelFunc
	done  chan struct{}
}

func (w *registryWatch) Start(ctx context.Context) error {
	ctx, w.stop = context.WithCancel(context.WithoutCancel(ctx))
	w.done = make(chan struct{})
	go w.run(ctx)
	return nil
}

func (w *registryWatch) Stop(context.Context) error {
	if w.stop == nil {
		return nil
	}
	w.stop()
	<-w.done
	return nil
}

func (w *registryWatch) run(ctx context.Context) {
	defer close(w.done)
	tick := time.NewTicker(pollEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			w.look()
		}
	}
}

// look takes the file over if it changed; a faulty one leaves the registry as it is.
func (w *registryWatch) look() {
	info, err := os.Stat(w.file)
	if err != nil || info.ModTime().Equal(w.seen) {
		return
	}
	w.seen = info.ModTime()
	unions, err := readRegistry(w.file)
	if err == nil {
		err = w.tally.SetRegistry(unions)
	}
	if err != nil {
		w.log.Error("registry file is not taken over", "error", err)
		return
	}
	w.log.Info("registry taken over", "unions", len(unions))
}

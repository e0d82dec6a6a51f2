package main

import (
	"io"
	"log/slog"

	"github.com/spf13/cobra"
)

// usageError is a mistake in the command line itself: exit code 2.
type usageError struct{ error }

func (e usageError) Unwrap() error { return e.error }

var logLevels = map[string]slog.Level{
	"debug": slog.LevelDebug, "info": slog.LevelInfo, "warn": slog.LevelWarn, "error": slog.LevelError,
}

func rootCommand() *cobra.Command {
	root := &cobra.Command{
		Use:           "unionscreen",
		Short:         "Counts, scores, ranks and shows the online work of trade unions",
		Long:          "UnionScreen (智慧工会大屏) counts the online work of a federation's unions from Kafka events, scores and ranks them by a published scheme and shows the standings on a wall screen.",
		SilenceUsage:  true,
		SilenceErrors: true,
	}
	root.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return usageError{err} })
	root.AddCommand(demoCommand(), serveCommand(), migrateCommand(), importCommand(), registryCommand(), reconcileCommand(), versionCommand())
	for _, command := range root.Commands() {
		wrapArgs(command)
	}
	return root
}

// wrapArgs makes a wrong number of arguments a usage error.
func wrapArgs(command *cobra.Command) {
	if check := command.Args; check != nil {
		command.Args = func(c *cobra.Command, args []string) error {
			if err := check(c, args); err != nil {
				return usageError{err}
			}
			return nil
		}
	}
	for _, child := range command.Commands() {
		wrapArgs(child)
	}
}

func newLogger(w io.Writer, level string) *slog.Logger {
	return slog.New(slog.NewTextHandler(w, &slog.HandlerOptions{Level: logLevels[level]}))
}

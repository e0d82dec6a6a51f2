package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"

	"github.com/spf13/cobra"

	"unionscreen/ingest/event"
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
		Args:          cobra.NoArgs,
		RunE:          showHelp,
		// Cobra tells a missing or contradictory flag after this; asked here, it is a usage error like the others.
		PersistentPreRunE: func(cmd *cobra.Command, _ []string) error {
			if err := errors.Join(cmd.ValidateRequiredFlags(), cmd.ValidateFlagGroups()); err != nil {
				return usageError{err}
			}
			return nil
		},
	}
	root.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return usageError{err} })
	root.AddCommand(demoCommand(), serveCommand(), migrateCommand(), validateCommand(), importCommand(), registryCommand(), schemeCommand(), producersCommand(), auditCommand(), reconcileCommand(), exportCommand(), simulateCommand(), deadLettersCommand(), versionCommand())
	wrapArgs(root)
	return root
}

// showHelp is what a command does that only groups others. It makes cobra refuse an unknown one below it.
func showHelp(cmd *cobra.Command, _ []string) error { return cmd.Help() }

// execute runs the command line and answers the exit code: 0 done, 1 failed, 2 called wrongly. The error is printed
// here and nowhere else.
func execute(ctx context.Context, root *cobra.Command, stderr io.Writer) int {
	command, err := root.ExecuteContextC(ctx)
	var usage usageError
	switch {
	case err == nil:
		return 0
	case errors.As(err, &usage):
		fmt.Fprintf(stderr, "unionscreen: %s\nsee: %s --help\n", event.Redact(err.Error()), command.CommandPath())
		return 2
	case ctx.Err() != nil && errors.Is(err, context.Canceled):
		fmt.Fprintln(stderr, "unionscreen: interrupted before it was done; run the same command again")
		return 1
	default:
		fmt.Fprintln(stderr, "unionscreen:", event.Redact(err.Error()))
		return 1
	}
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
	return slog.New(slog.NewTextHandler(redactedLines{w}, &slog.HandlerOptions{Level: logLevels[level]}))
}

// redactedLines lets nobody's number into a log, whatever an error quotes: a path that was asked for, a statement that
// failed.
type redactedLines struct{ out io.Writer }

func (l redactedLines) Write(line []byte) (int, error) {
	if _, err := io.WriteString(l.out, event.Redact(string(line))); err != nil {
		return 0, err
	}
	return len(line), nil
}

package main

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"unionscreen/ingest/event"
	"unionscreen/queries/office"
)

func producersCommand() *cobra.Command {
	command := &cobra.Command{
		Use: "producers", Short: "Who may send events: sources, unions and tokens", Args: cobra.NoArgs, RunE: showHelp,
		Long: `Producers are bound to sources and to unions, which stand for everything below them too. As long as none is registered,
events of any source are taken in from Kafka. From the first one on, events of unregistered sources are rejected with
unknown_source and those for unions beyond a producer's with out_of_scope. A record that is read again, from a topic made
anew for example, is judged by the producers that are registered then.`,
	}
	token := &cobra.Command{Use: "token", Short: "Tokens of producers for events by HTTP", Args: cobra.NoArgs, RunE: showHelp}
	token.AddCommand(tokenAddCommand(), tokenRevokeCommand())
	command.AddCommand(producersAddCommand(), producersListCommand(), producersDisableCommand(), token)
	return command
}

// withOffice runs what a command does on the office store of an installation.
func (p *place) withOffice(cmd *cobra.Command, do func(ctx context.Context, store *office.Store, cfg Config) error) (err error) {
	app := &App{}
	defer app.finish(&err)
	store, cfg, err := p.office(cmd.Context(), app, false)
	if err != nil {
		return err
	}
	return do(cmd.Context(), store, cfg)
}

func producersAddCommand() *cobra.Command {
	var at place
	var sources, unions []string
	command := &cobra.Command{
		Use:     "add NAME --source S… --union CODE… (--dir D | --config F)",
		Short:   "Register a producer",
		Example: "  unionscreen producers add service-hall --source '/330110/*' --union 330110 --config config.yaml",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			for _, word := range slices.Concat(args, sources, unions) {
				if event.Redact(word) != word {
					return usageError{fmt.Errorf("%s holds a resident identity number or a mobile number; name the producer and its sources otherwise", word)}
				}
			}
			return at.withOffice(cmd, func(ctx context.Context, store *office.Store, _ Config) error {
				return store.AddProducer(ctx, operator("cli"), office.Producer{Name: args[0], Sources: sources, Unions: unions})
			})
		},
	}
	at.flags(command)
	command.Flags().StringArrayVar(&sources, "source", nil, "source of its events, exact or all below a path such as /330110/*; may be given again")
	command.Flags().StringArrayVar(&unions, "union", nil, "code of a union that it sends for, with everything below it; may be given again")
	return command
}

func producersDisableCommand() *cobra.Command {
	var at place
	command := &cobra.Command{
		Use: "disable NAME (--dir D | --config F)", Short: "Take a producer out for good, with its sources and tokens", Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return at.withOffice(cmd, func(ctx context.Context, store *office.Store, _ Config) error {
				return store.DisableProducer(ctx, operator("cli"), args[0])
			})
		},
	}
	at.flags(command)
	return command
}

func producersListCommand() *cobra.Command {
	var at place
	command := &cobra.Command{
		Use: "list (--dir D | --config F)", Short: "Print producers and their tokens", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return at.withOffice(cmd, func(ctx context.Context, store *office.Store, cfg Config) error {
				found, err := store.Producers(ctx)
				if err != nil {
					return err
				}
				zone, err := time.LoadLocation(cfg.Aggregator.Zone)
				if err != nil {
					return fmt.Errorf("aggregator.zone %q is not a time zone", cfg.Aggregator.Zone)
				}
				return printProducers(cmd.OutOrStdout(), found, zone, time.Now())
			})
		},
	}
	at.flags(command)
	return command
}

func printProducers(out io.Writer, found []office.Producer, zone *time.Location, now time.Time) error {
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	day := func(at time.Time) string {
		if at.IsZero() {
			return "never"
		}
		return at.In(zone).Format("2006-01-02 15:04")
	}
	fmt.Fprintln(table, "PRODUCER\tSTATE\tSOURCES OR EXPIRY\tUNIONS OR LAST USE")
	for _, p := range found {
		state := "registered"
		if !p.Disabled.IsZero() {
			state = "disabled " + day(p.Disabled)
		}
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\n", p.Name, state, strings.Join(p.Sources, " "), strings.Join(p.Unions, " "))
		for _, t := range p.Tokens {
			state := "holds"
			switch {
			case !t.Revoked.IsZero():
				state = "revoked " + day(t.Revoked)
			case !now.Before(t.Expires):
				state = "expired"
			}
			fmt.Fprintf(table, "  %s…\t%s\texpires %s\tused %s\n", t.Prefix, state, day(t.Expires), day(t.LastUsed))
		}
	}
	return table.Flush()
}

func tokenAddCommand() *cobra.Command {
	var at place
	var days int
	command := &cobra.Command{
		Use: "add NAME (--dir D | --config F)", Short: "Make a token for a producer and print it, this once", Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return at.withOffice(cmd, func(ctx context.Context, store *office.Store, _ Config) error {
				secret, err := store.AddToken(ctx, operator("cli"), args[0], time.Duration(days)*24*time.Hour)
				if err != nil {
					return err
				}
				fmt.Fprintln(cmd.OutOrStdout(), secret)
				return nil
			})
		},
	}
	at.flags(command)
	command.Flags().IntVar(&days, "days", 365, "for how many days it holds")
	return command
}

func tokenRevokeCommand() *cobra.Command {
	var at place
	command := &cobra.Command{
		Use: "revoke PREFIX (--dir D | --config F)", Short: "End a token, named by its first 12 characters, at once", Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return at.withOffice(cmd, func(ctx context.Context, store *office.Store, _ Config) error {
				return store.RevokeToken(ctx, operator("cli"), strings.TrimSuffix(args[0], "…"))
			})
		},
	}
	at.flags(command)
	return command
}

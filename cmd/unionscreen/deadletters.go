package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
	"time"
	"unicode"

	"github.com/spf13/cobra"

	"unionscreen/dashboard"
	"unionscreen/queries"
	"unionscreen/queries/office"
)

func deadLettersCommand() *cobra.Command {
	command := &cobra.Command{
		Use: "dead-letters", Args: cobra.NoArgs, RunE: showHelp,
		Short: "Look into rejected records, send them again or settle them",
		Long: "Rejected records lie in the ledger with their reason. They are listed per source and union, shown with what was\n" +
			"kept of them, mended and sent again, or settled with a note where they are rightly out.",
	}
	command.AddCommand(lettersList(), lettersShow(), lettersReplay(), lettersDismiss())
	return command
}

func lettersList() *cobra.Command {
	filter, counts := letterFilter{}, false
	command := &cobra.Command{
		Use: "list", Short: "List rejected records, latest first, or count them by source, union and reason", Args: cobra.NoArgs,
		Example: "  unionscreen dead-letters list --dir .data --union YT-C01\n  unionscreen dead-letters list --config /etc/unionscreen.yaml --reason bad_value --since 2026-09-01\n  unionscreen dead-letters list --dir .data --counts",
		RunE: func(command *cobra.Command, _ []string) error {
			return filter.withLedger(command, func(ctx context.Context, app *App, here *site) error {
				query, err := filter.query(here.product)
				if err != nil {
					return err
				}
				if counts {
					return countLetters(ctx, command.OutOrStdout(), here.product, query)
				}
				return listLetters(ctx, command.OutOrStdout(), here.product, query)
			})
		},
	}
	filter.flags(command)
	command.Flags().BoolVar(&counts, "counts", false, "count them by source, union and reason instead")
	return command
}

func listLetters(ctx context.Context, out io.Writer, made *product, query queries.RejectedFilter) error {
	list, err := made.store.RejectedRecords(ctx, query)
	if err != nil {
		return err
	}
	table := tabwriter.NewWriter(out, 0, 8, 2, ' ', 0)
	fmt.Fprintln(table, "RECORD\tTIME\tREASON\tSOURCE\tUNION\tTYPE")
	for _, r := range list {
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\t%s\n", letterName(r), r.RecordTime.In(made.rules.Calendar.Location()).Format(time.RFC3339), r.Reason, orDash(r.Source), orDash(r.Union), orDash(r.Type))
	}
	return table.Flush()
}

func countLetters(ctx context.Context, out io.Writer, made *product, query queries.RejectedFilter) error {
	counts, err := made.store.RejectedCounts(ctx, query)
	if err != nil {
		return err
	}
	table := tabwriter.NewWriter(out, 0, 8, 2, ' ', 0)
	fmt.Fprintln(table, "RECORDS\tREASON\tSOURCE\tUNION\tLAST")
	for _, n := range counts {
		fmt.Fprintf(table, "%d\t%s\t%s\t%s\t%s\n", n.Records, n.Reason, orDash(n.Source), orDash(n.Union), n.Last.In(made.rules.Calendar.Location()).Format(time.RFC3339))
	}
	return table.Flush()
}

func orDash(text string) string {
	if text == "" {
		return "-"
	}
	return text
}

func lettersShow() *cobra.Command {
	at := place{}
	command := &cobra.Command{
		Use: "show RECORD", Short: "Show a rejected record with what was kept of it", Args: cobra.ExactArgs(1),
		Example: "  unionscreen dead-letters show --dir .data 1234@CLUSTER/TOPIC/0",
		RunE: func(command *cobra.Command, args []string) error {
			return at.withLedger(command, func(ctx context.Context, app *App, here *site) error {
				record, err := letterOf(ctx, here.product, args[0])
				if err != nil {
					return err
				}
				fmt.Fprintf(command.OutOrStdout(), "record  %s\ntime    %s\nreason  %s\n        %s\nsource  %s\nunion   %s\ntype    %s\n", letterName(record),
					record.RecordTime.In(here.product.rules.Calendar.Location()).Format(time.RFC3339Nano), record.Reason, record.Detail, orDash(record.Source), orDash(record.Union), orDash(record.Type))
				if err := showHandlings(ctx, command.OutOrStdout(), here.product, record); err != nil {
					return err
				}
				fmt.Fprintf(command.OutOrStdout(), "\n%s\n", printableText(record.Payload))
				return nil
			})
		},
	}
	at.flags(command)
	return command
}

// printableText keeps what came from outside from steering a terminal, and from turning the order of what is read.
func printableText(payload []byte) string {
	return strings.Map(func(r rune) rune {
		if r != '\n' && r != '\t' && (unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || r == '\u2028' || r == '\u2029') {
			return '\ufffd'
		}
		return r
	}, strings.ToValidUTF8(string(payload), "\ufffd"))
}

// printableLine is such a text on one line, so that it cannot pass for the next.
func printableLine(text string) string {
	return printableText([]byte(strings.NewReplacer("\r\n", " ", "\n", " ", "\t", " ").Replace(text)))
}

func lettersReplay() *cobra.Command {
	filter, file, note := letterFilter{}, "", ""
	command := &cobra.Command{
		Use: "replay [RECORD]", Short: "Send rejected records again: one, mended from a file or as it is, or all that a filter names", Args: cobra.MaximumNArgs(1),
		Long: "Without --event a record is sent as it was received, which helps where its cause is gone: a producer that is\n" +
			"registered now, a program that is mended. What would be refused again is not sent, and is named. Everything sent is\n" +
			"noted with who sent it. An event counts once, however often it is sent.",
		Example: "  unionscreen dead-letters replay --dir .data 1234@CLUSTER/TOPIC/0 --event mended.json --note 'union code corrected'\n  unionscreen dead-letters replay --dir .data --reason unknown_source --source /330110/hall --note 'registered today'",
		RunE: func(command *cobra.Command, args []string) error {
			if len(args) == 0 && filter.reason == "" && filter.source == "" && filter.union == "" && filter.kind == "" {
				return errors.New("name a record, or narrow by --reason, --source, --union or --type what is to be sent again")
			}
			if file != "" && len(args) == 0 {
				return errors.New("--event mends one record: name it")
			}
			return filter.withLedger(command, func(ctx context.Context, app *App, here *site) error {
				return replayLetters(ctx, app, here, letterOrder{filter: filter, args: args, file: file, note: note, in: command.InOrStdin(), out: command.OutOrStdout()})
			})
		},
	}
	filter.flags(command)
	command.Flags().StringVar(&file, "event", "", "file with the mended event as JSON; - reads it from standard input")
	command.Flags().StringVar(&note, "note", "", "what was mended, for whoever looks at it later")
	return command
}

// letterOrder says what is to be sent again.
type letterOrder struct {
	filter     letterFilter
	args       []string
	file, note string
	in         io.Reader
	out        io.Writer
}

func replayLetters(ctx context.Context, app *App, here *site, order letterOrder) error {
	list, err := lettersMeant(ctx, here.product, order.filter, order.args)
	if err != nil {
		return err
	}
	var mended []byte
	if order.file != "" {
		if mended, err = readEventFile(order.in, order.file); err != nil {
			return err
		}
	}
	way, err := here.records(app)
	if err != nil {
		return err
	}
	sent, refused := 0, 0
	for _, record := range list {
		taken, err := way.Replay(ctx, operator("cli"), record, mended, order.note, everybody)
		switch {
		case errors.Is(err, dashboard.ErrNothingToSend):
			refused++
			fmt.Fprintf(order.out, "%s: nothing that could be sent again was kept of it: give the event with --event\n", letterName(record))
		case err != nil:
			return err
		case len(taken.Rejected) > 0:
			refused++
			fmt.Fprintf(order.out, "%s: would be refused again: %s: %s\n", letterName(record), taken.Rejected[0].Reason, taken.Rejected[0].Detail)
		default:
			sent++
		}
	}
	fmt.Fprintf(order.out, "%d sent, %d not\n", sent, refused)
	if refused > 0 {
		return errors.New("some records were not sent: each is named above with its reason")
	}
	return nil
}

// everybody is the scope of who operates the installation.
func everybody(string, string) (known, inScope bool) { return true, true }

func lettersDismiss() *cobra.Command {
	at, note := place{}, ""
	command := &cobra.Command{
		Use: "dismiss RECORD", Short: "Settle a rejected record that is rightly out, with a note why", Args: cobra.ExactArgs(1),
		Example: "  unionscreen dead-letters dismiss --dir .data 1234@CLUSTER/TOPIC/0 --note 'a test of the service hall'",
		RunE: func(command *cobra.Command, args []string) error {
			return at.withLedger(command, func(ctx context.Context, app *App, here *site) error {
				record, err := letterOf(ctx, here.product, args[0])
				if err != nil {
					return err
				}
				way, err := here.records(app)
				if err != nil {
					return err
				}
				return way.Dismiss(ctx, operator("cli"), record, note)
			})
		},
	}
	at.flags(command)
	command.Flags().StringVar(&note, "note", "", "why it is rightly out")
	if err := command.MarkFlagRequired("note"); err != nil {
		panic(err) // the flag was made the line before
	}
	return command
}

// showHandlings prints what was done about a record, oldest first.
func showHandlings(ctx context.Context, out io.Writer, made *product, record queries.RejectedRecord) error {
	name := office.Record{Src: record.Src, Offset: record.Offset}
	done, err := made.office.Handlings(ctx, []office.Record{name})
	for _, h := range done[name] {
		fmt.Fprintf(out, "%-7s %s by %s %s\n", h.Action, h.At.In(made.rules.Calendar.Location()).Format(time.RFC3339), printableLine(h.Who), printableLine(h.Note))
	}
	return err
}

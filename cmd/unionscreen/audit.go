package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"unionscreen/queries/office"
)

// errAltered makes audit verify exit with 1; the places are printed.
var errAltered = errors.New("the audit log is not as it was written")

func auditCommand() *cobra.Command {
	command := &cobra.Command{Use: "audit", Short: "The log of acts", Args: cobra.NoArgs, RunE: showHelp}
	command.AddCommand(auditVerifyCommand())
	return command
}

func auditVerifyCommand() *cobra.Command {
	var at place
	var anchor string
	command := &cobra.Command{
		Use:   "verify [--anchor NUMBER:HASH] (--dir D | --config F)",
		Short: "Walk the chain of the audit log and find every change",
		Long: `Recomputes the hash of every entry and holds the chain against the file of heads that lies beside the store. Whoever
can write both could forge both: note the head that this command prints at a place of its own, and give it again with
--anchor later. Without it a log that was forged whole, or whose end was cut together with its heads, is not found.`,
		Example: "  unionscreen audit verify --config config.yaml",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			var anchors []office.Anchor
			if anchor != "" {
				given, err := office.ParseAnchor(anchor)
				if err != nil {
					return usageError{err}
				}
				anchors = append(anchors, given)
			}
			return at.withOffice(cmd, func(ctx context.Context, store *office.Store, _ Config) error {
				found, err := store.VerifyAudit(ctx, anchors...)
				if err != nil {
					return err
				}
				for _, fault := range found.Faults {
					fmt.Fprintln(cmd.OutOrStdout(), fault)
				}
				fmt.Fprintf(cmd.OutOrStdout(), "%d entries, head %s, %d faults\n", found.Entries, found.Head, len(found.Faults))
				if len(found.Faults) > 0 {
					return errAltered
				}
				return nil
			})
		},
	}
	at.flags(command)
	command.Flags().StringVar(&anchor, "anchor", "", "a head that was noted elsewhere")
	return command
}

package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/spf13/cobra"

	"unionscreen/aggregator"
	"unionscreen/aggregator/recount"
	"unionscreen/queries"
)

// errDiffers makes reconcile exit with 1; the differences are printed.
var errDiffers = errors.New("the recount differs from the derived figures")

// attempts bounds how often a difference is looked at again on a running installation, where events that arrive
// between the two calculations make some that are none.
const attempts = 4

func reconcileCommand() *cobra.Command {
	var at place
	var id string
	command := &cobra.Command{
		Use:   "reconcile [--period P] (--dir D | --config F)",
		Short: "Recount a period from the ledger in plain Go and print what differs",
		Long: `Counts every figure of a period a second time, from the rows of the ledger without SQL or derived tables, and prints
the differences. On an installation that is running, a period that has not ended is compared as of the last midnight.`,
		Example: "  unionscreen reconcile --period 2026-Q3 --dir .data",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return at.withLedger(cmd, func(ctx context.Context, _ *App, here *site) error {
				return reconcile(ctx, here, id, cmd.OutOrStdout())
			})
		},
	}
	at.flags(command)
	command.Flags().StringVar(&id, "period", "", "quarter, year, month, week or day (default the running quarter)")
	return command
}

func reconcile(ctx context.Context, here *site, id string, out io.Writer) error {
	p := here.product
	calendar := p.rules.Calendar
	asOf := aggregator.PeriodAt(aggregator.KindDay, time.Now(), calendar).Start
	if here.own { // nobody else writes: the figures can be brought to this moment
		if err := p.caughtUp(ctx); err != nil {
			return err
		}
		asOf = p.ingest.AsOf()
		if _, err := p.store.Advance(ctx, asOf); err != nil {
			return err
		}
	}
	if id == "" {
		id = aggregator.PeriodAt(aggregator.KindQuarter, asOf, calendar).ID
	}
	period, err := aggregator.ParsePeriod(id, calendar)
	if err != nil {
		return err
	}
	window := queries.Window{Start: period.Start, End: period.End, AsOf: asOf}
	differences, err := p.lasting(ctx, window)
	if err != nil {
		return err
	}
	for _, d := range differences {
		fmt.Fprintln(out, d)
	}
	fmt.Fprintf(out, "%s as of %s: %d differences\n", period.ID, asOf.In(calendar.Location()).Format(time.RFC3339), len(differences))
	if len(differences) > 0 {
		return errDiffers
	}
	return nil
}

// lasting answers the differences that stay when looked at again.
func (p *product) lasting(ctx context.Context, window queries.Window) ([]recount.Difference, error) {
	rules := recount.Rules{Zone: p.rules.Calendar.Location(), RepeatLimit: p.rules.Guard.RepeatLimit, Crawler: p.guard.Is, ReadsBasis: p.rules.ReadsBasis, Limit: p.limits.Limit}
	var left []recount.Difference
	for attempt := range attempts {
		found, err := aggregator.Reconcile(ctx, p.store, p.store, rules, window)
		if err != nil {
			return nil, err
		}
		if attempt == 0 {
			left = found
		} else {
			left = inBoth(left, found)
		}
		if len(left) == 0 {
			return nil, nil
		}
	}
	return left, nil
}

// inBoth keeps the differences that are off by the same amount in both looks.
func inBoth(a, b []recount.Difference) []recount.Difference {
	type key struct {
		union, indicator string
		by               int64
	}
	again := map[key]bool{}
	for _, d := range b {
		again[key{d.Union, d.Indicator, d.First - d.Second}] = true
	}
	var both []recount.Difference
	for _, d := range a {
		if again[key{d.Union, d.Indicator, d.First - d.Second}] {
			both = append(both, d)
		}
	}
	return both
}

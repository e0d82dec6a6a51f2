package main

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"unionscreen/aggregator"
	"unionscreen/aggregator/scheme"
	"unionscreen/ingest/event"
	"unionscreen/queries/office"
)

func schemeCommand() *cobra.Command {
	command := &cobra.Command{
		Use: "scheme", Short: "Evaluation schemes (考核方案): check, compare, print", Args: cobra.NoArgs, RunE: showHelp,
	}
	command.AddCommand(schemeCheckCommand(), schemeDiffCommand(), schemeShowCommand(), schemeSchemaCommand())
	return command
}

func schemeCheckCommand() *cobra.Command {
	var targets, registry string
	command := &cobra.Command{
		Use:   "check FILE",
		Short: "Check a scheme, and what its targets and groups need",
		Long: `Checks the document whole and names every fault by its line. With --targets the rows of a targets file are
checked against it; with --registry each union of the ranked level must be in exactly one group, and each union that
has a target must be there. FILE may be the name of a built-in scheme. The exit code is 1 if there is any fault.`,
		Example: `  unionscreen scheme check mine.yaml
  unionscreen scheme check mine.yaml --targets targets.csv --registry unions.xlsx`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return checkScheme(args[0], targets, registry, cmd.OutOrStdout())
		},
	}
	command.Flags().StringVar(&targets, "targets", "", "CSV with union,period,indicator,target")
	command.Flags().StringVar(&registry, "registry", "", "CSV or XLSX of unions, as for registry import")
	return command
}

func checkScheme(name, targetsPath, registryPath string, out io.Writer) error {
	document, err := readDocument(name)
	if err != nil {
		return err
	}
	var faults []error
	rules, err := scheme.Parse(document)
	if err != nil {
		faults = append(faults, fmt.Errorf("read scheme %s:\n%w", name, err))
	}
	var unions []office.Union
	if registryPath != "" {
		unions, err = registryFile(registryPath)
		faults = append(faults, err)
	}
	var targets scheme.Targets
	if rules != nil {
		targets, err = readTargets(rules, targetsPath)
		faults = append(faults, err)
	}
	var tree *aggregator.Tree
	if rules != nil && len(unions) > 0 {
		tree, err = aggregator.CheckRegistry(rules, "", unions)
		faults = append(faults, err, strangers(targets, unions))
	}
	if err := errors.Join(faults...); err != nil {
		fmt.Fprintln(out, event.Redact(err.Error()))
		return fmt.Errorf("check %s: mend what the lines above name", name)
	}
	printScheme(out, rules)
	if targetsPath != "" {
		fmt.Fprintf(out, "targets   %d of %d unions, hash %s\n", targets.Len(), len(targets.Unions()), targets.Hash())
	}
	if tree != nil {
		fmt.Fprintf(out, "registry  %d unions; each one of the ranked level is in exactly one group\n", len(unions))
	}
	return nil
}

// strangers finds the unions that have a target but are not in the registry: a code was mistyped, and the union that was
// meant would be scored against something else.
func strangers(targets scheme.Targets, unions []office.Union) error {
	var faults []error
	for _, code := range targets.Unions() {
		if !slices.ContainsFunc(unions, func(u office.Union) bool { return u.Code == code }) {
			faults = append(faults, fmt.Errorf("targets: %s is not in the registry", code))
		}
	}
	return errors.Join(faults...)
}

func printScheme(out io.Writer, rules *scheme.Scheme) {
	fmt.Fprintf(out, "scheme    %s: %s / %s\nhash      %s\n", rules.ID, rules.Names.ZH, rules.Names.EN, rules.Hash())
	var own []string
	for _, g := range rules.Groups {
		fmt.Fprintf(out, "group     %s: %s / %s, %d items, full marks %s\n", g.ID, g.Names.ZH, g.Names.EN, len(g.Items), g.FullMarks.Text('f'))
		for _, item := range g.Items {
			stated := item.Target != nil || item.TargetOf.Of != ""
			if item.Method == scheme.MethodTarget && !stated && !slices.Contains(own, item.Key()) {
				own = append(own, item.Key())
			}
		}
	}
	if len(own) > 0 {
		fmt.Fprintf(out, "note      %s: without a target; for a union that the targets file does not name the item does not apply\n", strings.Join(own, ", "))
	}
}

func schemeDiffCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "diff BEFORE AFTER",
		Short: "Print what another version of a scheme changes, row by row",
		Long: `Prints each change in Chinese and English: first what holds for the whole scheme, then adjustments, then group by
group. Comments, layout and notation are no change. Each argument is a file or the name of a built-in scheme.`,
		Example: "  unionscreen scheme diff adopted.yaml draft.yaml\n  unionscreen scheme diff union-work mine.yaml",
		Args:    cobra.ExactArgs(2),
		RunE: func(cmd *cobra.Command, args []string) error {
			before, first := readScheme(args[0])
			after, second := readScheme(args[1])
			if err := errors.Join(first, second); err != nil {
				return err
			}
			out := cmd.OutOrStdout()
			fmt.Fprintf(out, "before  %s %s\nafter   %s %s\n", before.ID, before.Hash(), after.ID, after.Hash())
			changes := scheme.Diff(before, after)
			for _, c := range changes {
				fmt.Fprintf(out, "\n%s\n  %s\n", c.Words.ZH, c.Words.EN)
			}
			if len(changes) == 0 {
				fmt.Fprintln(out, "\n没有变化 / no change")
				return nil
			}
			fmt.Fprintf(out, "\n%d 处变化 / changes: %d\n", len(changes), len(changes))
			return nil
		},
	}
}

func schemeShowCommand() *cobra.Command {
	names := strings.Join(scheme.Builtins(), ", ")
	return &cobra.Command{
		Use:       "show NAME",
		Short:     "Print the text of a built-in scheme, to be edited: " + names,
		Example:   "  unionscreen scheme show union-work > mine.yaml",
		Args:      cobra.ExactArgs(1),
		ValidArgs: scheme.Builtins(),
		RunE: func(cmd *cobra.Command, args []string) error {
			document, known := scheme.Builtin(args[0])
			if !known {
				return usageError{fmt.Errorf("no scheme %q is built in; there are %s", args[0], names)}
			}
			return printed(cmd.OutOrStdout(), document)
		},
	}
}

func schemeSchemaCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "schema",
		Short: "Print the JSON Schema of a scheme's document, for editors",
		Example: `  unionscreen scheme schema > scheme.schema.json
  # the first line of mine.yaml: yaml-language-server: $schema=scheme.schema.json`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return printed(cmd.OutOrStdout(), scheme.Schema()) },
	}
}

func printed(out io.Writer, text []byte) error {
	if _, err := out.Write(text); err != nil {
		return fmt.Errorf("print: %w", err)
	}
	return nil
}

package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"unionscreen/ingest/event"
	"unionscreen/ingest/feed/document"
)

func validateCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "validate FILE",
		Short: "Check a file of events as they would be checked on arrival",
		Long: `Judges each event of a file by the checks that records of Kafka go through, and sends nothing. FILE holds events of
CloudEvents 1.0: one a line (NDJSON), or a JSON list of them, or a single one; "-" reads standard input.

Each fault is printed as "line N: reason: sentence", with the event's type and id where they can be read; identity and
mobile numbers are blotted out. The last line counts the events. The exit code is 0 if none is rejected, 1 if any is.

What a file alone cannot tell is not judged: whether a time lies ahead of the record's timestamp, whether the source is
registered for the union, whether another event has the same source and id.`,
		Example: `  unionscreen validate events.ndjson
  kcat -b broker:9092 -C -e -t completions | unionscreen validate -`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			name, in := "standard input", cmd.InOrStdin()
			if args[0] != "-" {
				file, err := os.Open(args[0])
				if err != nil {
					return fmt.Errorf("validate: %w", err)
				}
				defer func() { _ = file.Close() }() // read only
				name, in = args[0], file
			}
			return validate(cmd.Context(), name, in, cmd.OutOrStdout())
		},
	}
}

func validate(ctx context.Context, name string, in io.Reader, out io.Writer) (err error) {
	cfg := event.Default()
	cfg.Key = []byte("no hash of this leaves the process")
	decoder, err := event.New(cfg)
	if err != nil {
		return err
	}
	file, err := document.Open(in, cfg.MaxBytes)
	if err != nil {
		return fmt.Errorf("validate %s: %w", name, err)
	}
	report := bufio.NewWriter(out)
	accepted, rejected := 0, 0
	for {
		p, err := file.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err = errors.Join(err, ctx.Err()); err != nil {
			return errors.Join(fmt.Errorf("validate %s, line %d: %w", name, file.Line(), err), report.Flush())
		}
		rejection := p.Fault
		if rejection == nil {
			_, rejection = decoder.Decode(event.Input{Value: p.Value})
		}
		if rejection == nil {
			accepted++
			continue
		}
		rejected++
		fmt.Fprintf(report, "line %d: %s: %s%s\n", p.Line, rejection.Reason, rejection.Detail, which(p, rejection))
	}
	fmt.Fprintf(report, "%d accepted, %d rejected\n", accepted, rejected)
	if err := report.Flush(); err != nil {
		return fmt.Errorf("print report: %w", err)
	}
	if rejected > 0 {
		return fmt.Errorf("validate %s: %d of %d events would be rejected; mend what the lines above name", name, rejected, accepted+rejected)
	}
	return nil
}

// which names the event beside its line, as far as it can be read.
func which(p document.Piece, r *event.Rejection) string {
	var parts []string
	if p.Index > 0 {
		parts = append(parts, "event "+strconv.Itoa(p.Index)+" of the list")
	}
	if r.Type != "" {
		parts = append(parts, "type "+r.Type)
	}
	if r.ID != "" {
		parts = append(parts, "id "+r.ID)
	}
	if len(parts) == 0 {
		return ""
	}
	return " [" + strings.Join(parts, ", ") + "]"
}

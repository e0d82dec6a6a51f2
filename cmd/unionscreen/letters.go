package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"unionscreen/queries"
)

// letterFilter narrows what dead-letters works on.
type letterFilter struct {
	place
	union, source, kind, reason, since string
	limit                              int
}

func (f *letterFilter) flags(command *cobra.Command) {
	f.place.flags(command)
	flags := command.Flags()
	flags.StringVar(&f.union, "union", "", "only of this union and everything below it")
	flags.StringVar(&f.source, "source", "", "only of this source")
	flags.StringVar(&f.kind, "type", "", "only of this type of event")
	flags.StringVar(&f.reason, "reason", "", "only for this reason, whole or the word before its colon")
	flags.StringVar(&f.since, "since", "", "only records since this day (2026-09-30) or instant (RFC 3339)")
	flags.IntVar(&f.limit, "limit", 100, "at most so many records, latest first")
}

// query is the filter as the store takes it.
func (f *letterFilter) query(made *product) (queries.RejectedFilter, error) {
	q := queries.RejectedFilter{Source: f.source, Type: f.kind, Reason: f.reason, Limit: f.limit}
	if f.limit < 1 || f.limit > mostLetters {
		return q, fmt.Errorf("--limit %d: give 1 to %d", f.limit, mostLetters)
	}
	if f.union != "" {
		q.Within = below(made, f.union)
	}
	if f.since == "" {
		return q, nil
	}
	var err error
	if q.From, err = time.Parse(time.RFC3339Nano, f.since); err == nil {
		return q, nil
	}
	if q.From, err = time.ParseInLocation(time.DateOnly, f.since, made.rules.Calendar.Location()); err != nil {
		return q, fmt.Errorf("--since %q: give a day such as 2026-09-30, or an instant with its offset", f.since)
	}
	return q, nil
}

// mostLetters bounds what one command reads into memory.
const mostLetters = 100_000

// below lists a union and everything under it.
func below(made *product, code string) []string {
	list := []string{code}
	for i := 0; i < len(list); i++ {
		for _, u := range made.unions {
			if u.Parent == list[i] {
				list = append(list, u.Code)
			}
		}
	}
	return list
}

// lettersMeant are the record named, or all that the filter names, each with its payload.
func lettersMeant(ctx context.Context, made *product, filter letterFilter, args []string) ([]queries.RejectedRecord, error) {
	if len(args) == 1 {
		record, err := letterOf(ctx, made, args[0])
		return []queries.RejectedRecord{record}, err
	}
	query, err := filter.query(made)
	if err != nil {
		return nil, err
	}
	list, err := made.store.RejectedRecords(ctx, query)
	for i := range list {
		if err != nil {
			return nil, err
		}
		list[i], err = made.store.RejectedRecord(ctx, list[i].Src, list[i].Offset)
	}
	return list, err
}

func readEventFile(in io.Reader, file string) ([]byte, error) {
	if file == "-" {
		return io.ReadAll(io.LimitReader(in, 1<<20))
	}
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("read the mended event: %w", err)
	}
	return text, nil
}

// letterName writes a record as OFFSET@SOURCE: a source may begin with a dash, which would be read as a flag.
func letterName(r queries.RejectedRecord) string { return fmt.Sprintf("%d@%s", r.Offset, r.Src) }

// letterOf finds the record that OFFSET@SOURCE names.
func letterOf(ctx context.Context, made *product, name string) (queries.RejectedRecord, error) {
	number, src, ok := strings.Cut(name, "@")
	offset, err := strconv.ParseUint(number, 10, 63)
	if !ok || err != nil {
		return queries.RejectedRecord{}, fmt.Errorf("%q names no record: give it as `dead-letters list` prints it, OFFSET@SOURCE", name)
	}
	record, err := made.store.RejectedRecord(ctx, src, offset)
	if errors.Is(err, queries.ErrNoRecord) {
		return record, fmt.Errorf("there is no rejected record at %s: `dead-letters list` shows them", name)
	}
	return record, err
}

package queries

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"
)

// unionsOfQuestion bounds the unions that one question about subtrees names: parameters travel in the address of the
// request.
const unionsOfQuestion = 4000

// Readers counts the distinct readers over the unions of each subtree: of readings that the guard lets through and that
// count. Persons that platforms report are not among them.
func (s *Store) Readers(ctx context.Context, w Window, where Where, subtrees map[string][]string) (map[string]int64, error) {
	counts := make(map[string]int64, len(subtrees))
	for key := range subtrees {
		counts[key] = 0
	}
	text, err := statement("readers")
	if err != nil {
		return nil, err
	}
	stale, err := s.staleCells(ctx, w)
	if err != nil {
		return nil, fmt.Errorf("count readers: %w", err)
	}
	var more []any
	if len(stale) > 0 {
		var computed string
		if computed, more, err = s.computing(ctx, stale, w.until()); err != nil {
			return nil, fmt.Errorf("count readers: %w", err)
		}
		text = strings.Replace(text, cellTable, "(SELECT * FROM "+cellTable+" WHERE NOT has(arrayZip({cell_days:Array(Date)}, {cell_unions:Array(String)}), (day, toString(union)))\nUNION ALL\nSELECT * FROM "+computed+")", 1)
	}
	for _, part := range cutSubtrees(subtrees) {
		if err := s.readersOf(ctx, text, w, where, part, counts, more); err != nil {
			return nil, fmt.Errorf("count readers: %w", err)
		}
	}
	return counts, nil
}

// cutSubtrees cuts the subtrees into lists of keys whose unions fit into one question each.
func cutSubtrees(subtrees map[string][]string) []map[string][]string {
	var parts []map[string][]string
	part, size := map[string][]string{}, 0
	for _, key := range slices.Sorted(maps.Keys(subtrees)) {
		unions := subtrees[key]
		if size > 0 && size+len(unions) > unionsOfQuestion {
			parts = append(parts, part)
			part, size = map[string][]string{}, 0
		}
		part[key], size = unions, size+len(unions)+1
	}
	return append(parts, part)
}

func (s *Store) readersOf(ctx context.Context, text string, w Window, where Where, subtrees map[string][]string, counts map[string]int64, more []any) error {
	keys := make([]string, 0, len(subtrees))
	members := make([][]string, 0, len(subtrees))
	for key, unions := range subtrees {
		keys, members = append(keys, key), append(members, some(unions))
	}
	first, _ := s.days(w)
	args := where.args(arg("until", micros(w.until())), arg("first_day", first), arg("last_day", s.lastRow(w)), arg("keys", keys), arg("members", members))
	return s.eachOf(ctx, func(r driver.Rows) error {
		var key string
		var n uint64
		if err := r.Scan(&key, &n); err != nil {
			return err
		}
		counts[key] = int64(n)
		return nil
	}, "readers", text, append(args, more...)...)
}

// staleCells lists the cells of readings in the window whose stored counts do not hold at its instant.
func (s *Store) staleCells(ctx context.Context, w Window) (stale []cell, err error) {
	first, _ := s.days(w)
	return stale, s.each(ctx, func(r driver.Rows) error {
		var day time.Time
		var union string
		if err := r.Scan(&day, &union); err != nil {
			return err
		}
		stale = append(stale, cell{Reads, day.Format(time.DateOnly), union})
		return nil
	}, "cells_stale", arg("until", micros(w.until())), arg("first_day", first), arg("last_day", s.lastRow(w)))
}

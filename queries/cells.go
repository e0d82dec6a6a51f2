package queries

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"
)

// cell is a union's own day of one family.
type cell struct{ family, day, union string }

// dirt is what must be computed anew.
type dirt struct {
	cells    map[cell]bool
	things   map[string]map[string]bool // family → things, beyond those of the span's own rows
	pairs    map[string]map[string]bool // family → things with a person, as pair writes them
	complete bool                       // a source.complete may have come or gone

	// baselines says that an article's publication may have changed by which the first row of a running total counts.
	baselines bool
}

func newDirt() *dirt {
	return &dirt{cells: map[cell]bool{}, things: map[string]map[string]bool{}, pairs: map[string]map[string]bool{}}
}

func (d *dirt) add(p place) {
	switch p.family {
	case Control:
		d.complete = true
		return
	case Reads:
		if p.thing == "" {
			break // a single reading counts by its cell
		}
		fallthrough
	default:
		if d.things[p.family] == nil {
			d.things[p.family], d.pairs[p.family] = map[string]bool{}, map[string]bool{}
		}
		d.things[p.family][p.thing] = true
		d.pairs[p.family][pair(p.thing, p.person)] = true
	}
	d.cells[cell{p.family, p.day, p.union}] = true
	if p.unionTo != "" {
		d.cells[cell{p.family, p.day, p.unionTo}] = true
	}
}

// pair writes a thing and a person as the questions that fold pairs do.
func pair(thing, person string) string { return thing + "\x00" + person }

// families lists those whose figures may have changed.
func (d *dirt) families(sp span) map[string]bool {
	dirty := map[string]bool{}
	for c := range d.cells {
		dirty[c.family] = true
	}
	if dirty[Activities] && (sp.said[joinedType] || len(d.things[Activities]) > 0) ||
		dirty[Applications] && (sp.said[askedType] || len(d.things[Applications]) > 0) {
		dirty[Doings] = true
	}
	if d.baselines {
		dirty[Reads] = true
	}
	if d.complete || sp.said[completeType] {
		for _, family := range Families() {
			dirty[family] = true
		}
	}
	return dirty
}

// sorted lists the dirty cells of readings and the others, days together.
func (d *dirt) sorted() (readings, others []cell) {
	for c := range d.cells {
		if c.family == Reads {
			readings = append(readings, c)
		} else {
			others = append(others, c)
		}
	}
	for _, cells := range [][]cell{readings, others} {
		slices.SortFunc(cells, func(a, b cell) int {
			return cmp.Or(strings.Compare(a.family, b.family), strings.Compare(a.day, b.day), strings.Compare(a.union, b.union))
		})
	}
	return readings, others
}

// touchedCells adds the cells of the span's own rows.
func (s *Store) touchedCells(ctx context.Context, sp span, dirty *dirt) error {
	return s.each(ctx, func(r driver.Rows) error {
		var c cell
		var day time.Time
		if err := r.Scan(&c.family, &day, &c.union); err != nil {
			return err
		}
		c.day = day.Format(time.DateOnly)
		dirty.cells[c] = true
		return nil
	}, "cells_arriving", sp.args()...)
}

// cellsOfQuestion bounds the cells in one question: its memory with readings,
// and the length of its parameters.
const cellsOfQuestion = 500

// A question about readings covers so many cells that about a million readings meet in it, within these bounds. When
// everything is computed anew the span says how many there are; else cells may hold more than the span brings.
const (
	fewestCells  = 20
	cellsOfBuild = 2000
)

func cellsAtOnce(sp span, cells int) int {
	most := cellsOfQuestion
	if sp.from == 0 {
		most = cellsOfBuild
	}
	return min(max(cells*rowsOfBucket/int(max(sp.rows, 1)), fewestCells), most)
}

// writeReadings computes cells of readings and shares from the ledger and puts
// them in place; a cell without any event that counts is written as empty. It
// gives back those that hold events ahead of asOf, and the earliest of them.
func (s *Store) writeReadings(ctx context.Context, sp span, cells []cell, asOf int64) (map[cell]int64, error) {
	ahead := map[cell]int64{}
	for part := range slices.Chunk(cells, cellsAtOnce(sp, len(cells))) {
		if err := s.execInto(ctx, "add_reading_cells", "cells_reads", s.readingArgs(part, asOf, sp.to, sp.version)...); err != nil {
			return nil, err
		}
		if err := s.readAhead(ctx, ahead, part[0].day, part[len(part)-1].day, sp.version); err != nil {
			return nil, err
		}
	}
	return ahead, nil
}

// The days between which all cells lie.
const firstDay, lastDay = "1970-01-01", "2149-06-06"

// readAhead notes the cells of readings that hold events ahead, of one version or (0) of all.
func (s *Store) readAhead(ctx context.Context, ahead map[cell]int64, from, to string, version uint64) error {
	return s.each(ctx, func(r driver.Rows) error {
		var day time.Time
		var union string
		var at int64
		if err := r.Scan(&day, &union, &at); err != nil {
			return err
		}
		ahead[cell{Reads, day.Format(time.DateOnly), union}] = at
		return nil
	}, "cells_ahead", arg("first_day", from), arg("last_day", to), arg("version", version))
}

// tellCells adds the cells that take readings for untold of which the span's rows report the figures.
func (s *Store) tellCells(ctx context.Context, sp span, dirty *dirt) error {
	return s.each(ctx, func(r driver.Rows) error {
		var day time.Time
		var union string
		if err := r.Scan(&day, &union); err != nil {
			return err
		}
		dirty.cells[cell{Reads, day.Format(time.DateOnly), union}] = true
		return nil
	}, "cells_told", sp.args()...)
}

// presence computes when each cell of the other families had its earliest event.
func (s *Store) presence(ctx context.Context, cells []cell, to int64) (map[cell]int64, error) {
	found := map[cell]int64{}
	for part := range slices.Chunk(cells, cellsOfQuestion) {
		days, unions := axes(part)
		families := make([]string, len(part))
		for i, c := range part {
			families[i] = c.family
		}
		err := s.each(ctx, func(r driver.Rows) error {
			var c cell
			var at int64
			var day time.Time
			if err := r.Scan(&c.family, &day, &c.union, &at); err != nil {
				return err
			}
			c.day = day.Format(time.DateOnly)
			found[c] = at
			return nil
		}, "cells_presence", arg("families", families), arg("days", days), arg("unions", unions), arg("to", to))
		if err != nil {
			return nil, err
		}
	}
	return found, nil
}

func axes(cells []cell) (days, unions []string) {
	for _, c := range cells {
		days, unions = append(days, c.day), append(unions, c.union)
	}
	return days, unions
}

// writePresence puts cells of the other families in place. A dirty cell without
// an event holds nothing any more and is written as such.
func (s *Store) writePresence(ctx context.Context, sp span, cells []cell) error {
	if len(cells) == 0 {
		return nil
	}
	earliest, err := s.presence(ctx, cells, sp.to)
	if err != nil {
		return err
	}
	var families, unions []string
	var days, firsts []time.Time
	var versions []uint64
	for _, c := range cells {
		day, err := time.Parse(time.DateOnly, c.day)
		if err != nil {
			return err
		}
		families, days, unions = append(families, c.family), append(days, day), append(unions, c.union)
		firsts, versions = append(firsts, instant(earliest[c])), append(versions, sp.version)
	}
	return s.insert(ctx, "add_cells", []column{
		{"family", "String", families},
		{"day", "Date", days},
		{"union", "String", unions},
		{"first", microsecond, firsts},
		{"version", "UInt64", versions},
	})
}

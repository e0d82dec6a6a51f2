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

// counts is what a cell holds; instants in microseconds, 0 is none.
type counts struct {
	first                    int64 // earliest event that is not out
	counted, ahead           int64 // the numbers hold for every as_of in (counted, ahead]
	reads, crawler, repeated uint64
}

// dirt is what must be computed anew.
type dirt struct {
	cells    map[cell]bool
	things   map[string]map[string]bool // family → things, beyond those of the span's own rows
	pairs    map[string]map[string]bool // family → things with a person, as pair writes them
	complete bool                       // a source.complete may have come or gone
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
		dirty[Members] = true // whoever joins or applies is an active member
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

// readings computes cells of readings from the ledger, up to arrival to.
// Cells without any reading that counts are absent.
func (s *Store) readings(ctx context.Context, cells []cell, asOf, to int64) (map[cell]counts, error) {
	found := map[cell]counts{}
	for part := range slices.Chunk(cells, cellsOfQuestion) {
		days, unions := axes(part)
		err := s.each(ctx, func(r driver.Rows) error {
			c := cell{family: Reads}
			var n counts
			var day time.Time
			if err := r.Scan(&day, &c.union, &n.first, &n.counted, &n.ahead, &n.reads, &n.crawler, &n.repeated); err != nil {
				return err
			}
			c.day = day.Format(time.DateOnly)
			found[c] = n
			return nil
		}, "cells_reads", arg("days", days), arg("unions", unions), arg("asof", asOf), arg("to", to),
			arg("list", s.cfg.CrawlerVersion), arg("limit", uint64(s.cfg.RepeatLimit)))
		if err != nil {
			return nil, err
		}
	}
	return found, nil
}

// presence computes when each cell of the other families had its earliest event.
func (s *Store) presence(ctx context.Context, cells []cell, to int64) (map[cell]counts, error) {
	found := map[cell]counts{}
	for part := range slices.Chunk(cells, cellsOfQuestion) {
		days, unions := axes(part)
		families := make([]string, len(part))
		for i, c := range part {
			families[i] = c.family
		}
		err := s.each(ctx, func(r driver.Rows) error {
			var c cell
			var n counts
			var day time.Time
			if err := r.Scan(&c.family, &day, &c.union, &n.first); err != nil {
				return err
			}
			c.day = day.Format(time.DateOnly)
			found[c] = n
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

// writeCells puts computed cells in place. A dirty cell without an answer holds
// nothing any more and is written as such.
func (s *Store) writeCells(ctx context.Context, dirty *dirt, computed map[cell]counts, version uint64) error {
	if len(dirty.cells) == 0 {
		return nil
	}
	var families, unions []string
	var days, firsts, counted, ahead []time.Time
	var reads, crawlers, repeated, versions []uint64
	for c := range dirty.cells {
		day, err := time.Parse(time.DateOnly, c.day)
		if err != nil {
			return err
		}
		n := computed[c]
		families, days, unions = append(families, c.family), append(days, day), append(unions, c.union)
		firsts, counted, ahead = append(firsts, instant(n.first)), append(counted, instant(n.counted)), append(ahead, instant(n.ahead))
		reads, crawlers, repeated = append(reads, n.reads), append(crawlers, n.crawler), append(repeated, n.repeated)
		versions = append(versions, version)
	}
	return s.insert(ctx, "add_cells", []column{
		{"family", "String", families},
		{"day", "Date", days},
		{"union", "String", unions},
		{"first", microsecond, firsts},
		{"counted", microsecond, counted},
		{"ahead", microsecond, ahead},
		{"reads", "UInt64", reads},
		{"crawler", "UInt64", crawlers},
		{"repeated", "UInt64", repeated},
		{"version", "UInt64", versions},
	})
}

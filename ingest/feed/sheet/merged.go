package sheet

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// area is a merged range, counted from 1 (rows) and 0 (columns).
type area struct {
	top, bottom, left, right int
	text                     string // of the first cell
}

// maxMerged bounds the merged ranges of a sheet; a table of data has few.
const maxMerged = 65_536

// parseArea reads B2:D5.
func parseArea(ref string) (area, error) {
	from, to, two := strings.Cut(ref, ":")
	if !two {
		to = from
	}
	left, top, err1 := parseCell(from)
	right, bottom, err2 := parseCell(to)
	if err := errors.Join(err1, err2); err != nil || left > right || top > bottom {
		return area{}, fmt.Errorf("the merged range %q is none; open the file and save it again as XLSX", shorten(ref))
	}
	return area{top: top, bottom: bottom, left: left, right: right}, nil
}

// parseCell reads AB12 as column 27, row 12.
func parseCell(ref string) (column, row int, err error) {
	letters := strings.TrimRight(ref, "0123456789")
	row, err = strconv.Atoi(ref[len(letters):])
	if letters == "" || len(letters) > 3 || err != nil || row < 1 {
		return 0, 0, fmt.Errorf("%q is no cell", shorten(ref))
	}
	for _, c := range []byte(letters) {
		if c < 'A' || c > 'Z' {
			return 0, 0, fmt.Errorf("%q is no cell", shorten(ref))
		}
		column = column*26 + int(c-'A'+1)
	}
	return column - 1, row, nil
}

// spread treats the cells that merged ranges cover. Ranges that overlap no program makes; they would cost us the product
// of rows and ranges.
func (b *book) spread(rec *record) error {
	b.open = slices.DeleteFunc(b.open, func(a area) bool { return a.bottom < rec.number })
	for len(b.merged) > 0 && b.merged[0].top <= rec.number {
		a := b.merged[0]
		b.merged = b.merged[1:]
		if a.bottom < rec.number || a.left >= b.limits.Columns {
			continue
		}
		if a.top == rec.number && a.left < len(rec.cells) {
			a.text = rec.cells[a.left]
		}
		a.right = min(a.right, b.limits.Columns-1)
		b.open = append(b.open, a)
	}
	width := 0
	for _, a := range b.open {
		if width += a.right - a.left + 1; width > b.limits.Columns {
			return fmt.Errorf("row %d: merged ranges overlap; open the file and save it again as XLSX", rec.number)
		}
		b.cover(rec, a)
	}
	return nil
}

func (b *book) cover(rec *record, a area) {
	for c := a.left; c <= a.right; c++ {
		if rec.number == a.top && c == a.left {
			continue
		}
		for len(rec.cells) <= c {
			rec.cells = append(rec.cells, "")
		}
		if rec.number <= b.fill {
			rec.cells[c] = a.text
		} else {
			rec.bad[c] = flaw{"merged_cells", "the cell is part of a merged range; take the range apart and put the value where it belongs, or set merged: fill in the mapping"}
		}
	}
}

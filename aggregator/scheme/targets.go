package scheme

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/cockroachdb/apd/v3"
)

// AnyPeriod stands in a targets file for every quarter that no other row names.
const AnyPeriod = "*"

type targetKey struct{ union, period, item string }

// Targets are what units are scored against, per union, period and item. The zero value has none.
type Targets struct {
	by map[targetKey]*apd.Decimal
}

// maxTargets bounds the file: 3,000 unions of 40 indicators are 5 MB.
const maxTargets = 16 << 20

// ReadTargets reads targets from UTF-8 CSV (a BOM is tolerated) with the header union,period,indicator,target. The
// period is a quarter, a year or AnyPeriod; the indicator is the id of an item, or of an indicator that this scheme
// does not use. The error joins every fault found, each a Fault with its line.
func (s *Scheme) ReadTargets(src io.Reader) (Targets, error) {
	raw, err := io.ReadAll(io.LimitReader(src, maxTargets+1))
	if err != nil {
		return Targets{}, fmt.Errorf("read targets: %w", err)
	}
	raw = bytes.TrimPrefix(raw, []byte("\ufeff"))
	r := &reader{}
	out := Targets{by: map[targetKey]*apd.Decimal{}}
	switch {
	case len(raw) > maxTargets:
		r.fault(0, "the file is larger than %d bytes", maxTargets)
	case !utf8.Valid(raw):
		r.fault(0, "the file is not UTF-8; save it as \"CSV UTF-8\"")
	default:
		out.read(r, raw, s.targeted())
	}
	if err := r.err(); err != nil {
		return Targets{}, err
	}
	return out, nil
}

var targetColumns = []string{"union", "period", "indicator", "target"}

// targeted holds what a row may name.
func (s *Scheme) targeted() map[string]bool {
	known := map[string]bool{}
	for id := range s.indicators {
		known[id] = true
	}
	for _, g := range s.Groups {
		for _, item := range g.Items {
			known[item.ID] = true
		}
	}
	return known
}

func (t Targets) read(r *reader, raw []byte, known map[string]bool) {
	cr := csv.NewReader(bytes.NewReader(raw))
	cr.FieldsPerRecord = -1
	header, err := cr.Read()
	if err != nil || !slices.Equal(header, targetColumns) {
		r.fault(1, "the first line must be %s", strings.Join(targetColumns, ","))
		return
	}
	lines := map[targetKey]int{}
	for {
		row, err := cr.Read()
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			var pe *csv.ParseError
			if errors.As(err, &pe) {
				r.fault(pe.StartLine, "not CSV: %v", pe.Err)
			} else {
				r.fault(0, "not CSV: %v", err)
			}
			return
		}
		line, _ := cr.FieldPos(0)
		if len(row) != len(targetColumns) {
			r.fault(line, "%d fields, the header has %d", len(row), len(targetColumns))
			continue
		}
		t.row(r, row, line, lines, known)
	}
}

func (t Targets) row(r *reader, row []string, line int, lines map[targetKey]int, known map[string]bool) {
	key := targetKey{union: strings.TrimSpace(row[0]), period: strings.TrimSpace(row[1]), item: strings.TrimSpace(row[2])}
	text := strings.TrimSpace(row[3])
	if key.union == "" {
		r.fault(line, "union is empty")
	}
	if key.period != AnyPeriod && !quarterOrYear.MatchString(key.period) {
		r.fault(line, "period %q is not a quarter like 2026-Q4, a year like 2026, or %s for every quarter", key.period, AnyPeriod)
	}
	if !known[key.item] {
		r.fault(line, "%q is neither an item of the scheme nor an indicator of this build", key.item)
	}
	if !number.MatchString(text) || strings.HasPrefix(text, "-") {
		r.fault(line, "target %q is not a number like 120 or 0.5", text)
		return
	}
	if first, twice := lines[key]; twice {
		r.fault(line, "the target of %s, %s, %s stands already in line %d", key.union, key.period, key.item, first)
		return
	}
	lines[key] = line
	t.by[key] = normal(text)
}

// of answers the target of a quarter.
func (t Targets) of(union, period string, item Item) *apd.Decimal {
	if d, ok := t.by[targetKey{union, period, item.Key()}]; ok {
		return d
	}
	if d, ok := t.by[targetKey{union, AnyPeriod, item.Key()}]; ok {
		return d
	}
	return item.Target
}

// Target answers what the union is scored against in a quarter or year; nil when there is no target. A year that no
// row names has the sum of its quarters' targets for a flow that adds up; the last quarter's for a stock, for a share and
// for what is counted over the year to date. When one of the quarters it needs has none, neither has the year.
func (s *Scheme) Target(targets Targets, union, period string, item Item) *apd.Decimal {
	if item.Method != MethodTarget {
		return nil
	}
	if strings.Contains(period, "-") {
		return targets.of(union, period, item)
	}
	if d, ok := targets.by[targetKey{union, period, item.Key()}]; ok {
		return d
	}
	if entry := s.indicators[item.Indicator]; entry.Kind == KindStock || !entry.Whole() || s.WindowOf(item) == WindowYearToDate {
		return targets.of(union, period+"-Q4", item)
	}
	exact := apd.BaseContext
	sum := new(apd.Decimal)
	for _, quarter := range []string{"-Q1", "-Q2", "-Q3", "-Q4"} {
		d := targets.of(union, period+quarter, item)
		if d == nil {
			return nil
		}
		if _, err := exact.Add(sum, sum, d); err != nil {
			return nil // not reached: the notation bounds the digits
		}
	}
	return sum
}

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

type targetKey struct{ union, period, indicator string }

// Targets are what units are scored against, per union, period and indicator. The zero value has none.
type Targets struct {
	by map[targetKey]*apd.Decimal
}

// maxTargets bounds the file: 3,000 unions of 40 indicators are 5 MB.
const maxTargets = 16 << 20

// ReadTargets reads targets from UTF-8 CSV (a BOM is tolerated) with the header union,period,indicator,target. The
// period is a quarter, a year or AnyPeriod. The error joins every fault found, each a Fault with its line.
func ReadTargets(src io.Reader) (Targets, error) {
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
		out.read(r, raw)
	}
	if err := r.err(); err != nil {
		return Targets{}, err
	}
	return out, nil
}

var targetColumns = []string{"union", "period", "indicator", "target"}

func (t Targets) read(r *reader, raw []byte) {
	cr := csv.NewReader(bytes.NewReader(raw))
	cr.FieldsPerRecord = -1
	header, err := cr.Read()
	if err != nil || !slices.Equal(header, targetColumns) {
		r.fault(1, "the first line must be %s", strings.Join(targetColumns, ","))
		return
	}
	entries, err := catalogue()
	if err != nil {
		r.fault(0, "%v", err)
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
		t.row(r, row, line, lines, entries)
	}
}

func (t Targets) row(r *reader, row []string, line int, lines map[targetKey]int, entries []Indicator) {
	key := targetKey{union: strings.TrimSpace(row[0]), period: strings.TrimSpace(row[1]), indicator: strings.TrimSpace(row[2])}
	text := strings.TrimSpace(row[3])
	if key.union == "" {
		r.fault(line, "union is empty")
	}
	if key.period != AnyPeriod && !quarterOrYear.MatchString(key.period) {
		r.fault(line, "period %q is not a quarter like 2026-Q4, a year like 2026, or %s for every quarter", key.period, AnyPeriod)
	}
	if !slices.ContainsFunc(entries, func(i Indicator) bool { return i.ID == key.indicator }) {
		r.fault(line, "%q is not an indicator of this build", key.indicator)
	}
	if !number.MatchString(text) || strings.HasPrefix(text, "-") {
		r.fault(line, "target %q is not a number like 120 or 0.5", text)
		return
	}
	if first, twice := lines[key]; twice {
		r.fault(line, "the target of %s, %s, %s stands already in line %d", key.union, key.period, key.indicator, first)
		return
	}
	lines[key] = line
	t.by[key] = normal(text)
}

// of answers the target of a quarter.
func (t Targets) of(union, period string, item Item) *apd.Decimal {
	if d, ok := t.by[targetKey{union, period, item.Indicator}]; ok {
		return d
	}
	if d, ok := t.by[targetKey{union, AnyPeriod, item.Indicator}]; ok {
		return d
	}
	return item.Target
}

// Target answers what the union is scored against in a quarter or year; nil when there is no target. A year that no
// row names has the sum of its quarters' targets for a flow and the last quarter's for a stock; when one of the
// quarters it needs has none, neither has the year.
func (s *Scheme) Target(targets Targets, union, period string, item Item) *apd.Decimal {
	if item.Method != MethodTarget {
		return nil
	}
	if strings.Contains(period, "-") {
		return targets.of(union, period, item)
	}
	if d, ok := targets.by[targetKey{union, period, item.Indicator}]; ok {
		return d
	}
	if s.indicators[item.Indicator].Kind == KindStock {
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

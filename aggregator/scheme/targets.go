package scheme

import (
	"bytes"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
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

// With lays other targets over these: a row of theirs stands for the one of the same union, period and item.
func (t Targets) With(other Targets) Targets {
	out := Targets{by: maps.Clone(t.by)}
	if out.by == nil {
		out.by = map[targetKey]*apd.Decimal{}
	}
	maps.Copy(out.by, other.by)
	return out
}

// of answers the target of a quarter: that of a row, else the one that the item states, else its formula.
func (t Targets) of(union, period string, item Item) (*apd.Decimal, TargetFormula) {
	for _, named := range []string{period, AnyPeriod} {
		if d, ok := t.by[targetKey{union, named, item.Key()}]; ok {
			return d, TargetFormula{}
		}
	}
	return item.Target, item.TargetOf
}

// Len is the number of targets.
func (t Targets) Len() int { return len(t.by) }

// Unions are the codes that have a target, sorted.
func (t Targets) Unions() []string {
	codes := map[string]bool{}
	for key := range t.by {
		codes[key.union] = true
	}
	return slices.Sorted(maps.Keys(codes))
}

// Target answers what the union is scored against in a quarter or year, as far as it is stated; nil when there is no
// target, or one that takes a base (TargetOf).
func (s *Scheme) Target(targets Targets, union, period string, item Item) *apd.Decimal {
	stated, formula, _ := s.TargetOf(targets, union, period, item)
	if formula.Of != "" {
		return nil
	}
	return stated
}

// TargetOf answers what the union is scored against in a quarter or year: stated + times × formula.Share × the base of
// the union at the period's end. Without a formula stated is all, and nil when there is no target; with one, stated is
// nil unless rows name some quarters of the year. A year that no row names has the sum of its quarters' targets for a
// flow that adds up; the last quarter's for a stock, for a share and for what is counted over the year to date. When one
// of the quarters it needs has none, neither has the year.
func (s *Scheme) TargetOf(targets Targets, union, period string, item Item) (stated *apd.Decimal, formula TargetFormula, times int64) {
	if item.Method != MethodTarget {
		return nil, TargetFormula{}, 0
	}
	if d, ok := targets.by[targetKey{union, period, item.Key()}]; ok {
		return d, TargetFormula{}, 0
	}
	quarters := []string{period}
	if !strings.Contains(period, "-") {
		quarters = []string{period + "-Q1", period + "-Q2", period + "-Q3", period + "-Q4"}
		if entry := s.indicators[item.Indicator]; entry.Kind == KindStock || !entry.Whole() || s.WindowOf(item) == WindowYearToDate {
			quarters = quarters[3:]
		}
	}
	for _, quarter := range quarters {
		d, f := targets.of(union, quarter, item)
		switch {
		case f.Of != "":
			formula = f
			times++
		case d == nil:
			return nil, TargetFormula{}, 0
		default:
			stated = sum(stated, d)
		}
	}
	return stated, formula, times
}

// Target puts a base into what TargetOf answered: the target, exact and never rounded, and the words of how it came
// about.
func (f TargetFormula) Target(stated *apd.Decimal, times int64, base *apd.Decimal) (target *apd.Decimal, words string) {
	target, words = product(f.Share, base), f.Share.Text('f')+" × "+base.Text('f')
	if times != 1 {
		target, words = product(apd.New(times, 0), target), strconv.FormatInt(times, 10)+" × "+words
	}
	if stated != nil {
		target, words = sum(stated, target), stated.Text('f')+" + "+words
	}
	return target, words
}

// sum is a + b, exactly; a nil is nothing to add to.
func sum(a, b *apd.Decimal) *apd.Decimal {
	if a == nil {
		return b
	}
	exact, out := apd.BaseContext, new(apd.Decimal)
	_, _ = exact.Add(out, a, b) // without a precision nothing is rounded, and the notation bounds the digits
	return out
}

// product is a × b, exactly and without zeros at the end.
func product(a, b *apd.Decimal) *apd.Decimal {
	exact, out := apd.BaseContext, new(apd.Decimal)
	_, _ = exact.Mul(out, a, b) // as in sum
	return normal(out.Text('f'))
}

// Hash is the SHA-256 of the targets in hex. The order of rows and the notation of numbers do not matter; that a file
// has no row is the same as that there is none.
func (t Targets) Hash() string {
	rows := make([]string, 0, len(t.by))
	for key, d := range t.by {
		row, _ := json.Marshal([]string{key.union, key.period, key.item, d.Text('f')}) // texts always can
		rows = append(rows, string(row)+"\n")
	}
	slices.Sort(rows)
	digest := sha256.New()
	for _, row := range rows {
		_, _ = io.WriteString(digest, row) // a digest never fails
	}
	return hex.EncodeToString(digest.Sum(nil))
}

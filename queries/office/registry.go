package office

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// maxRegistry bounds the file: 50,000 unions of 300 bytes are 15 MB.
const maxRegistry = 32 << 20

var codePattern = regexp.MustCompile(`^[A-Za-z0-9_.-]{1,32}$`)

// Fault is one thing wrong with a registry file. Row counts lines of the file from 1, the header included; 0 means
// the file as a whole.
type Fault struct {
	Row    int
	Column string
	Text   string
}

func (f Fault) Error() string {
	switch {
	case f.Row == 0:
		return f.Text
	case f.Column == "":
		return fmt.Sprintf("row %d: %s", f.Row, f.Text)
	}
	return fmt.Sprintf("row %d, %s: %s", f.Row, f.Column, f.Text)
}

// ReadRegistry reads the registry of unions: UTF-8 CSV (a BOM is tolerated) with a header that names the columns in
// any order; code, name, parent and kind must be there. The unions come back in the order of the file.
// The error joins every fault found (each a Fault); nothing is returned beside it.
func ReadRegistry(r io.Reader) ([]Union, error) {
	raw, err := io.ReadAll(io.LimitReader(r, maxRegistry+1))
	if err != nil {
		return nil, fmt.Errorf("read registry: %w", err)
	}
	if len(raw) > maxRegistry {
		return nil, Fault{Text: fmt.Sprintf("the file is larger than %d bytes", maxRegistry)}
	}
	raw = bytes.TrimPrefix(raw, []byte("\ufeff"))
	if !utf8.Valid(raw) {
		return nil, Fault{Text: "the file is not UTF-8; save it as \"CSV UTF-8\""}
	}
	p := &registryParser{rows: map[string]int{}}
	p.read(raw)
	if p.whole && len(p.unions) > 0 {
		p.checkTree()
	}
	if len(p.faults) > 0 {
		slices.SortStableFunc(p.faults, func(a, b Fault) int { return a.Row - b.Row })
		errs := make([]error, len(p.faults))
		for i, f := range p.faults {
			errs[i] = f
		}
		return nil, errors.Join(errs...)
	}
	return p.unions, nil
}

type registryParser struct {
	columns map[string]int
	unions  []Union
	at      []int          // at[i] is the row of unions[i]
	rows    map[string]int // code → row of its first appearance
	whole   bool           // every row could be read, so that what is missing is missing in the file
	faults  []Fault
}

func (p *registryParser) fault(row int, column, format string, args ...any) {
	p.faults = append(p.faults, Fault{Row: row, Column: column, Text: fmt.Sprintf(format, args...)})
}

func (p *registryParser) read(raw []byte) {
	cr := csv.NewReader(bytes.NewReader(raw))
	cr.FieldsPerRecord = -1
	header, err := cr.Read()
	if errors.Is(err, io.EOF) {
		p.fault(0, "", "the file is empty; its first row must name the columns %s", strings.Join(Columns(), ","))
		return
	}
	if err != nil {
		p.syntax(err)
		return
	}
	if !p.header(header) {
		return
	}
	p.whole = true
	for {
		record, err := cr.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			p.syntax(err) // what follows a broken quotation cannot be told apart into rows
			p.whole = false
			return
		}
		row, _ := cr.FieldPos(0)
		if blank(record) {
			continue
		}
		if len(record) != len(header) {
			p.fault(row, "", "%d fields, the header has %d", len(record), len(header))
			p.whole = false
			continue
		}
		p.row(row, record)
	}
	if len(p.unions) == 0 && len(p.faults) == 0 {
		p.fault(0, "", "the file names no union")
	}
}

func (p *registryParser) syntax(err error) {
	var pe *csv.ParseError
	if errors.As(err, &pe) {
		p.fault(pe.StartLine, "", "not CSV: %v", pe.Err)
		return
	}
	p.fault(0, "", "not CSV: %v", err)
}

func (p *registryParser) header(fields []string) bool {
	p.columns = map[string]int{}
	known := Columns()
	for i, f := range fields {
		name := strings.TrimSpace(f)
		switch {
		case !slices.Contains(known, name):
			p.fault(1, "", "unknown column %q; the columns are %s", name, strings.Join(known, ","))
		default:
			if _, twice := p.columns[name]; twice {
				p.fault(1, "", "column %q stands twice", name)
			}
			p.columns[name] = i
		}
	}
	for _, name := range []string{"code", "name", "parent", "kind"} {
		if _, ok := p.columns[name]; !ok {
			p.fault(1, "", "column %q is missing", name)
		}
	}
	return len(p.faults) == 0
}

func blank(record []string) bool {
	for _, f := range record {
		if strings.TrimSpace(f) != "" {
			return false
		}
	}
	return true
}

func (p *registryParser) row(row int, record []string) {
	get := func(column string) string {
		i, ok := p.columns[column]
		if !ok {
			return ""
		}
		v := strings.TrimSpace(record[i])
		if strings.ContainsFunc(v, unicode.IsControl) {
			p.fault(row, column, "holds a control character")
		}
		if column != "code" && column != "parent" && column != "successor" && strings.IndexAny(v, "=+-@") == 0 {
			p.fault(row, column, "begins with %q: a spreadsheet that opens the exported file would take it for a formula", v[:1])
		}
		return v
	}
	u := Union{
		Code: get("code"), Name: get("name"), ShortName: get("short_name"), Parent: get("parent"),
		Level: get("level"), Kind: get("kind"), RegionCode: get("region_code"), Successor: get("successor"),
	}
	if u.ShortName == "" {
		u.ShortName = u.Name
	}
	if !codePattern.MatchString(u.Code) {
		p.fault(row, "code", "%q is not a code of 1-32 letters, digits, _ . -", u.Code)
	} else if first, twice := p.rows[u.Code]; twice {
		p.fault(row, "code", "%q stands already in row %d", u.Code, first)
	} else {
		p.rows[u.Code] = row
	}
	if u.Name == "" {
		p.fault(row, "name", "is empty")
	}
	if !slices.Contains(Kinds(), u.Kind) {
		p.fault(row, "kind", "%q is not one of %s", u.Kind, strings.Join(Kinds(), ", "))
	}
	u.Order = p.order(row, get("order"))
	u.Reports = p.reports(row, get("reports"))
	u.ValidFrom = p.date(row, "valid_from", get("valid_from"))
	u.ValidTo = p.date(row, "valid_to", get("valid_to"))
	if !u.ValidTo.IsZero() && u.ValidTo.Before(u.ValidFrom) {
		p.fault(row, "valid_to", "lies before valid_from")
	}
	p.unions = append(p.unions, u)
	p.at = append(p.at, row)
}

func (p *registryParser) order(row int, text string) int {
	if text == "" {
		return 0
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 0 || n > 1_000_000 {
		p.fault(row, "order", "%q is not a whole number from 0 to 1000000", text)
		return 0
	}
	return n
}

func (p *registryParser) reports(row int, text string) []string {
	var out []string
	for _, f := range strings.FieldsFunc(text, func(r rune) bool { return r == ';' || r == '；' || r == ' ' }) {
		switch {
		case !slices.Contains(Families(), f):
			p.fault(row, "reports", "%q is not one of %s", f, strings.Join(Families(), ", "))
		case slices.Contains(out, f):
			p.fault(row, "reports", "%q stands twice", f)
		default:
			out = append(out, f)
		}
	}
	return out
}

func (p *registryParser) date(row int, column, text string) time.Time {
	if text == "" {
		return time.Time{}
	}
	t, err := time.Parse(time.DateOnly, text)
	if err != nil {
		p.fault(row, column, "%q is not a date like 2026-07-01", text)
		return time.Time{}
	}
	return t
}

// WriteRegistry writes the registry as ReadRegistry reads it: UTF-8 with BOM (so that office programs recognise it),
// all columns, lines ended by LF.
func WriteRegistry(w io.Writer, unions []Union) error {
	bw := bufio.NewWriter(w)
	if _, err := bw.WriteString("\ufeff"); err != nil {
		return fmt.Errorf("write registry: %w", err)
	}
	cw := csv.NewWriter(bw)
	rows := [][]string{Columns()}
	for _, u := range unions {
		rows = append(rows, []string{
			u.Code, u.Name, u.ShortName, u.Parent, u.Level, u.Kind, strconv.Itoa(u.Order), u.RegionCode,
			strings.Join(u.Reports, ";"), dateText(u.ValidFrom), dateText(u.ValidTo), u.Successor,
		})
	}
	if err := cw.WriteAll(rows); err != nil {
		return fmt.Errorf("write registry: %w", err)
	}
	if err := bw.Flush(); err != nil {
		return fmt.Errorf("write registry: %w", err)
	}
	return nil
}

func dateText(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format(time.DateOnly)
}

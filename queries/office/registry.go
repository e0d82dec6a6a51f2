package office

import (
	"fmt"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// Bounds of a registry file: 50,000 unions of 300 bytes are 15 MB.
const (
	MaxRegistryBytes = 32 << 20
	maxUnions        = 100_000
)

var codePattern = regexp.MustCompile(`^[A-Za-z0-9_.-]{1,32}$`)

// ReadRegistry reads the registry of unions from CSV: see ParseRegistry.
func ReadRegistry(r io.Reader) ([]Union, error) {
	t, err := ReadCSV(r, MaxRegistryBytes)
	if err != nil {
		return nil, err
	}
	return ParseRegistry(t)
}

// ParseRegistry reads the registry of unions from a table whose header names the columns in any order; code, name,
// parent and kind must be there. The unions come back in the order of the file. The error joins every fault found
// (each a Fault); nothing is returned beside it.
func ParseRegistry(t Table) ([]Union, error) {
	p := &registryParser{rows: map[string]int{}}
	p.each(t, Columns(), []string{"code", "name", "parent", "kind"}, maxUnions, p.row)
	if len(p.unions) == 0 && len(p.faults) == 0 {
		p.fault(0, "", "the file names no union")
	}
	if p.whole && len(p.unions) > 0 {
		p.checkTree()
	}
	if err := p.err(); err != nil {
		return nil, err
	}
	return p.unions, nil
}

type registryParser struct {
	parser
	unions []Union
	at     []int          // at[i] is the row of unions[i]
	rows   map[string]int // code → row of its first appearance
}

func (p *registryParser) row(row int, get func(string) string) {
	u := Union{
		Code: get("code"), Name: get("name"), ShortName: get("short_name"), Parent: get("parent"),
		Level: get("level"), Kind: get("kind"), RegionCode: get("region_code"), Successor: get("successor"),
		IndexName: get("index_name"), PlaceList: get("place_list"),
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
	u.IndexAccount = p.account(row, get("index_account"))
	if u.IndexAccount == "" && u.IndexName+u.PlaceList != "" {
		p.fault(row, "index_account", "is empty, but index_name or place_list is given: name the account as channel:account")
	}
	p.unions = append(p.unions, u)
	p.at = append(p.at, row)
}

// account reads the account whose index and place are those of the union.
func (p *registryParser) account(row int, text string) string {
	channel, account, _ := strings.Cut(text, ":")
	switch {
	case text == "":
	case !slices.Contains(Channels(), channel):
		p.fault(row, "index_account", "%q does not begin with one of %s and a colon", text, strings.Join(Channels(), ", "))
	case account == "" || len(account) > 128 || strings.Trim(account, printable) != "":
		p.fault(row, "index_account", "%q names no account of 1 to 128 printable ASCII characters after the colon", text)
	}
	return text
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

// RegistryRows are the rows of the registry file, the header first: what ParseRegistry reads.
func RegistryRows(unions []Union) [][]string {
	rows := [][]string{Columns()}
	for _, u := range unions {
		rows = append(rows, []string{
			u.Code, u.Name, u.ShortName, u.Parent, u.Level, u.Kind, strconv.Itoa(u.Order), u.RegionCode,
			strings.Join(u.Reports, ";"), dateText(u.ValidFrom), dateText(u.ValidTo), u.Successor,
			u.IndexAccount, u.IndexName, u.PlaceList,
		})
	}
	return rows
}

// WriteRegistry writes the registry as CSV that ReadRegistry reads back: UTF-8 with BOM, all columns, lines ended by LF.
func WriteRegistry(w io.Writer, unions []Union) error {
	if err := WriteCSV(w, RegistryRows(unions)); err != nil {
		return fmt.Errorf("write registry: %w", err)
	}
	return nil
}

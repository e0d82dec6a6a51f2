package office

import (
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// Bounds of a services file: a catalogue of some hundred services has 100 kB.
const (
	MaxServicesBytes = 4 << 20
	maxServices      = 20_000
)

// Service is one row of the services catalogue: what holds for a service from a day on.
type Service struct {
	Code        string // as producers write it in data.service
	Name        string
	NameEN      string    // the English name; empty where the file has none
	Kind        string    // service, appeal, suggestion
	Limit       int       // within how many units a case is to be completed; 0: no limit
	Unit        string    // one of Units; empty without limits
	AcceptLimit int       // within how many units a case is to be taken up; 0: no limit
	ValidFrom   time.Time // first day of submission that it holds for, as midnight UTC; zero: from the beginning
}

// Units in which limits are given.
const (
	WorkingDays  = "working_days"
	CalendarDays = "calendar_days"
	Hours        = "hours"
)

// Units lists them.
func Units() []string { return []string{WorkingDays, CalendarDays, Hours} }

// maxLimit is beyond every limit an office may take: three years of days.
const maxLimit = 1096

// ServiceColumns are the columns of the services file, in the order in which it is written.
func ServiceColumns() []string {
	return []string{"code", "name", "kind", "limit", "limit_unit", "accept_limit", "valid_from", "name_en"}
}

// printable are the characters of codes: printable ASCII without the space.
var printable = func() string {
	var all []byte
	for c := byte('!'); c <= '~'; c++ {
		all = append(all, c)
	}
	return string(all)
}()

// ReadServices reads the services catalogue from CSV: see ParseServices.
func ReadServices(r io.Reader) ([]Service, error) {
	t, err := ReadCSV(r, MaxServicesBytes)
	if err != nil {
		return nil, err
	}
	return ParseServices(t)
}

// ParseServices reads the services catalogue from a table whose header names the columns in any order; code, name and
// kind must be there. A code may stand in several rows with different valid_from. The error joins every fault (each a
// Fault).
func ParseServices(t Table) ([]Service, error) {
	p := &servicesParser{services: []Service{}, seen: map[string]int{}, kinds: map[string]string{}}
	p.each(t, ServiceColumns(), []string{"code", "name", "kind"}, maxServices, p.row)
	if err := p.err(); err != nil {
		return nil, err
	}
	return p.services, nil
}

type servicesParser struct {
	parser
	services []Service
	seen     map[string]int    // code and valid_from → row
	kinds    map[string]string // code → kind
}

func (p *servicesParser) row(row int, get func(string) string) {
	s := Service{Code: get("code"), Name: get("name"), NameEN: get("name_en"), Kind: get("kind"), Unit: get("limit_unit")}
	if s.Code == "" || len(s.Code) > 128 || strings.Trim(s.Code, printable) != "" {
		p.fault(row, "code", "%q is not 1 to 128 printable ASCII characters without spaces", s.Code)
	}
	if s.Name == "" || utf8.RuneCountInString(s.Name) > 60 {
		p.fault(row, "name", "the name must have 1 to 60 characters")
	}
	if !slices.Contains([]string{"service", "appeal", "suggestion"}, s.Kind) {
		p.fault(row, "kind", "%q is none of service, appeal, suggestion", s.Kind)
	} else if before, ok := p.kinds[s.Code]; ok && before != s.Kind {
		p.fault(row, "kind", "%q, but %s is of kind %q further up: a service keeps its kind", s.Kind, s.Code, before)
	} else {
		p.kinds[s.Code] = s.Kind
	}
	s.ValidFrom = p.date(row, "valid_from", get("valid_from"))
	key := s.Code + " " + dateText(s.ValidFrom)
	if first, twice := p.seen[key]; twice && s.Code != "" {
		p.fault(row, "code", "%s stands already in row %d with the same valid_from", s.Code, first)
	}
	p.seen[key] = row
	s.Limit = p.limit(row, "limit", get("limit"))
	s.AcceptLimit = p.limit(row, "accept_limit", get("accept_limit"))
	switch limited := s.Limit > 0 || s.AcceptLimit > 0; {
	case limited && !slices.Contains(Units(), s.Unit):
		p.fault(row, "limit_unit", "%q is none of %s", s.Unit, strings.Join(Units(), ", "))
	case !limited && s.Unit != "":
		p.fault(row, "limit_unit", "is given, but no limit is")
	}
	if s.Limit > 0 && s.AcceptLimit > s.Limit {
		p.fault(row, "accept_limit", "%d is more than the limit %d", s.AcceptLimit, s.Limit)
	}
	p.services = append(p.services, s)
}

func (p *servicesParser) limit(row int, column, text string) int {
	if text == "" {
		return 0
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 || n > maxLimit {
		p.fault(row, column, "%q is not a whole number from 1 to %d", text, maxLimit)
		return 0
	}
	return n
}

// ServiceRows are the rows of the services file, the header first: what ParseServices reads.
func ServiceRows(services []Service) [][]string {
	rows := [][]string{ServiceColumns()}
	for _, s := range services {
		rows = append(rows, []string{s.Code, s.Name, s.Kind, limitText(s.Limit), s.Unit, limitText(s.AcceptLimit), dateText(s.ValidFrom), s.NameEN})
	}
	return rows
}

func limitText(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

// WriteServices writes the catalogue as CSV that ReadServices reads back.
func WriteServices(w io.Writer, services []Service) error {
	if err := WriteCSV(w, ServiceRows(services)); err != nil {
		return fmt.Errorf("write services: %w", err)
	}
	return nil
}

package office

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"
)

// maxServices bounds the file: a catalogue of some hundred services has 100 kB.
const maxServices = 4 << 20

// Service is one row of the services catalogue.
type Service struct {
	Code   string // as producers write it in data.service
	Name   string
	NameEN string // the English name; empty where the file has none
	Kind   string // service, appeal, suggestion
}

// ReadServices reads the names of the services catalogue: UTF-8 CSV (a BOM is tolerated) with a header that names the
// columns in any order; code, name and kind must be there, other columns are let through. The error joins every
// fault (each a Fault).
func ReadServices(r io.Reader) ([]Service, error) {
	raw, err := io.ReadAll(io.LimitReader(r, maxServices+1))
	if err != nil {
		return nil, fmt.Errorf("read services: %w", err)
	}
	raw = bytes.TrimPrefix(raw, []byte("\ufeff"))
	switch {
	case len(raw) > maxServices:
		return nil, Fault{Text: fmt.Sprintf("the file is larger than %d bytes", maxServices)}
	case !utf8.Valid(raw):
		return nil, Fault{Text: "the file is not UTF-8; save it as \"CSV UTF-8\""}
	}
	rows := csv.NewReader(bytes.NewReader(raw))
	header, err := rows.Read()
	if err != nil {
		return nil, Fault{Row: 1, Text: "the file is empty: its first line must name the columns"}
	}
	at := func(column string) int { return slices.Index(header, column) }
	var faults []error
	for _, column := range []string{"code", "name", "kind"} {
		if at(column) < 0 {
			faults = append(faults, Fault{Row: 1, Column: column, Text: "the column is missing"})
		}
	}
	if len(faults) > 0 {
		return nil, errors.Join(faults...)
	}
	var services []Service
	seen := map[string]bool{}
	for {
		row, err := rows.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			var broken *csv.ParseError
			if errors.As(err, &broken) {
				faults = append(faults, Fault{Row: broken.Line, Text: broken.Err.Error()})
			} else {
				faults = append(faults, err)
			}
			break // what follows a broken quote cannot be told apart into rows
		}
		line, _ := rows.FieldPos(0)
		service := Service{Code: row[at("code")], Name: strings.TrimSpace(row[at("name")]), Kind: row[at("kind")]}
		if column := at("name_en"); column >= 0 {
			service.NameEN = strings.TrimSpace(row[column])
		}
		faults = append(faults, service.check(line, seen)...)
		services = append(services, service)
	}
	if err := errors.Join(faults...); err != nil {
		return nil, err
	}
	return services, nil
}

func (s Service) check(line int, seen map[string]bool) []error {
	var faults []error
	if s.Code == "" || len(s.Code) > 128 || strings.Trim(s.Code, printable) != "" {
		faults = append(faults, Fault{Row: line, Column: "code", Text: fmt.Sprintf("%q is not 1 to 128 printable ASCII characters without spaces", s.Code)})
	}
	if seen[s.Code] {
		faults = append(faults, Fault{Row: line, Column: "code", Text: fmt.Sprintf("%s stands twice", s.Code)})
	}
	seen[s.Code] = true
	if s.Name == "" || len([]rune(s.Name)) > 60 {
		faults = append(faults, Fault{Row: line, Column: "name", Text: "the name must have 1 to 60 characters"})
	}
	if !slices.Contains([]string{"service", "appeal", "suggestion"}, s.Kind) {
		faults = append(faults, Fault{Row: line, Column: "kind", Text: fmt.Sprintf("%q is none of service, appeal, suggestion", s.Kind)})
	}
	return faults
}

// printable are the characters of codes: printable ASCII without the space.
var printable = func() string {
	var all []byte
	for c := byte('!'); c <= '~'; c++ {
		all = append(all, c)
	}
	return string(all)
}()

package office

import (
	"fmt"
	"slices"
	"strings"
)

// Kinds of change.
const (
	Added   = "added"
	Changed = "changed"
	Ended   = "ended"   // valid_to was empty and is not
	Removed = "removed" // its events lie in the ledger and count nowhere
)

// Change is one row that differs between two versions.
type Change struct {
	Code   string
	Kind   string
	Fields []string // "name: 甲县 → 甲市" for each field that differs
}

func (c Change) String() string {
	return strings.TrimSpace(fmt.Sprintf("%-8s %s  %s", c.Kind, c.Code, strings.Join(c.Fields, "; ")))
}

func unionChanges(before, after []Union) []Change {
	rows := func(unions []Union) map[string][]string {
		m := map[string][]string{}
		for i, row := range RegistryRows(unions)[1:] {
			m[unions[i].Code] = row
		}
		return m
	}
	changes := rowChanges(rows(before), rows(after), Columns())
	ended := map[string]bool{}
	for _, u := range after {
		ended[u.Code] = !u.ValidTo.IsZero()
	}
	open := map[string]bool{}
	for _, u := range before {
		open[u.Code] = u.ValidTo.IsZero()
	}
	for i, c := range changes {
		if c.Kind == Changed && open[c.Code] && ended[c.Code] {
			changes[i].Kind = Ended
		}
	}
	return changes
}

func serviceChanges(before, after []Service) []Change {
	rows := func(services []Service) map[string][]string {
		m := map[string][]string{}
		for i, row := range ServiceRows(services)[1:] {
			key := services[i].Code
			if !services[i].ValidFrom.IsZero() {
				key += " from " + dateText(services[i].ValidFrom)
			}
			m[key] = row
		}
		return m
	}
	return rowChanges(rows(before), rows(after), ServiceColumns())
}

// rowChanges compares rows by their key, in order of keys.
func rowChanges(before, after map[string][]string, columns []string) []Change {
	var changes []Change
	for key, row := range after {
		old, there := before[key]
		if !there {
			changes = append(changes, Change{Code: key, Kind: Added})
			continue
		}
		var fields []string
		for i, column := range columns {
			if old[i] != row[i] {
				fields = append(fields, fmt.Sprintf("%s: %s → %s", column, orNothing(old[i]), orNothing(row[i])))
			}
		}
		if len(fields) > 0 {
			changes = append(changes, Change{Code: key, Kind: Changed, Fields: fields})
		}
	}
	for key := range before {
		if _, there := after[key]; !there {
			changes = append(changes, Change{Code: key, Kind: Removed})
		}
	}
	slices.SortFunc(changes, func(a, b Change) int { return strings.Compare(a.Code, b.Code) })
	return changes
}

func orNothing(text string) string {
	if text == "" {
		return "(empty)"
	}
	return text
}

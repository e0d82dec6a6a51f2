package simulator

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
)

// Union is a union of the registry: what the simulator needs to know of it. The root has no parent; the unions
// directly below it are the ranked ones, all others act for the ranked union above them.
type Union struct{ Code, Parent string }

// Character is how a ranked union behaves. Size, Articles, Reads, Members and Applications are percent of the usual;
// Pace is the usual time to completion in percent of the case's limit; Late is how many of a thousand cases miss it.
type Character struct {
	Union                                                    string
	Size, Articles, Reads, Members, Applications, Pace, Late int
}

var characterColumns = []string{"union", "size", "articles", "reads", "members", "applications", "pace", "late"}

// ReadCharacters reads characters from CSV with exactly the columns union, size, articles, reads, members,
// applications, pace, late. Every figure lies in 0 … 1000.
func ReadCharacters(r io.Reader) ([]Character, error) {
	rows, err := csv.NewReader(r).ReadAll()
	if err != nil {
		return nil, fmt.Errorf("read characters: %w", err)
	}
	if len(rows) == 0 || !slices.Equal(rows[0], characterColumns) {
		return nil, fmt.Errorf("read characters: the columns must be %v", characterColumns)
	}
	var all []Character
	var faults []error
	for i, row := range rows[1:] {
		c := Character{Union: row[0]}
		for j, to := range []*int{&c.Size, &c.Articles, &c.Reads, &c.Members, &c.Applications, &c.Pace, &c.Late} {
			n, err := strconv.Atoi(row[j+1])
			if err != nil || n < 0 || n > 1000 {
				faults = append(faults, fmt.Errorf("row %d, %s: %q is not a number from 0 to 1000", i+2, characterColumns[j+1], row[j+1]))
			}
			*to = n
		}
		all = append(all, c)
	}
	if len(faults) > 0 {
		return nil, fmt.Errorf("read characters: %w", errors.Join(faults...))
	}
	return all, nil
}

// unit is a ranked union with those below it, itself first.
type unit struct {
	Character
	below []string
}

// share is the unit's part in a kind of work, where 1 is that of the usual union.
func (u *unit) share(percent int) float64 { return float64(u.Size) / 100 * float64(percent) / 100 }

// home chooses the union that does a piece of work: the ranked one itself or one below it.
func (u *unit) home(d *dice) string {
	if len(u.below) == 1 || d.chance(0.4) {
		return u.below[0]
	}
	return u.below[1+d.below(len(u.below)-1)]
}

func rootOf(unions []Union) string {
	for _, u := range unions {
		if u.Parent == "" {
			return u.Code
		}
	}
	return ""
}

// settle makes the units out of the registry, ordered by code, and gives those without a character an invented one
// that depends on the code only.
func settle(unions []Union, characters []Character) ([]unit, error) {
	parents := make(map[string]string, len(unions))
	root := ""
	for _, u := range unions {
		parents[u.Code] = u.Parent
		if u.Parent == "" {
			root = u.Code
		}
	}
	if root == "" {
		return nil, errors.New("the unions have no root: one of them must have no parent")
	}
	members := map[string][]string{}
	for _, u := range unions {
		if u.Code == root {
			continue
		}
		ranked := u.Code
		for steps := 0; parents[ranked] != root; steps++ {
			up, known := parents[ranked]
			if !known || steps > len(unions) {
				return nil, fmt.Errorf("union %s does not hang below the root %s", u.Code, root)
			}
			ranked = up
		}
		if members[ranked] == nil {
			members[ranked] = []string{}
		}
		if ranked != u.Code {
			members[ranked] = append(members[ranked], u.Code)
		}
	}
	if len(members) == 0 {
		return nil, fmt.Errorf("the root %s has no unions below it: nobody is there to simulate", root)
	}
	known := map[string]Character{}
	for _, c := range characters {
		known[c.Union] = c
	}
	var units []unit
	for code, below := range members {
		slices.Sort(below)
		c, ok := known[code]
		if !ok {
			c = invent(code)
		}
		units = append(units, unit{Character: c, below: append([]string{code}, below...)})
	}
	slices.SortFunc(units, func(a, b unit) int { return strings.Compare(a.Union, b.Union) })
	return units, nil
}

func invent(code string) Character {
	d := roll(0, code, 0)
	c := Character{Union: code, Size: 60 + d.below(80), Pace: 40 + d.below(45), Late: 5}
	for _, to := range []*int{&c.Articles, &c.Reads, &c.Members, &c.Applications} {
		*to = 65 + d.below(45)
	}
	if d.chance(0.12) {
		c.Late = 80 + d.below(60)
	}
	return c
}

// ReadServices reads the services catalogue, CSV with a header that names at least code, kind, limit and limit_unit.
// Only limits in days are known to the simulator.
func ReadServices(r io.Reader) ([]Service, error) {
	rows, err := csv.NewReader(r).ReadAll()
	if err != nil {
		return nil, fmt.Errorf("read services: %w", err)
	}
	if len(rows) == 0 {
		return nil, errors.New("read services: the file is empty")
	}
	at := map[string]int{}
	for i, name := range rows[0] {
		at[name] = i
	}
	for _, name := range []string{"code", "kind", "limit", "limit_unit"} {
		if _, ok := at[name]; !ok {
			return nil, fmt.Errorf("read services: column %q is missing", name)
		}
	}
	var all []Service
	for i, row := range rows[1:] {
		days, err := strconv.Atoi(row[at["limit"]])
		if err != nil || row[at["limit_unit"]] != "calendar_days" {
			return nil, fmt.Errorf("read services: row %d: the limit must be a number of calendar_days", i+2)
		}
		all = append(all, Service{Code: row[at["code"]], Kind: row[at["kind"]], Days: days})
	}
	return all, nil
}

package scheme

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Member is what a scheme needs to know of a union to place it in a group.
type Member struct {
	Code, Kind, Level string
}

// holds says whether the union belongs to the group.
func (g Group) holds(m Member) bool {
	if slices.Contains(g.Unions, m.Code) {
		return true
	}
	if len(g.Kinds) == 0 && g.Level == "" {
		return false
	}
	return (len(g.Kinds) == 0 || slices.Contains(g.Kinds, m.Kind)) && (g.Level == "" || g.Level == m.Level)
}

// GroupOf answers the id of the group that the union is ranked in; "" when there is none.
func (s *Scheme) GroupOf(m Member) string {
	for _, g := range s.Groups {
		if g.holds(m) {
			return g.ID
		}
	}
	return ""
}

// Check finds every union of the ranked level that is in no group or in several, and every union that a group lists
// but the ranked level does not have. It joins all faults.
func (s *Scheme) Check(ranked []Member) error {
	var faults []error
	known := make(map[string]bool, len(ranked))
	for _, m := range ranked {
		known[m.Code] = true
		var in []string
		for _, g := range s.Groups {
			if g.holds(m) {
				in = append(in, g.ID)
			}
		}
		switch {
		case len(in) == 0:
			faults = append(faults, fmt.Errorf("scheme %s: union %s (kind %s, level %s) is in no group; widen a group's kinds or list it",
				s.ID, m.Code, m.Kind, m.Level))
		case len(in) > 1:
			faults = append(faults, fmt.Errorf("scheme %s: union %s is in the groups %s; it must be in exactly one",
				s.ID, m.Code, strings.Join(in, ", ")))
		}
	}
	for _, g := range s.Groups {
		for _, code := range g.Unions {
			if !known[code] {
				faults = append(faults, fmt.Errorf("scheme %s: group %s lists %s, which is not a union of the ranked level",
					s.ID, g.ID, code))
			}
		}
	}
	return errors.Join(faults...)
}

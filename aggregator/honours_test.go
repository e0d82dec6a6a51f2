package aggregator

import (
	"errors"
	"fmt"
	"strings"
	"testing"
)

// TestHonours: with 64.00, 42.00 and 100.00 the first of each group is commended from 60 on, and who is below 50 criticised.
func TestHonours(t *testing.T) {
	stated := strings.Replace(cityRules, "items:", "honours: {commend: {places: 1, total: 60}, criticise: {total: 50}}\nitems:", 1)
	for document, want := range map[string]string{
		stated:    "2026-Q4 county [A 1 64.00] [B 2 42.00]; industry [I 1 100.00] []",
		cityRules: "2026-Q4 county [] []; industry [] []",
	} {
		s := openWith(t, parsed(t, document), &memory{arrived: work()}, twoLevels(), at("2026-10-10 12:00:00"))
		if _, err := s.Honours(t.Context(), "", ""); !errors.Is(err, ErrNoFigures) {
			t.Errorf("before the first step: %v", err)
		}
		s.step(t, "2026-10-10 12:00:00")
		lists, err := s.Honours(t.Context(), "", "")
		if err != nil {
			t.Fatal(err)
		}
		var groups []string
		for _, g := range lists.Groups {
			groups = append(groups, fmt.Sprint(g.ID, " ", honoured(g.Commended), " ", honoured(g.Criticised)))
		}
		if got := lists.Period.ID + " " + strings.Join(groups, "; "); got != want {
			t.Errorf("%s\nwant %s", got, want)
		}
		var missing *NoOwnerError
		if _, err := s.Honours(t.Context(), "B", ""); !errors.As(err, &missing) {
			t.Errorf("an owner without an evaluation: %v", err)
		}
	}
}

func honoured(rows []Neighbour) []string {
	out := []string{}
	for _, row := range rows {
		out = append(out, fmt.Sprintf("%s %d %s", row.Union, row.Rank, row.Total))
	}
	return out
}

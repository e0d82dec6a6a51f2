package aggregator

import (
	"fmt"
	"slices"
	"testing"

	"unionscreen/queries/office"
)

func TestStatesOfMeasures(t *testing.T) {
	facts := []fact{
		{"articles", "A", "articles", 3, at("2026-10-05 09:00:00")},
		{"reads", "B", "reads", 0, at("2026-10-05 09:00:00")}, // an excluded reading reports, and counts nothing
		{"applications", "A", "due", 3, at("2026-10-05 09:00:00")},
		{"applications", "A1", "on_time", 2, at("2026-10-05 09:00:00")},
		{"applications", "B", "applications", 1, at("2026-10-05 09:00:00")},
		{"articles", "I", "articles", 9, at("2026-09-30 23:59:59")}, // of the quarter before
		{"members", "I", "verified_members", 7, at("2026-09-30 23:59:59")},
	}
	s := open(t, &memory{arrived: facts}, small(), at("2026-10-10 12:00:00"))
	s.step(t, "2026-10-10 12:00:00")
	cases := []struct{ union, indicator, state, value, over, under string }{
		{"A", "articles", "value", "3", "3", ""},
		{"B", "articles", "no_data", "", "", ""},
		{"B", "reads", "value", "0", "0", ""},
		{"A", "on_time_rate", "value", "66.6667", "2", "3"}, // the county's and its grass-roots union's cases together
		{"A1", "on_time_rate", "not_applicable", "", "", ""},
		{"B", "on_time_rate", "not_applicable", "", "", ""},
		{"I", "on_time_rate", "no_data", "", "", ""}, // which wins over not applicable
		{"I", "articles", "no_data", "", "", ""},
		{"I", "verified_members", "value", "7", "7", ""}, // a stock needs no event of the quarter
		{"R", "articles", "value", "3", "3", ""},
		{"R", "verified_members", "value", "7", "7", ""},
	}
	for _, c := range cases {
		m := s.measure(t, "", c.union, c.indicator)
		if m.State != c.state || m.Value != c.value || m.Numerator != c.over || m.Denominator != c.under {
			t.Errorf("%s of %s: %s %q = %s/%s, want %s %q = %s/%s",
				c.indicator, c.union, m.State, m.Value, m.Numerator, m.Denominator, c.state, c.value, c.over, c.under)
		}
	}
}

func TestRollUp(t *testing.T) {
	unions := append(small(),
		until(office.Union{Code: "X", Parent: "R", Kind: "county", Order: 4}, "2026-10-04", "B"), // ended inside the quarter
		until(office.Union{Code: "Y", Parent: "R", Kind: "county", Order: 5}, "2026-09-30", "B"), // before it
		from(office.Union{Code: "Z", Parent: "A", Kind: "grassroots"}, "2026-11-01"),             // not yet there
	)
	var facts []fact
	for i, code := range []string{"A", "A1", "B", "X", "Y", "Z", "R", "nobody"} {
		facts = append(facts, fact{"articles", code, "articles", 1 << i, at("2026-10-02 09:00:00")})
	}
	s := open(t, &memory{arrived: facts}, unions, at("2026-10-10 12:00:00"))
	board := s.step(t, "2026-10-10 12:00:00")
	for union, want := range map[string]string{"A": "3", "A1": "2", "B": "12", "R": "79", "X": "", "Y": "", "Z": ""} {
		if got := s.measure(t, "", union, "articles").Value; got != want {
			t.Errorf("articles of %s: %q, want %q", union, got, want)
		}
	}
	if got := headOf(t, board, "articles").Value; got != "79" {
		t.Errorf("articles on the head strip: %s, want the owner's 79", got)
	}
	slices.Sort(s.memory.trended)
	if want := []string{"A", "A1", "B", "I", "R", "X"}; !slices.Equal(s.memory.trended, want) {
		t.Errorf("unions of the lines: %v, want those of the head figures %v", s.memory.trended, want)
	}
	if got := s.measure(t, "2026-10-02", "X", "articles").Value; got != "8" { // that day nobody stood in for it yet
		t.Errorf("articles of X on a day of its own: %q, want 8", got)
	}
}

func TestOverduePanel(t *testing.T) {
	unions := append(small(), until(office.Union{Code: "X", Parent: "R", Kind: "county"}, "2026-10-04", "R"))
	m := &memory{}
	add := func(union, service, kind, due string, n int) {
		for range n {
			m.open = append(m.open, openCase{union, service, kind, at(due)})
		}
	}
	add("A1", "help", "service", "2026-10-03 00:00:00", 2) // counts for its county
	add("A", "help", "service", "2026-10-02 00:00:00", 1)
	add("B", "card", "service", "2026-10-01 00:00:00", 3) // older than the county's three
	add("B", "help", "appeal", "2026-10-06 00:00:00", 1)  // these two differ by their kind only
	add("B", "help", "service", "2026-10-06 00:00:00", 1)
	add("I", "card", "service", "2026-10-06 00:00:00", 1)
	add("R", "card", "service", "2026-10-05 00:00:00", 1)      // the owner's own
	add("X", "loan", "service", "2026-10-04 00:00:00", 1)      // succeeded by the owner
	add("nobody", "card", "service", "2026-10-01 00:00:00", 9) // of no union
	add("A", "help", "service", "2026-10-10 12:00:00", 1)      // due at as_of: not overdue yet
	for i := range 3 {
		add("I", fmt.Sprint("s", i), "service", "2026-10-07 00:00:00", 1)
	}
	want := []string{
		"B card service 3", "A help service 3", "R loan service 1", "R card service 1",
		"B help appeal 1", "B help service 1", "I card service 1", "I s0 service 1",
	}
	for range 20 { // rows lie in a map meanwhile
		s := open(t, m, unions, at("2026-10-10 12:00:00"))
		board := s.step(t, "2026-10-10 12:00:00")
		var rows []string
		for _, row := range board.Overdue.Rows {
			rows = append(rows, fmt.Sprint(row.Union, " ", row.Service, " ", row.Kind, " ", row.Count))
		}
		if !slices.Equal(rows, want) {
			t.Fatalf("rows %q, want %q", rows, want)
		}
		if board.Overdue.Total != 14 || board.Overdue.Unions != 4 {
			t.Fatalf("%d cases of %d unions, want 14 of 4", board.Overdue.Total, board.Overdue.Unions)
		}
		if got := s.measure(t, "", "R", "overdue_open").Value; got != "14" {
			t.Fatalf("the owner's measure is %q, the panel says 14", got)
		}
		if first := board.Overdue.Rows[1]; first.Oldest.Format("01-02 15:04 -0700") != "10-02 00:00 +0800" || first.Names.EN != "Aid" || first.ShortName != "甲县" {
			t.Fatalf("row of the county: %+v", first)
		}
		for union, n := range map[string]int64{"A": 3, "B": 5, "I": 4} {
			if got := unit(t, board, union).Overdue; got != n {
				t.Fatalf("overdue cases of %s: %d, want %d", union, got, n)
			}
		}
	}
}

func TestHeadStrip(t *testing.T) {
	facts := []fact{
		{"articles", "A", "articles", 5, at("2026-10-08 09:00:00")},
		{"articles", "A1", "articles", 2, at("2026-10-10 00:00:00")},
		{"articles", "B", "articles", 1, at("2026-10-09 23:59:59")},
		{"members", "A", "verified_members", 100, at("2026-09-01 09:00:00")},
		{"members", "A", "verified_members", -3, at("2026-10-10 08:00:00")}, // lost today
		{"members", "B", "verified_members", 10, at("2026-10-09 12:00:00")},
	}
	s := open(t, &memory{arrived: facts}, small(), at("2026-10-10 12:00:00"))
	check := func(board *Board, indicator, value, today, trend string) {
		t.Helper()
		head := headOf(t, board, indicator)
		var line string
		for _, point := range head.Trend {
			line += fmt.Sprintf("%s %s, ", point.Day[8:], point.Value)
		}
		if head.Value != value || head.Today != today || line != trend {
			t.Errorf("%s: %s, today %s, line %s; want %s, today %s, line %s", indicator, head.Value, head.Today, line, value, today, trend)
		}
	}
	board := s.step(t, "2026-10-10 12:00:00")
	check(board, "articles", "8", "2", "08 5, 09 1, 10 2, ")
	check(board, "verified_members", "107", "-3", "08 100, 09 110, 10 107, ")
	// A member verified yesterday is told of today: the line may lag, today's change may not count her.
	s.memory.come(fact{"members", "B", "verified_members", 4, at("2026-10-09 13:00:00")})
	board = s.stepRested(t, "2026-10-10 12:00:01")
	check(board, "verified_members", "111", "-3", "08 100, 09 110, 10 111, ")
	// A closed quarter ends with its own last day, whatever today brings.
	past, err := s.Board(t.Context(), "2026-Q3")
	if err != nil {
		t.Fatal(err)
	}
	check(past, "verified_members", "100", "0", "28 100, 29 100, 30 100, ")
	check(past, "articles", "", "0", "28 0, 29 0, 30 0, ")
}

// stepRested steps as if every family had rested long enough.
func (s *stage) stepRested(t *testing.T, asOf string) *Board {
	t.Helper()
	for _, state := range s.readings {
		state.took = 0
	}
	return s.step(t, asOf)
}

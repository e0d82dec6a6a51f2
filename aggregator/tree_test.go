package aggregator

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"unionscreen/queries/office"
)

var shanghai = time.FixedZone("CST", 8*3600)

func date(text string) time.Time {
	t, err := time.ParseInLocation(time.DateOnly, text, shanghai)
	if err != nil {
		panic(err)
	}
	return t
}

func until(u office.Union, last, successor string) office.Union {
	u.ValidTo, u.Successor = office.Day(date(last)), successor
	return u
}

func from(u office.Union, first string) office.Union {
	u.ValidFrom = office.Day(date(first))
	return u
}

// city is a registry in no particular order: R above A (order 2), B (order 1) and C (order 2); A above A1 above A11;
// B ends in June 2026 and C succeeds it; C begins in June.
func city() []office.Union {
	return []office.Union{
		{Code: "A11", Parent: "A1"},
		{Code: "A", Parent: "R", Order: 2, Kind: "county"},
		{Code: "R"},
		from(office.Union{Code: "C", Parent: "R", Order: 2, Kind: "county"}, "2026-06-01"),
		until(office.Union{Code: "B", Parent: "R", Order: 1, Kind: "industry"}, "2026-06-15", "C"),
		{Code: "B1", Parent: "B"},
		{Code: "A1", Parent: "A"},
	}
}

func codes(unions []office.Union) string {
	var out []string
	for _, u := range unions {
		out = append(out, u.Code)
	}
	return strings.Join(out, " ")
}

func mustTree(t *testing.T, unions []office.Union) *Tree {
	t.Helper()
	tree, err := NewTree(unions)
	if err != nil {
		t.Fatal(err)
	}
	return tree
}

func TestTree(t *testing.T) {
	tree := mustTree(t, city())
	if got := tree.Root().Code; got != "R" {
		t.Errorf("root %s", got)
	}
	if got := codes(tree.Unions()); got != "A11 A R C B B1 A1" {
		t.Errorf("unions %s, want them in the registry's order", got)
	}
	if u, ok := tree.Union("C"); !ok || u.Order != 2 {
		t.Errorf("union C: %+v %v", u, ok)
	}
	if u, ok := tree.Union("nobody"); ok || u.Code != "" {
		t.Errorf("union nobody: %+v", u)
	}
	subtrees := []struct{ code, day, want string }{
		{"R", "2026-05-31", "R B B1 A A1 A11"},
		{"R", "2026-06-01", "R B B1 A A1 A11 C"},
		{"R", "2026-06-15", "R B B1 A A1 A11 C"},
		{"R", "2026-06-16", "R A A1 A11 C"}, // B1 goes with B
		{"A", "2026-06-16", "A A1 A11"},
		{"A11", "2026-06-16", "A11"},
		{"C", "2026-05-31", ""},
		{"nobody", "2026-05-31", ""},
	}
	for _, c := range subtrees {
		if got := strings.Join(tree.Subtree(c.code, date(c.day)), " "); got != c.want {
			t.Errorf("subtree of %s on %s: %q, want %q", c.code, c.day, got, c.want)
		}
	}
	for day, want := range map[string]string{"2026-05-31": "B A", "2026-06-10": "B A C", "2026-07-01": "A C"} {
		if got := codes(tree.Ranked("R", date(day))); got != want {
			t.Errorf("ranked on %s: %q, want %q", day, got, want)
		}
	}
	if got := tree.Ranked("nobody", date("2026-07-01")); got != nil {
		t.Errorf("ranked by nobody: %v", got)
	}
}

func TestCountedForSuccessor(t *testing.T) {
	unions := append(city(),
		until(office.Union{Code: "D", Parent: "R"}, "2026-05-31", "B"),                     // its successor ends in the same quarter
		until(office.Union{Code: "E", Parent: "R"}, "2026-03-31", "C"),                     // ended in the quarter before
		until(office.Union{Code: "F", Parent: "R"}, "2026-04-01", "C"),                     // on the first day
		until(office.Union{Code: "G", Parent: "R"}, "2026-06-30", "C"),                     // on the last day: still its own
		until(office.Union{Code: "H", Parent: "R"}, "2026-05-01", ""),                      // nobody takes over
		from(until(office.Union{Code: "J", Parent: "R"}, "2026-07-05", "C"), "2026-07-01"), // begins when the quarter is over
	)
	tree := mustTree(t, unions)
	quarter := Period{ID: "2026-Q2", Kind: KindQuarter, Start: date("2026-04-01"), End: date("2026-07-01")}
	for code, want := range map[string]string{
		"C": "C B D F", "R": "R G A A1 A11 C B D F", "G": "G", "A": "A A1 A11",
	} {
		if got := strings.Join(tree.Counted(code, quarter), " "); got != want {
			t.Errorf("counted for %s: %q, want %q", code, got, want)
		}
	}
	later := Period{ID: "2026-Q3", Kind: KindQuarter, Start: date("2026-07-01"), End: date("2026-10-01")}
	if got := strings.Join(tree.Counted("C", later), " "); got != "C J" {
		t.Errorf("counted for C a quarter later: %q", got)
	}
}

func TestTreeFaults(t *testing.T) {
	cases := []struct {
		name   string
		unions []office.Union
		want   string
	}{
		{"nothing", nil, "no union is the root"},
		{"twice", []office.Union{{Code: "R"}, {Code: "A", Parent: "R"}, {Code: "A", Parent: "R"}}, "the code A stands twice"},
		{"unknown parent", []office.Union{{Code: "R"}, {Code: "A", Parent: "X"}}, "the parent X of A is not in the registry"},
		{"two roots", []office.Union{{Code: "R"}, {Code: "A"}}, "both R and A have no parent"},
		{"ring", []office.Union{{Code: "R"}, {Code: "A", Parent: "B"}, {Code: "B", Parent: "A"}}, "some unions stand above themselves"},
	}
	for _, c := range cases {
		_, err := NewTree(c.unions)
		if want := "build the tree of unions: " + c.want; err == nil || err.Error() != want {
			t.Errorf("%s: error %v, want %s", c.name, err, want)
		}
	}
}

func TestTreeKeepsItsOwnRegistry(t *testing.T) {
	unions := city()
	tree := mustTree(t, unions)
	unions[2].Code = "changed"
	tree.Unions()[2].Code = "changed too"
	if got := tree.Root().Code; got != "R" {
		t.Errorf("root %s after the caller changed its slices", got)
	}
	if !reflect.DeepEqual(tree.Subtree("A", date("2026-01-01")), []string{"A", "A1", "A11"}) {
		t.Error("the subtree changed")
	}
}

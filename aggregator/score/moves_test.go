package score

import (
	"fmt"
	"reflect"
	"testing"

	"unionscreen/aggregator/scheme"
)

func TestMoves(t *testing.T) {
	now := Result{Group: "g", Rows: []Row{
		{Union: "up", Rank: 1}, {Union: "down", Rank: 2}, {Union: "same", Rank: 3}, {Union: "from", Rank: 4}, {Union: "new", Rank: 5},
		{Union: "then-none", Rank: 6}, {Union: "now-none"}, {Union: "vetoed", Veto: "x"},
	}}
	before := []Result{
		{Group: "g", Rows: []Row{
			{Union: "down", Rank: 1, Total: "90.00"}, {Union: "same", Rank: 3, Tied: true, Total: "80.00"}, {Union: "up", Rank: 4, Total: "70.00"},
			{Union: "now-none", Rank: 5, Total: "60.00"}, {Union: "then-none"}, {Union: "vetoed", Rank: 2, Total: "85.00"},
		}},
		{Group: "other", Rows: []Row{{Union: "from", Rank: 1, Total: "99.00"}, {Union: "elsewhere", Rank: 2}}},
	}
	gained := func(n int) *int { return &n }
	want := map[string]Move{
		"up":        {Rank: 4, Total: "70.00", Gained: gained(3)},
		"down":      {Rank: 1, Total: "90.00", Gained: gained(-1)},
		"same":      {Rank: 3, Tied: true, Total: "80.00", Gained: gained(0)},
		"from":      {Rank: 1, Total: "99.00", Mark: "moved"},
		"new":       {Mark: "new"},
		"then-none": {},
		"now-none":  {Rank: 5, Total: "60.00"},
		"vetoed":    {Rank: 2, Total: "85.00"},
	}
	if got := Moves(now, before); !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
	if got := Moves(now, nil); got != nil {
		t.Errorf("without a period before: %+v", got)
	}
	if got := Moves(now, []Result{{Group: "g"}}); len(got) != len(now.Rows) || got["up"].Mark != "new" {
		t.Errorf("after an empty period: %+v", got)
	}
}

// rankingOf is a result of rows "union rank total", a rank of v being a veto.
func rankingOf(t testing.TB, rows ...string) (out Result) {
	t.Helper()
	for _, text := range rows {
		var r Row
		var rank string
		if n, err := fmt.Sscan(text, &r.Union, &rank, &r.Total); n < 2 {
			t.Fatal(text, err)
		}
		if rank == "v" {
			r.Veto = "accident"
		} else if _, err := fmt.Sscan(rank, &r.Rank); err != nil {
			t.Fatal(err)
		}
		out.Rows = append(out.Rows, r)
	}
	return out
}

func TestHonoured(t *testing.T) {
	dense := rankingOf(t, "A 1 95.00", "B 2 90.00", "C 2 90.00", "D 3 80.00", "E 4 60.00", "F 4 60.00", "G 5 59.99", "N 0", "V v 99.00")
	competition := rankingOf(t, "A 1 95.00", "B 2 90.00", "C 2 90.00", "D 4 80.00", "E 5 60.00", "F 5 60.00", "G 7 59.99", "N 0", "V v 99.00")
	places := func(n int) scheme.Honour { return scheme.Honour{Places: n} }
	total := func(text string) scheme.Honour { return scheme.Honour{Total: dec(t, text)} }
	both := func(n int, text string) scheme.Honour { return scheme.Honour{Places: n, Total: dec(t, text)} }
	cases := []struct {
		name, ties          string
		result              Result
		commend, criticise  scheme.Honour
		commended, critical string
	}{
		{"nothing stated", "dense", dense, scheme.Honour{}, scheme.Honour{}, "[]", "[]"},
		{"places, ties at the edge", "dense", dense, places(2), places(2), "[A B C]", "[E F G V]"},
		{"places numbered 1 2 2 4", "competition", competition, places(2), places(2), "[A B C]", "[E F G V]"},
		{"the third place is nobody's", "competition", competition, places(3), places(1), "[A B C]", "[G V]"},
		{"the third place when dense", "dense", dense, places(3), places(1), "[A B C D]", "[G V]"},
		{"a total from it on, and below it", "dense", dense, total("90"), total("60"), "[A B C]", "[G V]"},
		{"both must be met", "dense", dense, both(3, "85"), both(2, "60"), "[A B C]", "[G V]"},
		{"a veto is criticised only where anybody is", "dense", dense, places(1), scheme.Honour{}, "[A]", "[]"},
		{"nobody is both", "dense", rankingOf(t, "A 1 70.00", "B 2 50.00"), places(1), places(2), "[A]", "[B]"},
		{"alone", "dense", rankingOf(t, "A 1 50.00"), places(3), places(2), "[A]", "[]"},
		{"nobody", "dense", Result{}, places(3), places(2), "[]", "[]"},
	}
	for _, c := range cases {
		s := rules(t, func(s *scheme.Scheme) {
			s.Ties.Method = c.ties
			s.Honours = scheme.Honours{Commend: c.commend, Criticise: c.criticise}
		})
		commended, criticised := Honoured(s, c.result)
		if fmt.Sprint(commended) != c.commended || fmt.Sprint(criticised) != c.critical {
			t.Errorf("%s: commended %v and criticised %v, want %s and %s", c.name, commended, criticised, c.commended, c.critical)
		}
	}
}

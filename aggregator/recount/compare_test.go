package recount

import (
	"reflect"
	"testing"

	"unionscreen/queries"
)

func TestCompare(t *testing.T) {
	first := FromSums(map[string]queries.Sums{
		queries.Reads: {Rows: []queries.UnionSum{
			{Union: "u1", Reported: true, Ever: true, Counts: map[string]int64{"reads": 5, "reads_repeat": 0}},
			{Union: "u2", Reported: true, Counts: map[string]int64{"reads": 0}},
			{Union: "u4", Counts: map[string]int64{"reads": 7}}}},
		queries.Members: {Rows: []queries.UnionSum{{Union: "u1", Reported: true, Ever: true, Counts: map[string]int64{"verified_members": 3}}}},
	})
	said := func(families ...string) map[string]bool {
		m := map[string]bool{}
		for _, f := range families {
			m[f] = true
		}
		return m
	}
	second := []Sum{
		{Union: "u1", Counts: map[string]int64{"reads": 5, "verified_members": 4}, Reported: said("reads", "members"), Ever: said("reads", "members", "posts")},
		{Union: "u3", Counts: map[string]int64{"articles": 1}, Reported: said("articles"), Ever: said("articles")},
	}
	want := []Difference{
		{Union: "u1", Indicator: "ever:posts", Second: 1},
		{Union: "u1", Indicator: "verified_members", First: 3, Second: 4},
		{Union: "u2", Indicator: "reported:reads", First: 1},
		{Union: "u3", Indicator: "articles", Second: 1},
		{Union: "u3", Indicator: "ever:articles", Second: 1},
		{Union: "u3", Indicator: "reported:articles", Second: 1},
		{Union: "u4", Indicator: "reads", First: 7},
	}
	if got := Compare(first, second); !reflect.DeepEqual(got, want) {
		t.Errorf("got %v\nwant %v", got, want)
	}
	if got := Compare(second, second); got != nil {
		t.Errorf("differences of equal sums: %v", got)
	}
}

// TestCompareBase: that nothing is known of a union's size is not that its size is zero.
func TestCompareBase(t *testing.T) {
	of := func(counts map[string]int64) []Sum {
		return FromSums(map[string]queries.Sums{queries.Base: {Rows: []queries.UnionSum{{Union: "u1", Ever: true, Counts: counts}}}})
	}
	none, zero := of(nil), of(map[string]int64{"base_entered": 0})
	if got := Compare(zero, zero); got != nil {
		t.Errorf("equal zeros differ: %v", got)
	}
	for _, x := range []struct {
		first, second []Sum
		want          string
	}{
		{none, zero, "u1 base_entered: derived nothing, recounted 0"},
		{zero, none, "u1 base_entered: derived 0, recounted nothing"},
		{zero, of(map[string]int64{"base_entered": 3}), "u1 base_entered: derived 0, recounted 3"},
	} {
		if got := Compare(x.first, x.second); len(got) != 1 || got[0].String() != x.want {
			t.Errorf("got %v, want %s", got, x.want)
		}
	}
}

func TestCompareSets(t *testing.T) {
	of := func(members ...string) []Sum {
		return FromSums(map[string]queries.Sums{queries.Applications: {Rows: []queries.UnionSum{{Union: "u1", Reported: true, Sets: map[string][]string{"services": members}}}}})
	}
	for _, x := range []struct {
		about         string
		first, second []Sum
		want          string // empty: no difference
	}{
		{"equal, in another order and with repetition", of("b", "a", "b"), of("a", "b"), ""},
		{"both empty", of(), of(), ""},
		{"one member more", of("a", "b", "c"), of("a", "c"), "u1 services: derived 3, recounted 2 members; only derived: b"},
		{"the last is missing", of("a"), of("a", "c"), "u1 services: derived 1, recounted 2 members; only recounted: c"},
		{"the last is too many", of("a", "c"), of("a"), "u1 services: derived 2, recounted 1 members; only derived: c"},
		{"of equal size", of("a", "x"), of("a", "c"), "u1 services: derived 2, recounted 2 members; only recounted: c"},
		{"one has none", of(), of("c", "b"), "u1 services: derived 0, recounted 2 members; only recounted: b"},
	} {
		t.Run(x.about, func(t *testing.T) {
			got := ""
			for _, d := range Compare(x.first, x.second) {
				got += d.String()
			}
			if got != x.want {
				t.Errorf("got  %s\nwant %s", got, x.want)
			}
		})
	}
}

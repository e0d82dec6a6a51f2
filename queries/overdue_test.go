package queries

import (
	"reflect"
	"testing"
)

// TestOverdueCases tells some lives and lists what is overdue of them, page by page.
func TestOverdueCases(t *testing.T) {
	f := newFeed(t, newStore(t))
	const later = "2026-11-20 00:00:00"
	submit := func(id, union, when, due, data string) ev {
		return ev{id: id, kind: "application.submitted", union: union, thing: "c-" + id, at: when, due: due, service: "s1", caseKind: "service", data: data}
	}
	then := func(id, kind, thing, union, when string) ev {
		return ev{id: id, kind: "application." + kind, union: union, thing: "c-" + thing, at: when}
	}
	f.send(
		submit("old", "u1", "2026-11-01 08:00:00", "2026-11-05", `{"url":"https://hall.example.org/c/old"}`),
		submit("new", "u1", "2026-11-02 08:00:00", "2026-11-10", ""),
		submit("tie", "u2", "2026-11-02 09:00:00", "2026-11-10", `{"url":""}`),
		submit("done", "u1", "2026-11-01 08:00:00", "2026-11-05", ""), then("done2", "completed", "done", "u1", "2026-11-19 10:00:00"),
		submit("back", "u1", "2026-11-01 08:00:00", "2026-11-06", ""), then("back2", "completed", "back", "u1", "2026-11-07 10:00:00"), then("back3", "reopened", "back", "u1", "2026-11-08 10:00:00"),
		submit("gone", "u1", "2026-11-01 08:00:00", "2026-11-05", ""), then("gone2", "withdrawn", "gone", "u1", "2026-11-19 10:00:00"),
		submit("held", "u1", "2026-11-01 08:00:00", "2026-11-05", ""), then("held2", "suspended", "held", "u1", "2026-11-04 10:00:00"),
		submit("rest", "u1", "2026-11-01 08:00:00", "2026-11-05", ""), then("rest2", "suspended", "rest", "u1", "2026-11-04 00:00:00"), then("rest3", "resumed", "rest", "u1", "2026-11-08 00:00:00"),
		submit("moved", "u1", "2026-11-01 08:00:00", "2026-11-04", ""), ev{id: "moved2", kind: "application.transferred", to: "u3", thing: "c-moved", at: "2026-11-15 00:00:00"},
		submit("at", "u1", "2026-11-01 08:00:00", later, ""), submit("never", "u1", "2026-11-01 08:00:00", "", ""),
	)
	f.advance("2026-12-01")
	list := func(asOf string, after OverduePlace, limit int, unions ...string) (int64, []string, OverduePlace) {
		t.Helper()
		total, cases, err := f.s.OverdueCases(t.Context(), OverdueFilter{Unions: unions, AsOf: at(asOf), After: after, Limit: limit})
		if err != nil {
			t.Fatal(err)
		}
		var names []string
		for _, c := range cases {
			names = append(names, c.Case+" "+c.Union+" "+c.Deadline.In(shanghai).Format("01-02"))
			after = OverduePlace{c.Deadline, c.Case}
		}
		return total, names, after
	}
	all := []string{"c-old u1 11-05", "c-back u1 11-06", "c-rest u1 11-09", "c-new u1 11-10", "c-tie u2 11-10"}
	if total, got, _ := list(later, OverduePlace{}, 201, "u1", "u2"); total != 5 || !reflect.DeepEqual(got, all) {
		t.Errorf("%d: %v\nwant %v", total, got, all)
	}
	var paged []string
	var after OverduePlace
	for range 4 {
		total, got, last := list(later, after, 2, "u1", "u2")
		if total != 5 {
			t.Errorf("a page counts %d", total)
		}
		paged, after = append(paged, got...), last
	}
	if !reflect.DeepEqual(paged, all) {
		t.Errorf("pages: %v\nwant %v", paged, all)
	}
	for _, c := range []struct {
		asOf   string
		unions []string
		total  int64
		want   []string
	}{
		{later, []string{"u3"}, 1, []string{"c-moved u3 11-04"}},
		{later, nil, 0, nil},
		{later, []string{"nobody"}, 0, nil},
		{"2026-11-15 00:00:00", []string{"u3"}, 0, nil}, // the transfer does not count at its own instant
		{"2026-11-20 00:00:00.000001", []string{"u1", "u2"}, 6, append(all, "c-at u1 11-20")},
		{"2026-11-05 00:00:00", []string{"u1", "u2", "u3"}, 1, []string{"c-moved u1 11-04"}},
	} {
		if total, got, _ := list(c.asOf, OverduePlace{}, 201, c.unions...); total != c.total || !reflect.DeepEqual(got, c.want) {
			t.Errorf("%v as of %s: %d %v, want %d %v", c.unions, c.asOf, total, got, c.total, c.want)
		}
	}
	if total, got, _ := list(later, OverduePlace{}, 0, "u1"); total != 4 || got != nil {
		t.Errorf("without a page: %d %v", total, got)
	}
	links, err := f.s.CaseLinks(t.Context(), []string{"c-old", "c-new", "c-tie", "nothing"})
	if want := map[string]string{"c-old": "https://hall.example.org/c/old"}; err != nil || !reflect.DeepEqual(links, want) {
		t.Errorf("links %v, %v", links, err)
	}
	if links, err := f.s.CaseLinks(t.Context(), nil); err != nil || len(links) != 0 {
		t.Errorf("links of nothing: %v, %v", links, err)
	}
}

// TestLinksOfTheSubmissionThatCounts: the first one that is not out of count, whatever arrived first or twice.
func TestLinksOfTheSubmissionThatCounts(t *testing.T) {
	f := newFeed(t, newStore(t))
	submit := func(id, when, link string) ev {
		return ev{id: id, kind: "application.submitted", union: "u1", thing: "c1", at: when, data: `{"url":"` + link + `"}`}
	}
	expect := func(want string) {
		t.Helper()
		f.advance("2026-12-01")
		links, err := f.s.CaseLinks(t.Context(), []string{"c1"})
		if err != nil || links["c1"] != want {
			t.Errorf("%v, %v; want %s", links, err, want)
		}
	}
	f.send(submit("b", "2026-11-02", "https://second"))
	expect("https://second")
	f.send(submit("a", "2026-11-01", "https://first"), submit("a", "2026-11-01", "https://first"))
	expect("https://first")
	f.send(ev{id: "v", kind: "event.voided", union: "u1", voids: "a", at: "2026-11-03"})
	expect("https://second")
	other := submit("b", "2026-11-02", "https://other")
	other.content = "another"
	f.send(other)
	expect("")
}

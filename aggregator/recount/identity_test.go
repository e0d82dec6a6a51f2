package recount

import "testing"

// Readings without a reader make the effect of identities plain: each that stands counts one.
func reading(id, time, union string) ev {
	return ev{id: id, kind: "article.read", time: time, union: union, thing: "a"}
}

func correcting(id, time, union, corrects string) ev {
	e := reading(id, time, union)
	e.corrects = corrects
	return e
}

func void(id, time, target string) ev {
	return ev{id: id, kind: "event.voided", time: time, union: "u1", voids: target}
}

func TestIdentities(t *testing.T) {
	other := func(e ev) ev { e.extra = "other"; return e }
	elsewhere := func(e ev) ev { e.source = "s2"; return e }
	check(t, "reads", []example{
		{"one event counts once", september, []ev{reading("1", "09-02", "u1")}, []string{"u1 reads=1"}},
		{"the same id of two sources is two events", september, []ev{reading("1", "09-02", "u1"), elsewhere(reading("1", "09-02", "u1"))},
			[]string{"u1 reads=2"}},
		{"two contents: none counts, and neither is a report", september, []ev{reading("1", "09-02", "u1"), reading("1", "09-02", "u2")}, nil},
		{"two contents that differ only in what no measure sees", september, []ev{reading("1", "09-02", "u1"), other(reading("1", "09-02", "u1"))}, nil},
		{"a void takes out, whichever comes first in time", september, []ev{reading("1", "09-02", "u1"), void("v", "08-01", "1")}, nil},
		{"a void dated after as_of takes out all the same", running, []ev{reading("1", "09-02", "u1"), void("v", "09-20", "1")}, nil},
		{"a void of another source has no effect", september, []ev{reading("1", "09-02", "u1"), elsewhere(void("v", "09-03", "1"))}, []string{"u1 reads=1"}},
		{"a void of nothing", september, []ev{reading("1", "09-02", "u1"), void("v", "09-03", "9")}, []string{"u1 reads=1"}},
		{"a void in conflict has no effect", september, []ev{reading("1", "09-02", "u1"), void("v", "09-03", "1"), void("v", "09-04", "1")},
			[]string{"u1 reads=1"}},
		{"a void cannot be voided", september, []ev{reading("1", "09-02", "u1"), void("v", "09-03", "1"), void("w", "09-04", "v")}, nil},
		{"a void cannot be corrected; the correction counts as an ordinary event", september,
			[]ev{reading("1", "09-02", "u1"), void("v", "09-03", "1"), correcting("2", "09-04", "u2", "v")}, []string{"u2 reads=1"}},
		{"a correction replaces; union may change", september, []ev{reading("1", "09-02", "u1"), correcting("2", "09-03", "u2", "1")}, []string{"u2 reads=1"}},
		{"a correction out of the window takes the event out of it", september, []ev{reading("1", "09-02", "u1"), correcting("2", "10-03", "u2", "1")}, nil},
		{"a correction whose target is unknown is an ordinary event", september, []ev{correcting("2", "09-03", "u2", "1")}, []string{"u2 reads=1"}},
		{"two corrections of an unknown target: each is ordinary", september, []ev{correcting("2", "09-03", "u2", "1"), correcting("3", "09-03", "u2", "1")},
			[]string{"u2 reads=2"}},
		{"a correction in conflict has no effect", september,
			[]ev{reading("1", "09-02", "u1"), correcting("2", "09-03", "u2", "1"), correcting("2", "09-04", "u2", "1")}, []string{"u1 reads=1"}},
		{"a chain: the last stands", september,
			[]ev{reading("1", "09-02", "u1"), correcting("2", "09-03", "u2", "1"), correcting("3", "09-04", "u3", "2")}, []string{"u3 reads=1"}},
		{"what is out still takes out: a void of a correction removes the fact", september,
			[]ev{reading("1", "09-02", "u1"), correcting("2", "09-03", "u2", "1"), void("v", "09-04", "2")}, nil},
		{"two corrections of one event: the later stands", september,
			[]ev{reading("1", "09-02", "u1"), correcting("2", "09-05", "u2", "1"), correcting("3", "09-04", "u3", "1")}, []string{"u2 reads=1"}},
		{"two corrections of one time: the greater id stands", september,
			[]ev{reading("1", "09-02", "u1"), correcting("20", "09-04", "u2", "1"), correcting("3", "09-04", "u3", "1")}, []string{"u3 reads=1"}},
		{"the later of two corrections is voided: the earlier stands again", september,
			[]ev{reading("1", "09-02", "u1"), correcting("2", "09-05", "u2", "1"), correcting("3", "09-04", "u3", "1"), void("v", "09-06", "2")},
			[]string{"u3 reads=1"}},
		{"branches of a longer lineage meet in it", september,
			[]ev{reading("1", "09-02", "u1"), correcting("2", "09-05", "u2", "1"), correcting("3", "09-04", "u3", "1"), correcting("4", "09-04", "u4", "3"),
				correcting("5", "09-03", "u5", "2")}, []string{"u4 reads=1"}},
		{"corrections in a circle are all out", september, []ev{correcting("1", "09-02", "u1", "2"), correcting("2", "09-03", "u2", "1")}, nil},
		{"a correction settles a conflict", september,
			[]ev{reading("1", "09-02", "u1"), reading("1", "09-02", "u2"), correcting("2", "09-03", "u3", "1")}, []string{"u3 reads=1"}},
		{"a conflict binds a lineage too", september,
			[]ev{reading("1", "09-02", "u1"), reading("1", "09-02", "u2"), correcting("2", "09-03", "u3", "1"), correcting("3", "09-04", "u4", "1")},
			[]string{"u4 reads=1"}},
		{"the greatest of a lineage may lie before the window: nothing else of it counts", september,
			[]ev{reading("1", "08-02", "u1"), correcting("2", "08-05", "u2", "1"), correcting("3", "08-04", "u3", "1")}, nil},
		{"a voiding correction: its target is out, itself is no fact", september,
			[]ev{reading("1", "09-02", "u1"), reading("2", "09-02", "u1"), {id: "v", kind: "event.voided", time: "09-03", union: "u1", voids: "1", corrects: "2"}}, nil},
	})
}

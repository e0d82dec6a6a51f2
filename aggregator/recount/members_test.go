package recount

import "testing"

func TestVerifiedMembers(t *testing.T) {
	says := func(id, kind, time, union string) ev {
		return ev{id: id, kind: "member." + kind, time: time, union: union, thing: "p"}
	}
	moves := func(id, time, from, to string) ev {
		return ev{id: id, kind: "member.transferred", time: time, union: from, to: to, thing: "p"}
	}
	check(t, "verified_members", []example{
		{"verified long ago still is", september, []ev{says("1", "verified", "01-02", "u1")}, []string{"u1 verified_members=1"}},
		{"verified at the end is not yet", september, []ev{says("1", "verified", "10-01", "u1")}, nil},
		{"unverified", september, []ev{says("1", "verified", "09-02", "u1"), says("2", "unverified", "09-03", "u1")}, nil},
		{"unverified by another union", september, []ev{says("1", "verified", "09-02", "u1"), says("2", "unverified", "09-03", "u2")}, nil},
		{"unverified after as_of", running, []ev{says("1", "verified", "09-02", "u1"), says("2", "unverified", "09-16", "u1")}, []string{"u1 verified_members=1"}},
		{"unverified and never verified", september, []ev{says("1", "unverified", "09-02", "u1")}, nil},
		{"one person once: the last verification says where", september, []ev{says("1", "verified", "09-02", "u1"), says("2", "verified", "09-03", "u2")},
			[]string{"u2 verified_members=1"}},
		{"transferred; from is not checked; both report", september, []ev{says("1", "verified", "09-02", "u1"), moves("2", "09-03", "u3", "u2")},
			[]string{"u2 verified_members=1"}},
		{"verified again after a transfer", september, []ev{moves("1", "09-02", "u1", "u2"), says("2", "verified", "09-03", "u3")},
			[]string{"u3 verified_members=1"}},
		{"transferred before it was verified, unverified between", september, []ev{says("1", "verified", "09-01", "u1"), says("2", "unverified", "09-02", "u1"), moves("3", "09-03", "u1", "u2"),
			says("4", "verified", "09-04", "u4")}, []string{"u4 verified_members=1"}},
		{"a transfer keeps the verification", september, []ev{says("1", "verified", "09-01", "u1"), says("2", "unverified", "09-04", "u1"), moves("3", "09-05", "u1", "u2")},
			nil},
		{"a transfer without a verification", september, []ev{moves("1", "09-02", "u1", "u2")}, nil},
		{"at one instant the id decides", september, []ev{says("2", "verified", "09-02", "u1"), says("10", "unverified", "09-02", "u2")},
			[]string{"u1 verified_members=1"}},
	})
}

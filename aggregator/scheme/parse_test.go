package scheme

import (
	"errors"
	"os"
	"strings"
	"testing"
)

// small is a scheme with as little as one may have.
const small = `id: small
names: {zh: 小方案, en: Small}
groups:
  - id: all
    names: {zh: 全部, en: All}
    kinds: [county]
    full_marks: 100
    items:
      - {indicator: articles, points: 60, method: target}
      - {indicator: overdue_open, points: 40, method: deduct, constants: {each: 2.5}}
`

func parse(t *testing.T, text string) *Scheme {
	t.Helper()
	s, err := Parse([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestDefaults(t *testing.T) {
	s := parse(t, small)
	if s.Calendar.Zone != "Asia/Shanghai" || s.Calendar.StartMonth != 1 || s.GraceDays != 8 || s.Ties.Method != TiesDense ||
		s.Rounding != (Rounding{Places: 2, Mode: HalfUp}) || s.NotApplicable != PolicyRescale || s.ReadsBasis != "best" ||
		s.Guard.RepeatLimit != 3 || s.Guard.AnonymousShareLimit.String() != "0.3" || s.Guard.CrawlerList != "1.60.0" {
		t.Errorf("got %+v", s)
	}
	if got := s.Groups[0].Items[0].Constants["cap"].String(); got != "1" {
		t.Errorf("cap %s", got)
	}
	if _, has := s.Groups[0].Items[1].Constants["cap"]; has {
		t.Error("a deduction without a cap has one")
	}
}

func TestCoreFiveAsAnnounced(t *testing.T) {
	s, err := CoreFive()
	if err != nil {
		t.Fatal(err)
	}
	var groups []string
	for _, g := range s.Groups {
		groups = append(groups, g.ID+" "+strings.Join(g.Kinds, "+"))
		var items []string
		for _, item := range g.Items {
			items = append(items, item.Indicator+" "+item.Points.String()+" "+item.Method)
			if item.Target == nil {
				t.Errorf("%s has no target to start with", item.Indicator)
			}
		}
		if got := strings.Join(items, ", "); got != "articles 20 target, reads 20 target, verified_members 20 target, applications 20 target, completions 20 target" {
			t.Errorf("group %s: %s", g.ID, got)
		}
	}
	if got := strings.Join(groups, ", "); got != "county county+district+zone, industry industry, direct direct+enterprise+institution+department" {
		t.Errorf("groups %s", got)
	}
}

// TestHash holds what a scheme's identity depends on. The literal guards old bundles: if it changes, every scheme
// that was adopted changes its name.
func TestHash(t *testing.T) {
	base := parse(t, small).Hash()
	if want := "bc842b753bdf5760f423048005003a8b22dd1f140640f33470688b20b7c546a0"; base != want {
		t.Errorf("hash %s, want %s", base, want)
	}
	same := map[string]string{
		"a comment":                 "# 说明\n" + small,
		"another notation":          strings.Replace(small, "points: 60,", "points: 60.00,", 1),
		"what is the default":       strings.Replace(small, "groups:", "ties: dense\ngrace_days: 8\nrounding: {mode: half-up}\ngroups:", 1),
		"another order of keys":     strings.Replace(small, "id: small\nnames: {zh: 小方案, en: Small}", "names:\n  en: Small\n  zh: \"小方案\"\nid: 'small'", 1),
		"a text in quotation marks": strings.Replace(small, "kinds: [county]", "kinds:\n      - \"county\"", 1),
	}
	for name, text := range same {
		if got := parse(t, text).Hash(); got != base {
			t.Errorf("%s changes the hash", name)
		}
	}
	other := map[string]string{
		"points":       strings.NewReplacer("points: 60", "points: 61", "points: 40", "points: 39").Replace(small),
		"a constant":   strings.Replace(small, "each: 2.5", "each: 2.6", 1),
		"a name":       strings.Replace(small, "en: All", "en: Everybody", 1),
		"ties":         small + "ties: competition\n",
		"the calendar": small + "calendar: {start_month: 12}\n",
		"grace":        small + "grace_days: 9\n",
		"the guard":    small + "guard: {repeat_limit: 4}\n",
		"a target":     strings.Replace(small, "method: target", "method: target, target: 5", 1),
	}
	seen := map[string]string{base: "nothing"}
	for name, text := range other {
		got := parse(t, text).Hash()
		if before, twice := seen[got]; twice {
			t.Errorf("%s has the hash of %s", name, before)
		}
		seen[got] = name
	}
}

func TestFaultsAllAtOnceWithTheirLines(t *testing.T) {
	raw, err := os.ReadFile("testdata/faulty.yaml")
	if err != nil {
		t.Fatal(err)
	}
	want, err := os.ReadFile("testdata/faulty.txt")
	if err != nil {
		t.Fatal(err)
	}
	s, err := Parse(raw)
	if err == nil || s != nil {
		t.Fatalf("it was taken: %+v", s)
	}
	if got := err.Error() + "\n"; got != string(want) {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	var fault Fault
	if !errors.As(err, &fault) || fault.Line == 0 {
		t.Errorf("the first fault is %+v", fault)
	}
}

func TestRefused(t *testing.T) {
	edit := func(old, text string) string { return strings.Replace(small, old, text, 1) }
	cases := []struct{ name, text, want string }{
		{"nothing", "", "the file must hold one YAML document, it holds 0"},
		{"two documents", small + "---\n" + small, "the file must hold one YAML document, it holds 2"},
		{"a list", "- id: small\n", "line 1: scheme must be a mapping of keys and values"},
		{"not UTF-8", "id: \xff\n", "the document is not UTF-8"},
		{"too large", "# " + strings.Repeat("x", maxDocument), "the document is larger than 262144 bytes"},
		{"syntax", "id: [small\n", "line 1: not YAML: sequence end token ']' not found"},
		{"octal", edit("points: 60", "points: 060"), "line 9: item: points must be a number like 20 or 0.5, it is 060"},
		{"hexadecimal", edit("points: 60", "points: 0x3c"), "line 9: item: points must be a number like 20 or 0.5, it is 0x3c"},
		{"exponent", edit("points: 60", "points: 6e1"), "line 9: item: points must be a number like 20 or 0.5, it is 6e1"},
		{"underscore", edit("points: 60", "points: 6_0"), "line 9: item: points must be a number like 20 or 0.5, it is 6_0"},
		{"infinity", edit("points: 60", "points: .inf"), "line 9: item: points must be a number like 20 or 0.5, it is .inf"},
		{"number in quotation marks", edit("points: 60", "points: '60'"), "line 9: item: points must be a number like 20 or 0.5, it is '60'"},
		{"alias", "owner: &x R\n" + edit("id: small", "id: *x"), "line 1: scheme: owner: anchors, aliases and tags are not taken; write the value out"},
		{"merge", edit("full_marks: 100", "<<: {full_marks: 100}"), "line 4: group: full_marks is missing"},
		{"tag", edit("id: small", "id: !!str small"), "line 1: scheme: id: anchors, aliases and tags are not taken; write the value out"},
		{"a code that is a number", "owner: 330110\n" + small, "line 1: scheme: owner must be a text: put 330110 in quotation marks"},
		{"no value", "owner:\n" + small, "line 1: scheme: owner has no value"},
		{"twice", small + "id: again\n", "line 11: scheme: key \"id\" stands already in line 1"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			_, err := Parse([]byte(c.text))
			if err == nil {
				t.Fatal("it was taken")
			}
			if first, _, _ := strings.Cut(err.Error(), "\n"); first != c.want {
				t.Errorf("got  %s\nwant %s", err, c.want)
			}
		})
	}
}

func TestInForce(t *testing.T) {
	s := parse(t, `periods: ["2026", 2027-Q1]`+"\n"+small)
	for period, want := range map[string]bool{"2026": true, "2026-Q1": true, "2026-Q4": true, "2027-Q1": true, "2027-Q2": false, "2027": false, "2025-Q4": false} {
		if got := s.InForce(period); got != want {
			t.Errorf("%s: %v, want %v", period, got, want)
		}
	}
	if !parse(t, small).InForce("2031-Q2") {
		t.Error("a scheme without periods is for every one")
	}
}

func TestCheckRanked(t *testing.T) {
	s := parse(t, `id: two
names: {zh: 两组, en: Two}
items: [{indicator: articles, points: 10, method: rank}]
groups:
  - {id: county, names: {zh: 县, en: Counties}, kinds: [county, district], level: county, full_marks: 10}
  - {id: rest, names: {zh: 其他, en: Others}, unions: [Z, C2], full_marks: 10}
`)
	members := []Member{{"C1", "county", "county"}, {"C2", "county", "county"}, {"C3", "county", "township"}, {"D", "district", "county"}, {"I", "industry", "county"}}
	err := s.Check(members)
	want := "scheme two: union C2 is in the groups county, rest; it must be in exactly one\n" +
		"scheme two: union C3 (kind county, level township) is in no group; widen a group's kinds or list it\n" +
		"scheme two: union I (kind industry, level county) is in no group; widen a group's kinds or list it\n" +
		"scheme two: group rest lists Z, which is not a union of the ranked level"
	if err == nil || err.Error() != want {
		t.Errorf("got\n%v\nwant\n%s", err, want)
	}
	if err := s.Check([]Member{{"Z", "zone", ""}, {"D", "district", "county"}, {"C2", "enterprise", ""}}); err != nil {
		t.Error(err)
	}
	for code, want := range map[string]string{"Z": "rest", "D": "county", "X": ""} {
		kind := map[string]string{"Z": "zone", "D": "district", "X": "industry"}[code]
		if got := s.GroupOf(Member{code, kind, "county"}); got != want {
			t.Errorf("group of %s: %q, want %q", code, got, want)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(small))
	f.Add([]byte(small + beside))
	f.Add([]byte(grows))
	f.Add(coreFive)
	f.Add(unionWork)
	if faulty, err := os.ReadFile("testdata/faulty.yaml"); err == nil {
		f.Add(faulty)
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		s, err := Parse(raw)
		if (s == nil) != (err != nil) {
			t.Fatalf("scheme %v beside error %v", s, err)
		}
		if s == nil {
			return
		}
		again, err := Parse(raw)
		if err != nil || again.Hash() != s.Hash() {
			t.Fatalf("parsed again: %v", err)
		}
	})
}

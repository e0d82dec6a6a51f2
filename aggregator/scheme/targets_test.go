package scheme

import (
	"strings"
	"testing"
)

func readTargets(t *testing.T, rows string) Targets {
	t.Helper()
	out, err := parse(t, small).ReadTargets(strings.NewReader("\ufeffunion,period,indicator,target\n" + rows))
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestTarget(t *testing.T) {
	s := parse(t, `id: goals
names: {zh: 目标, en: Goals}
groups:
  - id: all
    names: {zh: 全部, en: All}
    kinds: [county]
    full_marks: 50
    items:
      - {indicator: articles, points: 20, method: target, target: 7.5}
      - {indicator: verified_members, points: 20, method: target}
      - {indicator: reads, points: 10, method: rank}
`)
	targets := readTargets(t,
		"A,2026-Q1,articles,10\nA,*,articles,20\nA,2026-Q4,verified_members,900\nA,2026-Q1,verified_members,300\n"+
			"B,2026,articles,100.50\nB,*,reads,5\n")
	cases := []struct{ name, union, period, indicator, want string }{
		{"a row for the quarter", "A", "2026-Q1", "articles", "10"},
		{"the row for any quarter", "A", "2026-Q2", "articles", "20"},
		{"the scheme's own", "C", "2026-Q2", "articles", "7.5"},
		{"a year sums the quarters of a flow", "A", "2026", "articles", "70"},
		{"a year of the scheme's own", "C", "2026", "articles", "30.0"},
		{"a row for the year", "B", "2026", "articles", "100.5"},
		{"a year has the last quarter of a stock", "A", "2026", "verified_members", "900"},
		{"none", "A", "2026-Q2", "verified_members", ""},
		{"none for the year", "A", "2027", "verified_members", ""},
		{"a method without targets", "B", "2026-Q1", "reads", ""},
	}
	for _, c := range cases {
		for _, item := range s.Groups[0].Items {
			if item.Indicator != c.indicator {
				continue
			}
			got := ""
			if d := s.Target(targets, c.union, c.period, item); d != nil {
				got = d.Text('f')
			}
			if got != c.want {
				t.Errorf("%s: %q, want %q", c.name, got, c.want)
			}
		}
	}
	if got := s.Target(Targets{}, "A", "2026-Q1", s.Groups[0].Items[0]).String(); got != "7.5" {
		t.Errorf("without a file: %s", got)
	}
}

func TestTargetFaults(t *testing.T) {
	cases := []struct{ name, file, want string }{
		{"empty", "", "line 1: the first line must be union,period,indicator,target"},
		{"another header", "union,period,target\n", "line 1: the first line must be union,period,indicator,target"},
		{"not UTF-8", "union,period,indicator,target\n\xff,*,articles,1\n", `the file is not UTF-8; save it as "CSV UTF-8"`},
		{"every kind at once", "union,period,indicator,target\n,2026-Q1,articles,1\nA,2026-Q5,articles,1\nA,2026-11,articles,1\n" +
			"A,*,gossip,1\nA,*,articles,-1\nA,*,articles,many\nA,*,articles,1e3\nA,*,articles,007\nA,*\nA,*,reads,5\nA,*,reads,6\n",
			`line 2: union is empty
line 3: period "2026-Q5" is not a quarter like 2026-Q4, a year like 2026, or * for every quarter
line 4: period "2026-11" is not a quarter like 2026-Q4, a year like 2026, or * for every quarter
line 5: "gossip" is neither an item of the scheme nor an indicator of this build
line 6: target "-1" is not a number like 120 or 0.5
line 7: target "many" is not a number like 120 or 0.5
line 8: target "1e3" is not a number like 120 or 0.5
line 9: target "007" is not a number like 120 or 0.5
line 10: 2 fields, the header has 4
line 12: the target of A, *, reads stands already in line 11`},
	}
	for _, c := range cases {
		_, err := parse(t, small).ReadTargets(strings.NewReader(c.file))
		if err == nil || err.Error() != c.want {
			t.Errorf("%s: got\n%v\nwant\n%s", c.name, err, c.want)
		}
	}
}

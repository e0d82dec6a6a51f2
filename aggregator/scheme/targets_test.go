package scheme

import (
	"strings"
	"testing"

	"github.com/cockroachdb/apd/v3"
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

const grows = `id: grows
names: {zh: 按基数定目标, en: By its base}
groups:
  - id: all
    names: {zh: 全部, en: All}
    kinds: [county]
    full_marks: 40
    items:
      - {indicator: articles, points: 10, method: target, target: {share: 0.050, of: verified_members}}
      - {indicator: verified_members, points: 10, method: target, target: {share: 0.8, of: employees}}
      - {indicator: trainings, points: 10, method: target, target: {share: 0.01, of: members}, window: year_to_date}
      - {indicator: reads, points: 10, method: target, target: 600}
`

func TestTargetByFormula(t *testing.T) {
	s := parse(t, grows)
	targets, err := s.ReadTargets(strings.NewReader("union,period,indicator,target\nA,2026-Q1,articles,10\nA,2026-Q3,articles,2.5\nB,*,articles,7\nC,2026,articles,90\n"))
	if err != nil {
		t.Fatal(err)
	}
	cases := []struct {
		name          string
		item          int
		union, period string
		stated, of    string
		times         int64
		target, words string // with a base of 1234
	}{
		{"a quarter", 0, "X", "2026-Q1", "", "verified_members", 1, "61.7", "0.05 × 1234"},
		{"a row wins", 0, "A", "2026-Q1", "10", "", 0, "", ""},
		{"a quarter without a row", 0, "A", "2026-Q2", "", "verified_members", 1, "61.7", "0.05 × 1234"},
		{"a year adds up", 0, "X", "2026", "", "verified_members", 4, "246.8", "4 × 0.05 × 1234"},
		{"a year of rows and formula", 0, "A", "2026", "12.5", "verified_members", 2, "135.9", "12.5 + 2 × 0.05 × 1234"},
		{"rows for any quarter", 0, "B", "2026", "28", "", 0, "", ""},
		{"a row for the year", 0, "C", "2026", "90", "", 0, "", ""},
		{"a stock in a year", 1, "X", "2026", "", "employees", 1, "987.2", "0.8 × 1234"},
		{"the year to date", 2, "X", "2026", "", "members", 1, "12.34", "0.01 × 1234"},
		{"a number", 3, "X", "2026", "2400", "", 0, "", ""},
	}
	for _, c := range cases {
		item := s.Groups[0].Items[c.item]
		stated, formula, times := s.TargetOf(targets, c.union, c.period, item)
		got := ""
		if stated != nil {
			got = stated.Text('f')
		}
		if got != c.stated || formula.Of != c.of || times != c.times {
			t.Errorf("%s: stated %q, of %q, %d times", c.name, got, formula.Of, times)
			continue
		}
		plain := s.Target(targets, c.union, c.period, item)
		if c.of == "" {
			if plain == nil || plain.Text('f') != c.stated {
				t.Errorf("%s: Target %v", c.name, plain)
			}
			continue
		}
		if plain != nil {
			t.Errorf("%s: without its base it has the target %s", c.name, plain)
		}
		target, words := formula.Target(stated, times, apd.New(1234, 0))
		if target.Text('f') != c.target || words != c.words {
			t.Errorf("%s: %s = %s, want %s = %s", c.name, words, target.Text('f'), c.words, c.target)
		}
	}
	formula := s.Groups[0].Items[0].TargetOf
	if target, words := formula.Target(nil, 1, apd.New(0, 0)); target.Sign() != 0 || words != "0.05 × 0" {
		t.Errorf("of nothing: %s = %s", words, target)
	}
	if target, _ := (TargetFormula{Share: normal("0.123456789012345678")}).Target(nil, 4, normal("987654321098765432")); target.Text('f') != "487730524548087177.290047248884011584" {
		t.Errorf("rounded: %s", target.Text('f'))
	}
}

func TestHashOfTargets(t *testing.T) {
	rows := []string{"A,2026-Q1,articles,10", "A,*,articles,20", "B,2026,reads,5"}
	base := readTargets(t, strings.Join(rows, "\n"))
	if want := "514c7a18a4430fea2369f4073ed0e120644ea3b2593aca694ad72ee95ccf4e83"; base.Hash() != want {
		t.Errorf("hash %s", base.Hash())
	}
	same := readTargets(t, "B,2026,reads,5.0\nA,2026-Q1,articles,10.00\n"+rows[1])
	if same.Hash() != base.Hash() {
		t.Error("the order of rows or the notation changes the hash")
	}
	if got := strings.Join(base.Unions(), " "); got != "A B" || base.Len() != 3 {
		t.Errorf("%d targets of %s", base.Len(), got)
	}
	if readTargets(t, "").Hash() != (Targets{}).Hash() {
		t.Error("a file without rows is not like no file")
	}
	seen := map[string]bool{base.Hash(): true, (Targets{}).Hash(): true}
	for _, edit := range []string{"B,2026,reads,6", "B,2027,reads,5", "B,2026,posts,5", "C,2026,reads,5", "B,*,reads,5"} {
		got := readTargets(t, rows[0]+"\n"+rows[1]+"\n"+edit).Hash()
		if seen[got] {
			t.Errorf("%s has the hash of another", edit)
		}
		seen[got] = true
	}
}

func FuzzReadTargets(f *testing.F) {
	f.Add("\ufeffunion,period,indicator,target\nA,2026-Q1,articles,10\nA,*,articles,0.5\n")
	f.Add("union,period,indicator,target\r\n\"A\n\",2026,reads,1\n\"")
	f.Add("union,period,indicator\n")
	s, err := Parse([]byte(grows))
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, text string) {
		targets, err := s.ReadTargets(strings.NewReader(text))
		if err != nil {
			return
		}
		for key := range targets.by {
			for _, item := range s.Groups[0].Items {
				stated, formula, times := s.TargetOf(targets, key.union, key.period, item)
				if (formula.Of == "") != (times == 0) || stated != nil && stated.Negative {
					t.Fatalf("%v: %v, %v, %d times", key, stated, formula, times)
				}
			}
		}
		again, err := s.ReadTargets(strings.NewReader(text))
		if err != nil || again.Hash() != targets.Hash() {
			t.Fatalf("read again: %v", err)
		}
	})
}

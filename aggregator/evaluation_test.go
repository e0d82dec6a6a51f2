package aggregator

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/cockroachdb/apd/v3"

	"unionscreen/aggregator/scheme"
	"unionscreen/aggregator/score"
	"unionscreen/queries/office"
)

func parsed(t testing.TB, document string) *scheme.Scheme {
	t.Helper()
	rules, err := scheme.Parse([]byte(document))
	if err != nil {
		t.Fatal(err)
	}
	return rules
}

// cityRules rank the counties and industries below R.
const cityRules = `id: city
names: {zh: 市级考核, en: City}
items:
  - {indicator: articles, points: 60, method: target, target: 10}
  - {indicator: applications, points: 40, method: minmax}
groups:
  - {id: county, names: {zh: 县, en: Counties}, kinds: [county], full_marks: 100}
  - {id: industry, names: {zh: 产业, en: Industries}, kinds: [industry], full_marks: 100}
`

// townRules rank what is below A.
const townRules = `id: town
names: {zh: 县级考核, en: County}
owner: A
items:
  - {indicator: articles, points: 6, method: target, target: 3}
  - {indicator: applications, points: 4, method: minmax, where: {kind: appeal}}
groups:
  - {id: town, names: {zh: 基层, en: Towns}, kinds: [grassroots, township], full_marks: 10}
`

// twoLevels is small with a second union below A.
func twoLevels() []office.Union {
	return append(small(), office.Union{Code: "A2", Name: "甲县第二工会", ShortName: "二", Parent: "A", Kind: "township", Order: 1})
}

func work() []fact {
	day := at("2026-10-05 09:00:00")
	return []fact{
		{"articles", "A", "articles", 1, day}, {"articles", "A1", "articles", 2, day}, {"articles", "A2", "articles", 1, day},
		{"articles", "B", "articles", 7, day}, {"articles", "I", "articles", 12, day},
		{"applications", "A1", "applications@appeal", 5, day}, {"applications", "A2", "applications@appeal", 1, day},
		{"applications", "A2", "applications@service", 8, day}, {"applications", "B", "applications@service", 4, day}, {"applications", "I", "applications@service", 1, day},
	}
}

// table prints the ranking of a board: group, rank, union, total and the marks of each item.
func table(board *Board) string {
	var out []string
	for _, group := range board.Groups {
		for _, unit := range group.Units {
			line := fmt.Sprintf("%s %d %s %s =", group.ID, unit.Rank, unit.Union, unit.Total)
			for _, item := range unit.Items {
				marks := item.Marks
				if item.State != "value" {
					marks = strings.TrimSpace(marks + " " + item.State)
				}
				line += " " + marks + ";"
			}
			out = append(out, strings.TrimSuffix(line, ";"))
		}
	}
	return strings.Join(out, "\n")
}

func wantTable(t *testing.T, what string, board *Board, rows ...string) {
	t.Helper()
	if got, want := table(board), strings.Join(rows, "\n"); got != want {
		t.Errorf("%s:\n%s\nwant:\n%s", what, got, want)
	}
}

func TestEvaluationsOfTwoLevels(t *testing.T) {
	others := func(cfg *Config, _ *Deps) { cfg.Others = []Evaluation{{Rules: parsed(t, townRules)}} }
	s := openAs(t, parsed(t, cityRules), &memory{arrived: work()}, twoLevels(), at("2026-10-10 12:00:00"), others)
	board := s.step(t, "2026-10-10 12:00:00")
	// A: 1 + 2 + 1 articles of 10 → 24; 14 applications are the most of the group, B's 4 the fewest.
	wantTable(t, "the city", board, "county 1 A 64.00 = 24.00; 40.00", "county 2 B 42.00 = 42.00; 0.00", "industry 1 I 100.00 = 60.00; 40.00")
	s.memory.forget()
	town, err := s.BoardOf(t.Context(), "A", "")
	if err != nil {
		t.Fatal(err)
	}
	// Articles 2 of 3 and 1 of 3; appeals 5 and 1.
	wantTable(t, "the county", town, "town 1 A1 8.00 = 4.00; 4.00", "town 2 A2 2.00 = 2.00; 0.00")
	if town.Owner != (Owner{Code: "A", Name: "甲县总工会", ShortName: "甲县"}) || town.Scheme.ID != "town" || town.Period.ID != "2026-Q4" || len(town.Head) != 0 || !town.FirstEvent || town.Seq != board.Seq {
		t.Errorf("board of %+v by %+v of %s with %d head figures", town.Owner, town.Scheme, town.Period.ID, len(town.Head))
	}
	// What the steps keep is not read again; appeals alone are.
	quarter := []string{}
	for _, asked := range s.memory.forget() {
		if strings.HasSuffix(asked, "2026-10-10T04:00:00Z") {
			quarter = append(quarter, strings.Fields(asked)[0])
		}
	}
	if got := strings.Join(quarter, " "); !strings.HasPrefix(got, "applications ") || strings.Count(got, "articles") != 1 { // those of the quarter before follow
		t.Errorf("read: %s", got)
	}
	again, err := s.BoardOf(t.Context(), "A", "2026-Q4")
	if err != nil || again != town || len(s.memory.forget()) != 0 {
		t.Errorf("a repeated question is read again (error %v)", err)
	}
	var missing *NoOwnerError
	if _, err := s.BoardOf(t.Context(), "B", ""); !errors.As(err, &missing) || err.Error() != "there is no evaluation of B: there are those of R, A" {
		t.Errorf("another owner: %v", err)
	}
	card, err := s.Card(t.Context(), "", "A2")
	if err != nil || card.Owner.Code != "A" || card.Unit.Rank != 2 || card.Unit.Total != "2.00" {
		t.Errorf("card of a union below the county: %+v, %v", card, err)
	}
	if running := s.Evaluations(); len(running) != 2 || running[0].Owner != "R" || running[1].Owner != "A" {
		t.Errorf("evaluations %+v", running)
	}
	if seq := s.step(t, "2026-10-10 12:00:05").Seq; seq != board.Seq {
		t.Errorf("questions changed the wall's board: %d after %d", seq, board.Seq)
	}
}

func TestAnyEvaluation(t *testing.T) {
	s := openWith(t, parsed(t, cityRules), &memory{arrived: work()}, twoLevels(), at("2026-10-10 12:00:00"))
	s.step(t, "2026-10-10 12:00:00")
	other := strings.Replace(cityRules, "points: 60, method: target, target: 10", "points: 60, method: rank", 1)
	board, err := s.Evaluate(t.Context(), Evaluation{Rules: parsed(t, other)}, "2026")
	if err != nil {
		t.Fatal(err)
	}
	wantTable(t, "by rank", board, "county 1 B 60.00 = 60.00; 0.00", "county 2 A 40.00 = 0.00; 40.00", "industry 1 I 100.00 = 60.00; 40.00")
	town, err := s.Evaluate(t.Context(), Evaluation{Owner: "A", Rules: parsed(t, townRules)}, "current")
	if err != nil || town.Owner.Code != "A" {
		t.Fatalf("another owner: %v", err)
	}
	for name, c := range map[string]struct {
		document, owner, period string
		want                    error
		words                   string
	}{
		"zone":        {cityRules + "calendar: {zone: Asia/Tokyo}\n", "", "", ErrOtherFigures, "its zone is Asia/Tokyo, that of the scheme city in use is Asia/Shanghai"},
		"basis":       {cityRules + "reads_basis: users\n", "", "", ErrOtherFigures, "its reads_basis is users"},
		"guard":       {cityRules + "guard: {repeat_limit: 5}\n", "", "", ErrOtherFigures, "its guard.repeat_limit is 5"},
		"groups":      {townRules, "R", "", ErrNotCovered, "union A (kind county, level ) is in no group"},
		"owner":       {cityRules, "Q", "", ErrNoUnion, "Q, is not in the registry"},
		"not begun":   {cityRules, "", "2027-Q1", ErrNotBegun, ""},
		"a month":     {cityRules, "", "2026-10", ErrNotStandings, ""},
		"no calendar": {cityRules, "", "2026-Q9", ErrNoPeriod, ""},
	} {
		_, err := s.Evaluate(t.Context(), Evaluation{Owner: c.owner, Rules: parsed(t, c.document)}, c.period)
		if !errors.Is(err, c.want) || !strings.Contains(err.Error(), c.words) {
			t.Errorf("%s: %v", name, err)
		}
	}
	// The limit of anonymous readings is a flag and shapes no figure.
	if _, err := s.Evaluate(t.Context(), Evaluation{Rules: parsed(t, cityRules+"guard: {anonymous_share_limit: 0.5}\n")}, ""); err != nil {
		t.Errorf("another limit of anonymous readings: %v", err)
	}
}

func TestEvaluationsThatDoNotFit(t *testing.T) {
	city, town := parsed(t, cityRules), parsed(t, townRules)
	for name, c := range map[string]struct {
		other Evaluation
		words string
	}{
		"two of one owner": {Evaluation{Owner: "R", Rules: town}, "the schemes city and town are both for the evaluation of R"},
		"no owner":         {Evaluation{Owner: "Q", Rules: town}, "scheme town of the owner Q: no union of that code"},
		"groups":           {Evaluation{Rules: parsed(t, strings.Replace(townRules, "grassroots, ", "", 1))}, "scheme town of the owner A: the scheme's groups do not fit the unions that are ranked: scheme town: union A1"},
		"other figures":    {Evaluation{Rules: parsed(t, townRules+"reads_basis: times\n")}, "its reads_basis is times"},
	} {
		if _, err := CheckEvaluations(twoLevels(), Evaluation{Rules: city}, c.other); err == nil || !strings.Contains(err.Error(), c.words) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := CheckEvaluations(twoLevels(), Evaluation{Rules: city}, Evaluation{Rules: town}); err != nil {
		t.Error(err)
	}
}

func TestTargetsThatAreAShareOfABase(t *testing.T) {
	rules := parsed(t, `id: shares
names: {zh: 按比例, en: Shares}
items:
  - {indicator: articles, points: 60, method: target, target: {share: 0.005, of: members}}
  - {indicator: verified_members, points: 40, method: target, target: {share: 0.25, of: employees}}
groups:
  - {id: all, names: {zh: 全部, en: All}, kinds: [county, industry], full_marks: 100}
`)
	targets, err := rules.ReadTargets(strings.NewReader("union,period,indicator,target\nI,2026-Q4,articles,5\n"))
	if err != nil {
		t.Fatal(err)
	}
	before := at("2026-06-05 09:00:00")
	facts := []fact{
		{"base", "A", "base_members", 1000, before}, {"base", "A1", "base_members", 210, before}, // A's own report counts, not the sum
		{"base", "A", "base_employees", 2000, before}, {"base", "I", "base_employees", 0, before}, {"base", "I", "base_members", 0, before},
		{"articles", "A", "articles", 2, at("2026-10-05 09:00:00")}, {"articles", "B", "articles", 9, at("2026-10-05 09:00:00")},
		{"articles", "I", "articles", 1, at("2026-10-05 09:00:00")},
		{"members", "A", "verified_members", 333, before}, {"members", "B", "verified_members", 1, before}, {"members", "I", "verified_members", 1, before},
	}
	s := openAs(t, rules, &memory{arrived: facts}, small(), at("2026-10-10 12:00:00"), func(cfg *Config, _ *Deps) { cfg.Targets = targets })
	board := s.step(t, "2026-10-10 12:00:00")
	// A: 2 of 0.005 × 1000 = 5 → 24, 333 of 500 → 26.64. B reported no base: no data, no marks. I: 1 of the 5 that a row
	// states → 12 of 60; a quarter of no employees is no target, so 12 is scaled up to 20.
	wantTable(t, "the quarter", board, "all 1 A 50.64 = 24.00; 26.64", "all 2 I 20.00 = 12.00; not_applicable", "all 3 B 0.00 = 0.00 no_data; 0.00 no_data")
	for union, want := range map[string][2]string{"A": {"5 0.005 × 1000", "500 0.25 × 2000"}, "B": {" ", " "}, "I": {"5 ", "0 0.25 × 0"}} {
		for i, item := range unit(t, board, union).Items {
			if got := item.Target + " " + item.TargetWords; got != want[i] {
				t.Errorf("target %d of %s: %q, want %q", i, union, got, want[i])
			}
		}
	}
	year, err := s.Board(t.Context(), "2026")
	if err != nil {
		t.Fatal(err)
	}
	if item := unit(t, year, "A").Items[0]; item.Target != "20" || item.TargetWords != "4 × 0.005 × 1000" || item.Marks != "6.00" {
		t.Errorf("a year's target of a flow: %+v", item)
	}
}

func TestAdjustmentsCount(t *testing.T) {
	rules := parsed(t, cityRules+`adjustments:
  - {id: award, names: {zh: 表彰, en: Award}, kind: bonus, limit: 3}
  - {id: late, names: {zh: 迟报, en: Late}, kind: deduction, limit: 2}
  - {id: accident, names: {zh: 事故, en: Accident}, kind: veto}
`)
	var asked []string
	entered := func(period string) map[string][]score.Adjustment {
		asked = append(asked, period)
		if period != "2026-Q4" {
			return nil
		}
		return map[string][]score.Adjustment{
			"A": {{ID: "award", Points: apd.New(25, -1), Ground: "奖"}, {ID: "award", Points: apd.New(1, 0), Ground: "又奖"}, {ID: "late", Points: apd.New(1, 0), Ground: "迟"}},
			"B": {{ID: "accident", Ground: "事故"}},
		}
	}
	s := openAs(t, rules, &memory{arrived: work()}, twoLevels(), time.Time{}, func(_ *Config, deps *Deps) { deps.Adjustments = entered })
	board := s.step(t, "2026-10-10 12:00:00")
	a, b := unit(t, board, "A"), unit(t, board, "B")
	if a.Total != "66.00" || a.Bonus != "3.00" || a.Deductions != "1.00" || a.TotalFormula != "64.00 + 3.00 − 1.00 = 66.00" || len(a.Adjustments) != 3 || a.Adjustments[1].Counted != "0.50" {
		t.Errorf("A: %+v", a)
	}
	if b.Rank != 0 || b.Veto != "事故" || b.Total != "42.00" {
		t.Errorf("B: %+v", b)
	}
	if len(asked) == 0 || asked[len(asked)-1] != "2026-Q4" {
		t.Errorf("asked for the adjustments of %v", asked)
	}
}

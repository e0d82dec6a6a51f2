package dashboard

import (
	"testing"
	"time"

	"github.com/cockroachdb/apd/v3"

	"unionscreen/aggregator"
	"unionscreen/aggregator/scheme"
	"unionscreen/aggregator/score"
)

// fairScheme has what an answer about standings may hold: two groups and adjustments.
const fairScheme = `id: union-work-2026
names: {zh: 工会工作考核, en: Union work}
items:
  - {indicator: articles, points: 30, method: target, target: 60}
  - {indicator: on_time_rate, points: 40, method: threshold, constants: {T: 95, k: 0.4, floor: 0}}
  - {indicator: verified_members, points: 30, method: target, target: {share: 0.05, of: members}}
adjustments:
  - {id: national-award, names: {zh: 国家级表彰, en: National award}, kind: bonus, limit: 3}
  - {id: late-report, names: {zh: 迟报, en: Late report}, kind: deduction, limit: 2}
  - {id: accident, names: {zh: 重大事故, en: Grave accident}, kind: veto}
bonus: {cap: 5, from: 60}
groups:
  - {id: county, names: {zh: 县（市、区）, en: Counties}, kinds: [county], full_marks: 100}
  - {id: industry, names: {zh: 产业工会, en: Industries}, kinds: [industry], full_marks: 100}
`

// fairUnit is a union with its figures: -1 is no data, a rate of 0 of 0 is not applicable.
type fairUnit struct {
	code, name, short string
	articles          int64
	onTime, due       int64
	verified, base    int64 // the target is 0.05 of the base
	previous          *aggregator.Previous
	movement          int
	adjustments       []score.Adjustment
}

// share is 0.05 of a base, written as short as it goes.
func share(base int64) *apd.Decimal {
	d := apd.New(5*base, -2)
	for d.Exponent < 0 && new(apd.BigInt).Rem(&d.Coeff, apd.NewBigInt(10)).Sign() == 0 {
		d.Coeff.Quo(&d.Coeff, apd.NewBigInt(10))
		d.Exponent++
	}
	return d
}

func gained(places int) *int { return &places }

func fairCounties() []fairUnit {
	return []fairUnit{
		{"330101", "澄湖区总工会", "澄湖区", 62, 9521, 9800, 51, 1200, &aggregator.Previous{Rank: 2, Total: "93.10", Gained: gained(1)}, 0, []score.Adjustment{
			{ID: "national-award", Points: apd.New(25, -1), Ground: "获全国工会职工书屋示范点表彰"},
			{ID: "late-report", Points: apd.New(5, -1), Ground: "季度报表迟报一次"},
		}},
		{"330102", "东屏区总工会", "东屏区", 54, 940, 1000, 41, 1000, &aggregator.Previous{Rank: 1, Total: "94.00", Gained: gained(-1)}, 1, nil},
		{"330181", "安澜市总工会", "安澜市", 60, 780, 1000, 56, 1200, &aggregator.Previous{Rank: 3, Tied: true, Total: "90.05", Gained: gained(1)}, -1, nil},
		{"330121", "锦溪县总工会", "锦溪县", 48, 0, 0, 45, 1200, &aggregator.Previous{Mark: "new"}, 0, nil},
		{"330125", "枫岭县总工会", "枫岭县", -1, 500, 1000, 20, 800, &aggregator.Previous{Rank: 2, Total: "81.40", Mark: "moved"}, 0, nil},
		{"330124", "石梁县总工会", "石梁县", 57, 915, 1000, 33, 750, &aggregator.Previous{Rank: 4, Total: "88.70"}, 0, []score.Adjustment{
			{ID: "accident", Ground: "发生较大生产安全责任事故"},
		}},
	}
}

func fairIndustries() []fairUnit {
	return []fairUnit{
		{"330191", "市教育工会", "教育", 58, 870, 900, 61, 1220, &aggregator.Previous{Rank: 1, Total: "95.25", Gained: gained(0)}, 0, nil},
		{"330193", "市交通运输工会", "交通运输", 33, 812, 1000, 38, 1000, &aggregator.Previous{Rank: 2, Total: "79.95", Gained: gained(0)}, 0, nil},
	}
}

// fairBoard is a finished quarter in its days of grace, scored by the package that scores.
func fairBoard(t testing.TB, zone *time.Location) *aggregator.Board {
	t.Helper()
	rules := fairRules(t)
	board := golden(t)
	board.Period = aggregator.Period{ID: "2026-Q3", Kind: "quarter", Start: time.Date(2026, 7, 1, 0, 0, 0, 0, zone), End: time.Date(2026, 10, 1, 0, 0, 0, 0, zone)}
	board.State, board.Trial = "grace", false
	board.AsOf = time.Date(2026, 10, 3, 9, 30, 0, 0, zone)
	board.Scheme = aggregator.SchemeRef{ID: rules.ID, Names: aggregator.Names(rules.Names), Hash: rules.Hash()}
	board.Freeze = board.Period.End.AddDate(0, 0, rules.GraceDays)
	board.Previous = &aggregator.Before{ID: "2026-Q2", State: "grace"}
	board.Groups = nil
	for i, units := range [][]fairUnit{fairCounties(), fairIndustries()} {
		board.Groups = append(board.Groups, fairGroup(rules, rules.Groups[i], units))
	}
	return board
}

func fairGroup(rules *scheme.Scheme, group scheme.Group, units []fairUnit) aggregator.Group {
	in := score.Input{Scheme: rules, Group: group}
	of := map[string]fairUnit{}
	for i, u := range units {
		of[u.code] = u
		articles := score.NoData()
		if u.articles >= 0 {
			articles = score.Count(u.articles)
		}
		in.Units = append(in.Units, score.Unit{
			Union: u.code, Order: i, Adjustments: u.adjustments,
			Measures:    map[string]score.Measure{"articles": articles, "on_time_rate": score.Rate(u.onTime, u.due), "verified_members": score.Count(u.verified)},
			Targets:     map[string]*apd.Decimal{"articles": apd.New(60, 0), "verified_members": share(u.base)},
			TargetWords: map[string]string{"verified_members": "0.05 × " + apd.New(u.base, 0).String()},
		})
	}
	result := score.Standings(in)
	made := aggregator.Group{ID: group.ID, Names: aggregator.Names(group.Names), FullMarks: result.FullMarks, Mean: result.Mean}
	for _, row := range result.Rows {
		u := of[row.Union]
		unit := aggregator.Unit{
			Union: row.Union, Name: u.name, ShortName: u.short, Rank: row.Rank, Tied: row.Tied, Total: row.Total, Base: row.Base, Bonus: row.Bonus,
			Deductions: row.Deductions, Veto: row.Veto, Sum: row.Sum, Factor: row.Factor, Formula: row.Formula, TotalFormula: row.TotalFormula, Previous: u.previous,
		}
		if row.Rank > 0 {
			unit.Movement = gained(u.movement)
		}
		for _, a := range row.Adjustments {
			unit.Adjustments = append(unit.Adjustments, aggregator.Adjusted(a))
		}
		for _, item := range row.Items {
			item.ID = ""
			unit.Items = append(unit.Items, aggregator.Item(item))
		}
		made.Units = append(made.Units, unit)
	}
	if result.Last != nil {
		last := aggregator.Loss(*result.Last)
		last.Item = ""
		made.Last = &last
	}
	return made
}

// TestGoldenStandings holds the answer that pages read to a file.
func TestGoldenStandings(t *testing.T) {
	cfg := demo()
	r := start(t, cfg, built())
	r.figures.board = fairBoard(t, cfg.Zone)
	_, body := r.ask(t, "GET", "/api/v1/standings", "")
	compareAnswer(t, "standings.json", body)
}

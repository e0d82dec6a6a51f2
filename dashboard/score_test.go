package dashboard

import (
	"context"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/cockroachdb/apd/v3"

	"unionscreen/aggregator"
	"unionscreen/aggregator/scheme"
	"unionscreen/aggregator/score"
	"unionscreen/queries"
	"unionscreen/queries/office"
)

// ledger holds the counts of unions as family.count, whatever the window.
type ledger struct {
	aggregator.Ledger // what is not asked
	counts            map[string]map[string]int64
	overdue           []queries.OverdueRow
}

func (l ledger) Advance(context.Context, time.Time) (queries.Advanced, error) {
	return queries.Advanced{}, nil
}

func (l ledger) FamilySums(_ context.Context, family string, _ queries.Window, where queries.Where) (queries.Sums, error) {
	var out queries.Sums
	suffix := strings.Join(slices.Concat(where.Kinds, where.Services), "+")
	for union, counts := range l.counts {
		row := queries.UnionSum{Union: union, Counts: map[string]int64{}}
		for name, n := range counts {
			of, count, _ := strings.Cut(name, ".")
			count, restriction, _ := strings.Cut(count, "@")
			if of == family {
				row.Reported, row.Ever = true, true
				if restriction == suffix {
					row.Counts[count] = n
				}
			}
		}
		if row.Ever {
			out.Rows = append(out.Rows, row)
		}
	}
	return out, nil
}

func (l ledger) Readers(context.Context, queries.Window, queries.Where, map[string][]string) (map[string]int64, error) {
	return nil, nil
}

func (l ledger) HandlingMedians(context.Context, queries.Window, queries.Where, map[string][]string) (map[string]time.Duration, error) {
	return nil, nil
}

func (l ledger) ChannelMarks(context.Context, queries.Window) ([]queries.ChannelMark, error) {
	return nil, nil
}

func (l ledger) Trend(context.Context, []string, time.Time, time.Time, time.Time) ([]queries.DayFigure, error) {
	return nil, nil
}

func (l ledger) Overdue(context.Context, time.Time) ([]queries.OverdueRow, error) {
	return l.overdue, nil
}

func (l ledger) RecordBoard(context.Context, queries.BoardRecord) error { return nil }

func (l ledger) LastBoard(context.Context, string, string, string, time.Time) (queries.BoardRecord, error) {
	return queries.BoardRecord{}, queries.ErrNoBoard
}

// city is a registry with counties, one of which has a union below it.
func city() []office.Union {
	out := []office.Union{{Code: "3301", Name: "云汀市总工会", ShortName: "云汀市", Level: "city", Kind: "root"}}
	for i, u := range [][2]string{{"330101", "澄湖区"}, {"330102", "东屏区"}, {"330181", "安澜市"}, {"330121", "锦溪县"}, {"330124", "石梁县"}, {"330125", "枫岭县"}} {
		out = append(out, office.Union{Code: u[0], Name: u[1] + "总工会", ShortName: u[1], Parent: "3301", Level: "county", Kind: "county", Order: i + 1})
	}
	return append(out, office.Union{Code: "330125001", Name: "枫岭县城关镇总工会", ShortName: "城关镇", Parent: "330125", Level: "township", Kind: "township", Order: 1})
}

// scored is a Tally that stepped once over the counts.
func scored(t testing.TB, rules *scheme.Scheme, l ledger, entered map[string][]score.Adjustment) *aggregator.Tally {
	t.Helper()
	cfg := aggregator.DefaultConfig()
	cfg.Scheme, cfg.Demo = rules, true
	cfg.Services = map[string]aggregator.Names{"hardship_aid": {ZH: "困难职工帮扶", EN: "Hardship aid"}}
	asOf := time.Date(2026, 11, 21, 10, 24, 15, 0, demo().Zone)
	tally, err := aggregator.New(cfg, aggregator.Deps{
		Ledger: l, Registry: city(), Changed: make(chan struct{}), Log: slog.New(slog.DiscardHandler), AsOf: func() time.Time { return asOf },
		Positions: func() []aggregator.Offset { return []aggregator.Offset{{Topic: "union.events", Offset: 48213}} },
		Publish:   func(*aggregator.Board) {}, Vouch: func(uint64, time.Time) {},
		Adjustments: func(string) map[string][]score.Adjustment { return entered },
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := tally.Step(t.Context()); err != nil {
		t.Fatal(err)
	}
	return tally
}

// scoreAnswers serves what a Tally says.
type scoreAnswers struct {
	*figures
	tally *aggregator.Tally
}

func (s scoreAnswers) Card(ctx context.Context, period, union string) (*aggregator.Card, error) {
	return s.tally.Card(ctx, period, union)
}

func askScore(t *testing.T, tally *aggregator.Tally, union string) string {
	t.Helper()
	r := start(t, demo(), built())
	r.deps.Boards = scoreAnswers{r.figures, tally}
	response, body := r.ask(t, "GET", "/api/v1/unions/"+union+"/score", "")
	if response.StatusCode != 200 {
		t.Fatalf("status %d: %s", response.StatusCode, body)
	}
	return body
}

// TestGoldenScore holds the answer about the five core indicators to a file: figures as a demo has them.
func TestGoldenScore(t *testing.T) {
	rules, err := scheme.CoreFive()
	if err != nil {
		t.Fatal(err)
	}
	of := func(articles, reads, verified, base, applications, completions, overdue int64) map[string]int64 {
		return map[string]int64{
			"articles.articles": articles, "reads.reads": reads, "members.verified_members": verified, "base.base_members": base,
			"applications.applications": applications, "applications.completions": completions, "applications.overdue_open": overdue,
		}
	}
	l := ledger{counts: map[string]map[string]int64{
		"330101": of(71, 7120, 1105, 1400, 231, 203, 0), "330102": of(64, 5820, 962, 1300, 205, 181, 1), "330181": of(58, 6033, 1010, 1250, 188, 170, 0),
		"330121": of(47, 4410, 801, 1100, 163, 139, 3), "330125": of(41, 3890, 640, 1180, 151, 118, 6), "330124": of(33, 4100, 702, 990, 140, 131, 2),
		"330125001": of(2, 110, 0, 0, 3, 1, 0),
	}}
	l.overdue = []queries.OverdueRow{{Union: "330125", Service: "hardship_aid", CaseKind: "service", Count: 6, Oldest: time.Date(2026, 11, 16, 7, 0, 0, 0, demo().Zone)}}
	compareAnswer(t, "score.json", askScore(t, scored(t, rules, l, nil), "330125"))
}

const workScheme = `id: union-work-2026
names: {zh: 工会工作考核, en: Union work}
ties: competition
adjustments:
  - {id: national-award, names: {zh: 全国表彰, en: National award}, kind: bonus, limit: 3}
  - {id: late-report, names: {zh: 迟报, en: Late report}, kind: deduction, limit: 2}
  - {id: accident, names: {zh: 责任事故, en: Accident}, kind: veto}
bonus: {cap: 5, from: 60}
items:
  - {indicator: articles, points: 15, method: target, target: 60}
  - {indicator: reads, points: 10, method: logminmax}
  - {indicator: verified_members, points: 15, method: target, target: {share: 0.8, of: members}}
  - {indicator: completions, points: 10, method: minmax, per: 1000 verified_members}
  - {indicator: on_time_rate, points: 20, method: threshold, constants: {T: 95, k: 0.4, floor: 5}, min_denominator: 5}
  - {indicator: satisfaction_rate, points: 10, method: threshold, constants: {T: 98, k: 0.5, floor: 0}}
  - {indicator: overdue_open, points: 5, method: deduct, constants: {each: 0.5}}
  - {indicator: activities, points: 10, method: steps, steps: [{from: 1, points: 4}, {from: 4, points: 10}], where: {kind: [course, training]}}
  - {indicator: handling_hours, points: 5, method: efficacy, constants: {x_s: 72, x_h: 8}}
groups:
  - {id: county, names: {zh: 县（市、区）, en: Counties}, kinds: [county], full_marks: 100}
`

// TestGoldenScores hold what a score may have beside the plain: items that do not apply and the rest scaled up, data that
// are missing, adjustments, a veto, and a first place.
func TestGoldenScores(t *testing.T) {
	rules, err := scheme.Parse([]byte(workScheme))
	if err != nil {
		t.Fatal(err)
	}
	of := func(articles, reads, verified, base, completions, due, onTime, overdue int64, rest map[string]int64) map[string]int64 {
		out := map[string]int64{
			"articles.articles": articles, "reads.reads": reads, "members.verified_members": verified, "base.base_members": base,
			"applications.completions": completions, "applications.due": due, "applications.due_completed": due - overdue,
			"applications.on_time": onTime, "applications.overdue_open": overdue,
		}
		for name, n := range rest {
			out[name] = n
		}
		return out
	}
	busy := func(rated, well, hours, courses int64) map[string]int64 {
		return map[string]int64{
			"applications.rated": rated, "applications.rated_well": well, "applications.handled": 10, "applications.handled_us": hours * 36_000_000_000,
			"activities.activities": courses + 2, "activities.activities@course+training": courses,
		}
	}
	l := ledger{counts: map[string]map[string]int64{
		"330101": of(66, 9120, 1190, 1400, 203, 210, 206, 0, busy(90, 89, 12, 5)),
		"330102": of(58, 8020, 1010, 1300, 181, 190, 178, 1, busy(80, 77, 20, 4)),
		"330181": of(49, 6033, 890, 1250, 170, 172, 160, 0, busy(71, 69, 31, 3)),
		"330121": of(31, 4410, 700, 1100, 12, 3, 2, 1, map[string]int64{"activities.activities": 1}),
		"330125": of(44, 3890, 640, 1180, 118, 131, 109, 6, busy(60, 52, 66, 1)),
		"330124": of(53, 4100, 702, 990, 131, 140, 131, 2, busy(66, 61, 44, 2)),
	}}
	entered := map[string][]score.Adjustment{
		"330102": {{ID: "national-award", Points: apd.New(25, -1), Ground: "获全国模范职工之家表彰"}, {ID: "late-report", Points: apd.New(1, 0), Ground: "季度报表迟报两次"}},
		"330124": {{ID: "accident", Ground: "发生较大生产安全责任事故"}},
	}
	tally := scored(t, rules, l, entered)
	for union, file := range map[string]string{
		"330121": "score-rescaled.json", "330102": "score-bonus.json", "330124": "score-veto.json", "330101": "score-first.json",
	} {
		compareAnswer(t, file, askScore(t, tally, union))
	}
}

// TestNotRankedNamesWhereItsWorkCounts: a union below a ranked one is pointed to that, the owner to nobody.
func TestNotRankedNamesWhereItsWorkCounts(t *testing.T) {
	r := start(t, demo(), built())
	for path, want := range map[string]string{"/api/v1/unions/330101001/score": "330101", "/api/v1/unions/3301/score": ""} {
		response, body := r.ask(t, "GET", path, "", "Accept-Language", "en")
		if got := wantProblem(t, response, body, 404, codeNotRanked); got.Union != want || !strings.Contains(got.Title, "measured and not ranked") {
			t.Errorf("%s: %+v", path, got)
		}
	}
}

package score

import (
	"testing"

	"github.com/cockroachdb/apd/v3"

	"unionscreen/aggregator/scheme"
)

// TestWhy holds the sentence of each method, state and reason, worked out by hand. The unit A stands beside B and C.
func TestWhy(t *testing.T) {
	constants := func(pairs ...string) map[string]*apd.Decimal {
		out := map[string]*apd.Decimal{}
		for i := 0; i < len(pairs); i += 2 {
			out[pairs[i]] = dec(t, pairs[i+1])
		}
		return out
	}
	item := func(indicator, points, method string, pairs ...string) scheme.Item {
		return scheme.Item{Indicator: indicator, Points: dec(t, points), Method: method, Constants: constants(pairs...)}
	}
	steps := item("featured_projects", "2", scheme.MethodSteps)
	steps.Steps = []scheme.Step{{From: dec(t, "1"), Points: dec(t, "1")}, {From: dec(t, "3"), Points: dec(t, "2")}}
	formula := item("verified_members", "10", scheme.MethodTarget, "cap", "1")
	formula.TargetOf = scheme.TargetFormula{Share: dec(t, "0.05"), Of: "members"}
	few := item("on_time_rate", "8", scheme.MethodThreshold, "T", "95", "k", "0.4", "floor", "0")
	few.MinDenominator = 20
	threshold := item("on_time_rate", "8", scheme.MethodThreshold, "T", "95", "k", "0.4", "floor", "2")
	down := item("reopen_rate", "5", scheme.MethodThreshold, "T", "5", "k", "0.5", "floor", "0")
	target := item("articles", "20", scheme.MethodTarget, "cap", "1")
	capped := item("articles", "20", scheme.MethodTarget, "cap", "0.8")
	efficacy := item("handling_hours", "2", scheme.MethodEfficacy, "x_s", "72", "x_h", "8")

	cases := []struct {
		name   string
		item   scheme.Item
		a      string
		policy string
		words  string // how the target came about
		zh, en string
		lost   string
	}{
		{"target missed", target, "46/60", "", "",
			"发稿量 46 篇，目标 60 篇，差 14 篇，扣 4.67 分", "Articles published: 46; target 60; 14 short; 4.67 of 20 marks lost", "4.67"},
		{"target reached", target, "1060/1000", "", "",
			"发稿量 1,060 篇，目标 1,000 篇，已完成，得满分 20 分", "Articles published: 1,060; target 1,000; reached; full marks, 20", "0.00"},
		{"target and a low cap", capped, "60/60", "", "",
			"发稿量 60 篇，目标 60 篇，已完成，最多按目标的 0.8 计，扣 4.00 分", "Articles published: 60; target 60; reached, of which at most 0.8 counts; 4.00 of 20 marks lost", "4.00"},
		{"target of nothing", target, "0/60", "", "",
			"发稿量 0 篇，目标 60 篇，差 60 篇，不得分，扣 20.00 分", "Articles published: 0; target 60; 60 short; no marks, 20.00 of 20 lost", "20.00"},
		{"target by formula", formula, "51/60", "", "0.05 × 1200",
			"认证会员数 51 人，目标 60 人（0.05 × 1200），差 9 人，扣 1.50 分", "Verified members: 51; target 60 (0.05 × 1200); 9 short; 1.50 of 10 marks lost", "1.50"},
		{"no target", target, "46", "", "",
			"发稿量不适用，没有设定目标，其余项目得分折算为满分", "Articles published: not applicable; no target was set; the other items are scaled up to the full marks", ""},
		{"target of 0", target, "46/0", scheme.PolicyFull, "",
			"发稿量不适用，目标为 0，按方案计 20 分", "Articles published: not applicable; the target is 0; the scheme gives 20 marks", ""},
		{"threshold missed", threshold, "25:30", "", "",
			"按时办结率 83.33%，目标 95%，差 11.67 个百分点，扣 4.67 分", "On-time rate: 83.33%; target 95%; 11.67 percentage points short; 4.67 of 8 marks lost", "4.67"},
		{"threshold at the floor", threshold, "1:2", "", "",
			"按时办结率 50%，目标 95%，差 45 个百分点，按保底 2 分计，扣 6.00 分", "On-time rate: 50%; target 95%; 45 percentage points short; the floor of 2 holds; 6.00 of 8 marks lost", "6.00"},
		{"threshold reached", threshold, "19:20", "", "",
			"按时办结率 95%，目标 95%，已达到，得满分 8 分", "On-time rate: 95%; target 95%; reached; full marks, 8", "0.00"},
		{"threshold just missed", threshold, "94999:100000", "", "",
			"按时办结率 95%，目标 95%，差 0.001 个百分点，得满分 8 分", "On-time rate: 95%; target 95%; 0.001 percentage points short; full marks, 8", "0.00"},
		{"threshold down", down, "8:100", "", "",
			"重办率 8%，目标不高于 5%，超出 3 个百分点，扣 1.50 分", "Reopening rate: 8%; target at most 5%; 3 percentage points above; 1.50 of 5 marks lost", "1.50"},
		{"too few", few, "12:19", scheme.PolicyZero, "",
			"按时办结率不适用，数量不足 20，按方案计 0 分", "On-time rate: not applicable; fewer than 20; the scheme gives 0 marks", ""},
		{"nothing to do", threshold, "0:0", "", "",
			"按时办结率不适用，本期没有可考核的对象，其余项目得分折算为满分", "On-time rate: not applicable; nothing to assess in the period; the other items are scaled up to the full marks", ""},
		{"no data", threshold, "no_data", "", "",
			"按时办结率无数据，本期没有报送，按 0 分计，扣 8.00 分", "On-time rate: no data, nothing was reported; scores 0; 8.00 of 8 marks lost", "8.00"},
		{"steps below", steps, "0", "", "",
			"特色项目数 0 个，未达到最低一档，下一档 1 个计 1 分，不得分，扣 2.00 分", "Featured projects: 0; below the lowest step; the next from 1 gives 1; no marks, 2.00 of 2 lost", "2.00"},
		{"steps between", steps, "2", "", "",
			"特色项目数 2 个，达到 1 个档，计 1 分，下一档 3 个计 2 分，扣 1.00 分", "Featured projects: 2; the step from 1 gives 1; the next from 3 gives 2; 1.00 of 2 marks lost", "1.00"},
		{"steps reached", steps, "5", "", "",
			"特色项目数 5 个，达到 3 个档，计 2 分，得满分 2 分", "Featured projects: 5; the step from 3 gives 2; full marks, 2", "0.00"},
		{"piece", item("featured_projects", "3", scheme.MethodPiece, "each", "0.5"), "2", "", "",
			"特色项目数 2 个，每 1 个计 0.5 分，扣 2.00 分", "Featured projects: 2; 0.5 marks for each, 3 at most; 2.00 of 3 marks lost", "2.00"},
		{"deduct", item("overdue_open", "3", scheme.MethodDeduct, "each", "0.5"), "4", "", "",
			"超期未办件数 4 件，每 1 件扣 0.5 分，扣 2.00 分", "Overdue open cases: 4; 0.5 marks less for each; 2.00 of 3 marks lost", "2.00"},
		{"deduct with a cap", item("overdue_open", "3", scheme.MethodDeduct, "each", "0.5", "cap", "1"), "4", "", "",
			"超期未办件数 4 件，每 1 件扣 0.5 分，最多扣 1 分，扣 1.00 分", "Overdue open cases: 4; 0.5 marks less for each, 1 at most; 1.00 of 3 marks lost", "1.00"},
		{"efficacy", efficacy, "40", "", "",
			"平均办理时长 40 小时，满意值 8 小时，不允许值 72 小时，扣 0.40 分", "Mean handling time: 40 hours; satisfactory is 8 hours, not allowed is 72 hours; 0.40 of 2 marks lost", "0.40"},
		{"minmax", item("reads", "10", scheme.MethodMinMax), "200", "", "",
			"阅读量 200 次，本组最高 500 次，最低 100 次，扣 7.50 分", "Article reads: 200; the group's highest is 500, its lowest 100; 7.50 of 10 marks lost", "7.50"},
		{"logminmax at the top", item("reads", "10", scheme.MethodLog), "5000", "", "",
			"阅读量 5,000 次，本组最高 5,000 次，最低 100 次，取对数后比较，得满分 10 分", "Article reads: 5,000; the group's highest is 5,000, its lowest 100; compared by logarithms; full marks, 10", "0.00"},
		{"rank between", item("reads", "10", scheme.MethodRank), "200", "", "",
			"阅读量 200 次，在本组 3 个单位中列第 2 名，扣 5.00 分", "Article reads: 200; place 2 of 3 in the group; 5.00 of 10 marks lost", "5.00"},
		{"rank tied", item("reads", "10", scheme.MethodRank), "500", "", "",
			"阅读量 500 次，在本组 3 个单位中并列第 1 名，扣 2.50 分", "Article reads: 500; tied at place 1 of 3 in the group; 2.50 of 10 marks lost", "2.50"},
		{"rank down", item("update_gap_days", "10", scheme.MethodRank), "200", "", "",
			"最长未更新天数 200 天，在本组 3 个单位中列第 2 名，扣 5.00 分", "Longest gap between articles: 200; place 2 of 3 in the group; 5.00 of 10 marks lost", "5.00"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			s := rules(t, func(s *scheme.Scheme) {
				if c.policy != "" {
					s.NotApplicable = c.policy
				}
			})
			a := unit(t, "A", c.item.Indicator+"="+c.a)
			if c.words != "" {
				a.TargetWords = map[string]string{c.item.Indicator: c.words}
			}
			other := targetItem(t, "completions", "10")
			b, d := unit(t, "B", c.item.Indicator+"=100/1", "completions=1/1"), unit(t, "C", c.item.Indicator+"=500/1", "completions=1/1")
			result := Standings(Input{Scheme: s, Group: group(c.item, other), Units: []Unit{a, b, d}})
			told, ok := result.Explain(s.Rounding, "A", nil)
			if !ok || len(told.Items) != 2 {
				t.Fatalf("told %+v", told)
			}
			got := told.Items[0]
			if got.Why.ZH != c.zh || got.Why.EN != c.en || got.Lost != c.lost {
				t.Errorf("lost %q, want %q\n%s\n%s\nwant\n%s\n%s", got.Lost, c.lost, got.Why.ZH, got.Why.EN, c.zh, c.en)
			}
			entry, _ := s.Indicator(c.item.Indicator)
			if cost := c.lost != "" && c.lost != "0.00"; cost != (got.Remedy == entry.Remedy) || !cost && got.Remedy != (scheme.Names{}) {
				t.Errorf("lost %s, and the remedy is %q", c.lost, got.Remedy)
			}
		})
	}
}

// TestExplainPlaces: mean, place and losses of a group worked out by hand, with a unit that has no data and one to whom an
// item does not apply.
func TestExplainPlaces(t *testing.T) {
	s := rules(t, nil)
	g := group(targetItem(t, "articles", "20"), targetItem(t, "applications", "20"), targetItem(t, "completions", "60"))
	in := Input{Scheme: s, Group: g, Units: []Unit{
		unit(t, "A", "articles=30/60", "applications=10/20", "completions=50/60"),  // 10.00 10.00 50.00
		unit(t, "B", "articles=60/60", "applications=15/20", "completions=50/60"),  // 20.00 15.00 50.00
		unit(t, "C", "articles=15/60", "applications=20/20", "completions=10/60"),  // 5.00 20.00 10.00
		unit(t, "D", "articles=no_data/60", "applications=3", "completions=60/60"), // 0 — 60.00
	}}
	result := Standings(in)
	told, ok := result.Explain(s.Rounding, "A", nil)
	if !ok {
		t.Fatal("A is not told")
	}
	type place struct {
		mean         string
		position, of int
		lost         string
	}
	for i, want := range []place{{"8.75", 2, 4, "10.00"}, {"15.00", 3, 3, "10.00"}, {"42.50", 2, 4, "10.00"}} {
		got := told.Items[i]
		if (place{got.Mean, got.Position, got.Of, got.Lost}) != want {
			t.Errorf("item %d: %+v, want %+v", i, got, want)
		}
	}
	if got := told.Losses; len(got) != 3 || got[0] != "articles" || got[1] != "applications" || got[2] != "completions" {
		t.Errorf("equal losses in the order %v", got)
	}
	told, _ = result.Explain(s.Rounding, "D", nil)
	if got := told.Items[1]; got.Position != 0 || got.Of != 3 || got.Mean != "15.00" || got.Lost != "" {
		t.Errorf("what does not apply: %+v", got)
	}
	if got := told.Losses; len(got) != 1 || got[0] != "articles" {
		t.Errorf("losses %v", got)
	}
	told, _ = result.Explain(s.Rounding, "C", nil)
	if got := told.Losses; len(got) != 2 || got[0] != "completions" || got[1] != "articles" {
		t.Errorf("losses %v, the largest comes first", got)
	}
	if _, ok := result.Explain(s.Rounding, "Z", nil); ok {
		t.Error("a unit that is not there is told")
	}
}

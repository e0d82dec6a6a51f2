package aggregator

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/cockroachdb/apd/v3"

	"unionscreen/aggregator/score"
)

// told prints an outcome: group, union, rank and total before and after, and each item with its causes.
func told(out *Outcome) string {
	place := func(s *Stand) string {
		if s == nil {
			return "-"
		}
		return fmt.Sprintf("%d %s", s.Rank, s.Total)
	}
	var lines []string
	for _, group := range out.Groups {
		for _, c := range group.Changes {
			line := fmt.Sprintf("%s %s: %s > %s", group.ID, c.Union, place(c.Before), place(c.After))
			for _, item := range c.Items {
				line += fmt.Sprintf("; %s %s > %s (%s)", item.ID, item.Before, item.After, strings.Join(item.Causes, " "))
			}
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, "\n")
}

func wantTold(t *testing.T, what string, out *Outcome, rows ...string) {
	t.Helper()
	if got, want := told(out), strings.Join(rows, "\n"); got != want {
		t.Errorf("%s:\n%s\nwant:\n%s", what, got, want)
	}
}

func points(values ...any) map[string]*apd.Decimal {
	out := map[string]*apd.Decimal{}
	for i := 0; i < len(values); i += 2 {
		out[values[i].(string)] = apd.New(int64(values[i+1].(int)), 0)
	}
	return out
}

func trialStage(t *testing.T) *stage {
	t.Helper()
	rules := parsed(t, cityRules+`adjustments:
  - {id: award, names: {zh: 表彰, en: Award}, kind: bonus, limit: 30}
`)
	others := func(cfg *Config, _ *Deps) { cfg.Others = []Evaluation{{Rules: parsed(t, townRules)}} }
	s := openAs(t, rules, &memory{arrived: work()}, twoLevels(), time.Time{}, others)
	s.step(t, "2026-10-10 12:00:00")
	return s
}

func (s *stage) try(t *testing.T, trial Trial) *Outcome {
	t.Helper()
	out, err := s.WhatIf(t.Context(), trial)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestWhatIfOtherWeights(t *testing.T) {
	s := trialStage(t)
	s.memory.forget()
	// A has 4 articles of 10 and the most applications, B 7 and the fewest: 24 + 40 and 42 + 0 before.
	out := s.try(t, Trial{Weights: map[string]map[string]*apd.Decimal{"county": points("articles", 90, "applications", 10)}})
	wantTold(t, "other weights", out,
		"county B: 2 42.00 > 1 63.00; articles 42.00 > 63.00 (points)",
		"county A: 1 64.00 > 2 46.00; articles 24.00 > 36.00 (points); applications 40.00 > 10.00 (points)",
	)
	if asked := s.memory.forget(); len(asked) != 0 {
		t.Errorf("what the steps keep was read again: %v", asked)
	}
	if out.Period.ID != "2026-Q4" || out.Owner.Code != "R" || out.Before.Scheme.ID != "city" || out.Before.Scheme.Hash == out.After.Scheme.Hash || len(out.Groups) != 2 || out.Groups[0].Ranked != 2 || out.Groups[0].FullMarks != "100" {
		t.Errorf("outcome %+v", out)
	}
	if n := out.Groups[0].Changes[0].Items[0].Names; n.EN != "Articles published" {
		t.Errorf("names of an item: %+v", n)
	}
	// With fewer points of articles A is in front again.
	sensitive := out.Groups[0].Sensitivity
	if len(sensitive) != 2 || sensitive[0].Union != "B" || sensitive[1].Union != "A" || sensitive[1].Rank != 2 || len(sensitive[1].Items) != 2 {
		t.Fatalf("sensitivity %+v", sensitive)
	}
	// With 45 points of articles A has 18 + 55 = 73 and B 31.5; with 72 it has 28.8 + 28 = 56.8 and B 50.4; with 81 32.4 + 19
	// = 51.4 and B 56.7; the most is 100: 40 and 70.
	if got := fmt.Sprint(sensitive[1].Items[0]); got != "{articles 90 [{-50 45 1} {-20 72 1} {-10 81 2} {10 99 2} {20 100 2} {50 100 2}] false}" {
		t.Errorf("A by the points of articles: %s", got)
	}
	same := s.try(t, Trial{})
	if told(same) != "" || same.Before.Scheme.Hash != same.After.Scheme.Hash {
		t.Errorf("nothing was tried, and these change: %s", told(same))
	}
	if board := s.step(t, "2026-10-10 12:00:01"); board.Seq != 1 || unit(t, board, "A").Total != "64.00" {
		t.Errorf("a trial was kept: board %d, A %s", board.Seq, unit(t, board, "A").Total)
	}
}

func TestWhatIfTargetsAndAdjustments(t *testing.T) {
	s := trialStage(t)
	out := s.try(t, Trial{
		Period: "2026-Q4", Group: "county",
		Targets:     []TrialTarget{{Union: "A", Item: "articles", Target: apd.New(5, 0)}},
		Adjustments: []TrialAdjustment{{"B", score.Adjustment{ID: "award", Points: apd.New(30, 0), Ground: "表彰"}}},
	})
	wantTold(t, "a target and a bonus", out,
		"county A: 1 64.00 > 1 88.00; articles 24.00 > 48.00 (target)",
		"county B: 2 42.00 > 2 72.00",
	)
	if b := out.Groups[0].Changes[1].After; b.Base != "42.00" || b.Bonus != "30.00" {
		t.Errorf("B after: %+v", b)
	}
	out = s.try(t, Trial{Group: "county", Targets: []TrialTarget{{Union: "A", Item: "articles", Target: apd.New(5, 0)}}})
	wantTold(t, "a target of the running quarter, which nobody has to name", out, "county A: 1 64.00 > 1 88.00; articles 24.00 > 48.00 (target)")
}

func TestWhatIfAnotherScheme(t *testing.T) {
	s := trialStage(t)
	draft := `id: draft
names: {zh: 草案, en: Draft}
items:
  - {indicator: articles, points: 50, method: rank}
  - {indicator: reads, points: 50, method: target, target: 100}
groups:
  - {id: county, names: {zh: 全部, en: All}, kinds: [county, industry], full_marks: 100}
`
	out := s.try(t, Trial{Scheme: draft})
	// The industry I joins the counties: 12, 7 and 4 articles. Nobody reported readings.
	wantTold(t, "another scheme", out,
		"county I: - > 1 50.00; articles  > 50.00 (added); reads  > 0.00 (added)",
		"county B: 2 42.00 > 2 25.00; articles 42.00 > 25.00 (method points target spread); reads  > 0.00 (added); applications 0.00 >  (removed)",
		"county A: 1 64.00 > 3 0.00; articles 24.00 > 0.00 (method points target spread); reads  > 0.00 (added); applications 40.00 >  (removed)",
	)
	// A rehearsal of a union on its own tells nothing of others.
	alone := s.try(t, Trial{Scheme: draft, Union: "B"})
	wantTold(t, "on its own", alone,
		"county B: 2 42.00 > 2 25.00; articles 42.00 > 25.00 (method points target spread); reads  > 0.00 (added); applications 0.00 >  (removed)",
	)
	if len(alone.Groups) != 1 || len(alone.Groups[0].Changes) != 1 || len(alone.Groups[0].Sensitivity) != 1 || alone.Groups[0].Sensitivity[0].Union != "B" {
		t.Errorf("a rehearsal on its own tells of others: %+v", alone.Groups)
	}
}

func TestWhatIfOfAnotherOwner(t *testing.T) {
	s := trialStage(t)
	out := s.try(t, Trial{Owner: "A", Weights: map[string]map[string]*apd.Decimal{"town": points("articles", 9, "applications-appeal", 1)}})
	wantTold(t, "the county's towns", out,
		"town A1: 1 8.00 > 1 7.00; articles 4.00 > 6.00 (points); applications-appeal 4.00 > 1.00 (points)",
		"town A2: 2 2.00 > 2 3.00; articles 2.00 > 3.00 (points)",
	)
	// A union without an evaluation of its own tries its first scheme.
	first := s.try(t, Trial{Owner: "A1", Scheme: strings.Replace(townRules, "owner: A\n", "", 1)})
	if first.Before != nil || len(first.Groups) != 0 || first.Owner.Code != "A1" {
		t.Errorf("a first scheme: %+v", first)
	}
}

func TestWhatIfOfAYear(t *testing.T) {
	s := openWith(t, parsed(t, annualRules), &memory{arrived: quarterly()}, annualUnions(), time.Time{})
	s.step(t, "2026-09-10 12:00:00")
	out := s.try(t, Trial{Period: "2026", Scheme: annualRules + "annual: mean\n"})
	wantTold(t, "the mean of quarters", out,
		"county B: 1 45.00 > 1 60.00; 2026-Q1  > 80.00 (added); 2026-Q2  > 0.00 (added); 2026-Q3  > 100.00 (added); articles 45.00 >  (removed)",
		"county A: 2 37.50 > 2 50.00; 2026-Q1  > 40.00 (added); 2026-Q2  > 50.00 (added); 2026-Q3  > 60.00 (added); articles 37.50 >  (removed)",
		"county C: 3 2.50 > 3 10.00; 2026-Q1  >  (added); 2026-Q2  >  (added); 2026-Q3  > 10.00 (added); articles 2.50 >  (removed)",
	)
}

func TestTrialsAtFault(t *testing.T) {
	s := trialStage(t)
	for name, c := range map[string]struct {
		trial Trial
		want  string
	}{
		"scheme": {Trial{Scheme: "id: x\nnames: {zh: 一}\ngroups: []\n"}, "scheme 2: scheme: names: en is missing; scheme 3: groups: there must be one at least"},
		"weights": {
			Trial{Weights: map[string]map[string]*apd.Decimal{"county": points("articles", 50, "readers", 1), "none": {}}},
			"weights 0: the scheme has no group \"none\"; weights 0: group county has no item \"readers\"; weights 0: group county: the items sum to 90 points, full_marks is 100",
		},
		"targets": {
			Trial{Period: "2026-Q4", Targets: []TrialTarget{{Union: "A", Item: "articles", Target: apd.New(1, 0)}, {Union: "A", Item: "nothing", Period: "soon"}}},
			`targets 2: period "soon" is not a quarter like 2026-Q4, a year like 2026, or * for every quarter; targets 2: "nothing" is neither an item of the scheme nor an indicator of this build; targets 2: target "" is not a number like 120 or 0.5`,
		},
		"who": {
			Trial{Period: "2026-Q4", Targets: []TrialTarget{{Union: "A1", Item: "articles", Target: apd.New(1, 0)}},
				Adjustments: []TrialAdjustment{{"Q", score.Adjustment{ID: "award", Points: apd.New(1, 0), Ground: "x"}}, {"A", score.Adjustment{ID: "prize", Points: apd.New(1, 0)}}}},
			`targets 1: "A1" is not a union that is ranked; adjustments 1: "Q" is not a union that is ranked; adjustments 2: there is no ground; say why it is entered
adjustment 1 (prize): the scheme city has no such adjustment; it has award`,
		},
	} {
		_, err := s.WhatIf(t.Context(), c.trial)
		var faults *TrialError
		if !errors.As(err, &faults) || err.Error() != c.want {
			t.Errorf("%s: %v\nwant %s", name, err, c.want)
		}
	}
	for name, c := range map[string]struct {
		trial Trial
		want  error
	}{
		"other figures": {Trial{Scheme: cityRules + "reads_basis: times\n"}, ErrOtherFigures},
		"groups":        {Trial{Owner: "R", Scheme: townRules}, ErrNotCovered},
		"owner":         {Trial{Owner: "Q", Scheme: townRules}, ErrNoUnion},
		"union":         {Trial{Union: "Q"}, ErrNoUnion},
		"not ranked":    {Trial{Union: "A1"}, ErrNotRanked},
		"group":         {Trial{Group: "none"}, ErrNoGroup},
		"period":        {Trial{Period: "2027-Q1"}, ErrNotBegun},
	} {
		if _, err := s.WhatIf(t.Context(), c.trial); !errors.Is(err, c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	var missing *NoOwnerError
	if _, err := s.WhatIf(t.Context(), Trial{Owner: "B"}); !errors.As(err, &missing) {
		t.Errorf("an owner without an evaluation: %v", err)
	}
	empty := open(t, &memory{}, small(), time.Time{})
	if _, err := empty.WhatIf(t.Context(), Trial{}); !errors.Is(err, ErrNoFigures) {
		t.Errorf("before the first step: %v", err)
	}
}
